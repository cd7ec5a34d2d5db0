"""Who of one frame is who in the next, and whether they moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from devstack.standin.vision.sightings import DetectedPerson, DetectedScene

# Parts of the picture's width: less is a sway, and a detector's box trembles.
MIN_MOVEMENT = 0.04
# Somebody cannot be further away in the next frame than this, for each second between them.
_MAX_SPEED = 0.35
_CLOTHES_PENALTY = 0.2


@dataclass(frozen=True, slots=True)
class PersonTrajectory:
    """One person through frames: places in the list of frames, and how they were seen there."""

    frame_indexes: Sequence[int]
    people: Sequence[DetectedPerson]

    @property
    def has_moved(self) -> bool:
        middles = [person.middle for person in self.people]
        return max(middles) - min(middles) > MIN_MOVEMENT


def follow_people(seen: Sequence[DetectedScene], seconds: Sequence[float]) -> list[PersonTrajectory]:
    """People followed from frame to frame, nearest first; who is in one frame only has a path of one."""
    open_: list[tuple[list[int], list[DetectedPerson]]] = [([0], [person]) for person in seen[0].people] if seen else []
    done: list[tuple[list[int], list[DetectedPerson]]] = []
    for place, (before, now) in enumerate(pairwise(seconds), start=1):
        reach = min(0.6, max(0.08, _MAX_SPEED * (now - before)))
        free = list(seen[place].people)
        pairs = sorted(
            (
                (_compute_distance(people[-1], person), number, person)
                for number, (_, people) in enumerate(open_)
                for person in free
            ),
            key=lambda pair: pair[0],
        )
        went_on: set[int] = set()
        for apart, number, person in pairs:
            if apart <= reach and number not in went_on and any(person is one for one in free):
                open_[number][0].append(place)
                open_[number][1].append(person)
                went_on.add(number)
                free = [one for one in free if one is not person]
        done += [path for number, path in enumerate(open_) if number not in went_on]
        open_ = [path for number, path in enumerate(open_) if number in went_on]
        open_ += [([place], [person]) for person in free]
    found = [PersonTrajectory(places, people) for places, people in (*done, *open_)]
    return sorted(found, key=lambda path: (path.frame_indexes[0], path.people[0].middle))


def _compute_distance(one: DetectedPerson, other: DetectedPerson) -> float:
    clothes = _CLOTHES_PENALTY if one.top and other.top and one.top != other.top else 0.0
    return abs(one.middle - other.middle) + clothes
