"""Follows people from frame to frame, and says whether they moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from devstack.standin.vision.sightings import DetectedPerson, DetectedScene

# Fraction of the picture's width. Smaller movements are swaying, or jitter of the detector's box.
MIN_MOVEMENT = 0.04
# Fraction of the picture's width per second that a person may move between two frames.
_MAX_SPEED = 0.35
_CLOTHES_PENALTY = 0.2
# The indexes of frames and the detections of a person who may be in the next frame, too.
_OpenTrajectory = tuple[list[int], list[DetectedPerson]]


@dataclass(frozen=True, slots=True)
class PersonTrajectory:
    """One person in several frames: indexes in the list of frames, and the detection in each."""

    frame_indexes: Sequence[int]
    people: Sequence[DetectedPerson]

    @property
    def has_moved(self) -> bool:
        middles = [person.middle for person in self.people]
        return max(middles) - min(middles) > MIN_MOVEMENT


def follow_people(scenes: Sequence[DetectedScene], seconds: Sequence[float]) -> list[PersonTrajectory]:
    """Match people of neighbouring frames, nearest first. A person in one frame only has a trajectory of one."""
    open_: list[_OpenTrajectory] = [([0], [person]) for person in scenes[0].people] if scenes else []
    done: list[_OpenTrajectory] = []
    for place, (before, now) in enumerate(pairwise(seconds), start=1):
        reach = min(0.6, max(0.08, _MAX_SPEED * (now - before)))
        continued, free = _continue_trajectories(open_, place, scenes[place].people, reach)
        done += [path for number, path in enumerate(open_) if number not in continued]
        open_ = [path for number, path in enumerate(open_) if number in continued]
        open_ += [([place], [person]) for person in free]
    trajectories = [PersonTrajectory(places, people) for places, people in (*done, *open_)]
    return sorted(trajectories, key=lambda path: (path.frame_indexes[0], path.people[0].middle))


def _continue_trajectories(
    open_: Sequence[_OpenTrajectory], place: int, people: Sequence[DetectedPerson], reach: float
) -> tuple[set[int], list[DetectedPerson]]:
    """Add to each trajectory the person who continues it; return the numbers of these, and the people left over."""
    continued: set[int] = set()
    free = list(people)
    for distance, number, person in _list_pairs(open_, people):
        if distance <= reach and number not in continued and any(person is other for other in free):
            open_[number][0].append(place)
            open_[number][1].append(person)
            continued.add(number)
            free = [other for other in free if other is not person]
    return continued, free


def _list_pairs(
    open_: Sequence[_OpenTrajectory], people: Sequence[DetectedPerson]
) -> list[tuple[float, int, DetectedPerson]]:
    """(distance, number of the trajectory, person), nearest first."""
    pairs = [
        (_compute_distance(seen[-1], person), number, person)
        for number, (_, seen) in enumerate(open_)
        for person in people
    ]
    return sorted(pairs, key=lambda pair: pair[0])


def _compute_distance(one: DetectedPerson, other: DetectedPerson) -> float:
    clothes = _CLOTHES_PENALTY if one.top and other.top and one.top != other.top else 0.0
    return abs(one.middle - other.middle) + clothes
