"""What a person does, from motion and postures: walks, stands, sits, lies, or stays where no posture shows.

Postures are read a few times per second, and single readings are wrong, so a posture counts once it has held for a
while. A body whose height in the picture falls below a part of its standing height lies, whatever its keypoints look
like: lying with the head or the feet towards the camera looks upright.

A collapse is a change from an upright posture to lying within the time of a fall. Who lies down slowly, lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from vision.detection.posture import Posture
from vision.people.motion import MOVING, Motion, MotionSpan
from vision.people.person import Sighting, is_lowered
from vision.people.trajectory import Trajectory

# A reading holds for so long, if no other follows.
_READING_SECONDS = 0.7
# What is shorter belongs to what is around it.
_MIN_SECONDS = {Posture.STANDING: 0.6, Posture.BENDING: 0.6, Posture.SITTING: 1.2, Posture.LYING: 0.8, None: 1.0}
# At low rates, a posture also has to be read more often than once.
_READINGS = 1.5
# Parts of the standing height: below the first, a body lies; above the second, it is up again.
_LOW, _UP = 0.45, 0.6
# A standing height is forgotten after so long: the person may have walked away from the camera since.
_HEIGHT_SECONDS = 6.0
# A fall takes less; lying down on purpose takes longer.
_FALL_SECONDS = 1.7
# What is left of an activity beside a fall counts from this length on.
_SHORT_SECONDS = 0.3
# So long somebody sits whose box moves, as in a chair with wheels.
_MOVED_SITTING_SECONDS = 2.0
_UPRIGHT = (Posture.STANDING, Posture.BENDING)
_ACTIVITIES: dict[Posture | None, Motion] = {
    Posture.STANDING: "STANDING",
    Posture.BENDING: "STANDING",
    Posture.SITTING: "SITTING",
    Posture.LYING: "LYING",
    None: "STAYING",
}


@dataclass(frozen=True, slots=True)
class PostureSpan:
    """One posture from sighting `first` to sighting `last`, and in seconds. None: it does not show.

    read_seconds: how much of it was read, and not taken over from what is around it.
    """

    posture: Posture | None
    first: int
    last: int
    start_seconds: float
    end_seconds: float
    read_seconds: float


@dataclass(frozen=True, slots=True)
class Collapse:
    """first, last: the sightings in which the person was last upright and first lay."""

    first: int
    last: int
    start_seconds: float
    end_seconds: float


def list_postures(sightings: Sequence[Sighting]) -> list[PostureSpan]:
    """The postures of a visit, in order, without gaps."""
    postures = _hold_readings(sightings, _find_low(sightings))
    spans = [_make_span(sightings, posture, run) for posture, run in _group(postures)]
    least = _READINGS * _usual_step([sighting.seconds for sighting in sightings])
    while len(spans) > 1:
        shortest = min(spans, key=lambda span: span.read_seconds - max(least, _MIN_SECONDS[span.posture]))
        if shortest.read_seconds >= max(least, _MIN_SECONDS[shortest.posture]):
            break
        spans = _absorb(sightings, spans, spans.index(shortest))
    return spans


def list_activities(
    trajectory: Trajectory, motions: Sequence[MotionSpan], postures: Sequence[PostureSpan]
) -> list[MotionSpan]:
    """The motions, named by postures: standing is split into what was done meanwhile."""
    parts: list[MotionSpan] = []
    least = max(_SHORT_SECONDS, _READINGS * _usual_step(trajectory.seconds.tolist()))
    for motion in motions:
        shown = [span for span in postures if _overlap(motion, span) >= min(least, motion.seconds)]
        parts += _close_gaps(
            motion, [_name_part(trajectory, motion, span) for span in shown or [_at(postures, motion)]]
        )
    return _merge(trajectory, parts)


def _name_part(trajectory: Trajectory, motion: MotionSpan, span: PostureSpan) -> MotionSpan:
    moves = motion.motion in MOVING and not _rests(motion, span)
    return _cut(trajectory, motion, span, motion.motion if moves else _ACTIVITIES[span.posture])


def _close_gaps(motion: MotionSpan, parts: Sequence[MotionSpan]) -> list[MotionSpan]:
    """The parts, which then cover the whole motion."""
    closed: list[MotionSpan] = []
    for part in parts:
        closed.append(replace(part, start_seconds=closed[-1].end_seconds if closed else motion.start_seconds))
    closed[-1] = replace(closed[-1], end_seconds=motion.end_seconds)
    return closed


def cut_collapses(activities: Sequence[MotionSpan], collapses: Sequence[Collapse]) -> list[MotionSpan]:
    """The activities without the time of falls, which are no walks."""
    cut: list[MotionSpan] = []
    for activity in activities:
        start, end = activity.start_seconds, activity.end_seconds
        for fall in collapses:
            if fall.start_seconds <= start and end <= fall.end_seconds:
                end = start
            elif start <= fall.start_seconds < end <= fall.end_seconds + _SHORT_SECONDS:
                end = fall.start_seconds
            elif fall.start_seconds - _SHORT_SECONDS <= start < fall.end_seconds < end:
                start = fall.end_seconds
        if end - start >= _SHORT_SECONDS or (start, end) == (activity.start_seconds, activity.end_seconds):
            cut.append(replace(activity, start_seconds=start, end_seconds=end))
    return cut


def find_collapses(sightings: Sequence[Sighting], postures: Sequence[PostureSpan]) -> list[Collapse]:
    """Where the person fell."""
    collapses: list[Collapse] = []
    for index, span in enumerate(postures):
        if span.posture is not Posture.LYING:
            continue
        last_up = _last_upright(sightings, span.first)
        if last_up is None or any(
            between.posture is Posture.LYING and between.start_seconds >= sightings[last_up].seconds
            for between in postures[:index]
        ):
            continue
        if span.start_seconds - sightings[last_up].seconds <= _FALL_SECONDS:
            collapses.append(Collapse(last_up, span.first, sightings[last_up].seconds, span.start_seconds))
    return collapses


def _find_low(sightings: Sequence[Sighting]) -> list[bool]:
    """For each sighting, whether the body is much lower than it stood shortly before."""
    low: list[bool] = []
    standing: list[Sighting] = []
    held: Sighting | None = None
    for sighting in sightings:
        standing = [before for before in standing if sighting.seconds - before.seconds <= _HEIGHT_SECONDS]
        reference = held or max(standing, key=lambda before: before.height, default=None)
        limit = _UP if held else _LOW
        is_low = reference is not None and is_lowered(sighting, reference.width, reference.height, limit)
        held = reference if is_low else None
        if not is_low and sighting.posture is Posture.STANDING:
            standing.append(sighting)
        low.append(is_low)
    return low


def _hold_readings(sightings: Sequence[Sighting], low: Sequence[bool]) -> list[Posture | None]:
    """The posture at each sighting: its own, or that of the nearest reading in time."""
    readings = [
        (sighting.seconds, Posture.LYING if is_low else sighting.posture)
        for sighting, is_low in zip(sightings, low, strict=True)
        if is_low or sighting.posture is not None
    ]
    held: list[Posture | None] = []
    start = 0
    for sighting in sightings:
        while start + 1 < len(readings) and abs(readings[start + 1][0] - sighting.seconds) <= abs(
            readings[start][0] - sighting.seconds
        ):
            start += 1
        near = start < len(readings) and abs(readings[start][0] - sighting.seconds) <= _READING_SECONDS
        held.append(readings[start][1] if near else None)
    return held


def _group(postures: Sequence[Posture | None]) -> list[tuple[Posture | None, list[int]]]:
    return [
        (posture, [index for index, _ in run])
        for posture, run in groupby(enumerate(postures), key=lambda item: item[1])
    ]


def _make_span(sightings: Sequence[Sighting], posture: Posture | None, run: Sequence[int]) -> PostureSpan:
    """A span reaches to the first sighting of the next one, so that spans leave no gap."""
    first, last = run[0], run[-1]
    end = sightings[min(last + 1, len(sightings) - 1)].seconds
    return PostureSpan(posture, first, last, sightings[first].seconds, end, end - sightings[first].seconds)


def _absorb(sightings: Sequence[Sighting], spans: list[PostureSpan], index: int) -> list[PostureSpan]:
    """Merge a span into the longer of its neighbours, and neighbours that are then alike."""
    neighbours = [spans[i] for i in (index - 1, index + 1) if 0 <= i < len(spans)]
    posture = max(neighbours, key=lambda span: span.read_seconds).posture
    absorbed = replace(spans[index], posture=posture, read_seconds=0.0)
    merged: list[PostureSpan] = []
    for span in (*spans[:index], absorbed, *spans[index + 1 :]):
        first, read_seconds = span.first, span.read_seconds
        if merged and merged[-1].posture == span.posture:
            before = merged.pop()
            first, read_seconds = before.first, before.read_seconds + read_seconds
        whole = _make_span(sightings, span.posture, range(first, span.last + 1))
        merged.append(replace(whole, read_seconds=read_seconds))
    return merged


def _usual_step(seconds: Sequence[float]) -> float:
    """Seconds from one sighting to the next: the median."""
    steps = sorted(after - before for before, after in pairwise(seconds))
    return steps[len(steps) // 2] if steps else 0.0


def _rests(motion: MotionSpan, span: PostureSpan) -> bool:
    """Whether somebody whose box moves sits or lies all the same. Sitting is misread in walks, so it takes longer."""
    if span.posture is Posture.SITTING:
        return _overlap(motion, span) >= _MOVED_SITTING_SECONDS
    return span.posture is Posture.LYING


def _overlap(motion: MotionSpan, span: PostureSpan) -> float:
    return max(0.0, min(motion.end_seconds, span.end_seconds) - max(motion.start_seconds, span.start_seconds))


def _at(postures: Sequence[PostureSpan], motion: MotionSpan) -> PostureSpan:
    return max(postures, key=lambda span: _overlap(motion, span))


def _cut(trajectory: Trajectory, motion: MotionSpan, span: PostureSpan, activity: Motion) -> MotionSpan:
    first, last = max(motion.first, span.first), min(motion.last, span.last)
    last = max(first, last)
    return MotionSpan(
        activity,
        first,
        last,
        max(motion.start_seconds, span.start_seconds),
        min(motion.end_seconds, span.end_seconds),
        trajectory.distance(first, last),
    )


def _merge(trajectory: Trajectory, activities: Sequence[MotionSpan]) -> list[MotionSpan]:
    merged: list[MotionSpan] = []
    for activity in activities:
        if merged and merged[-1].motion == activity.motion:
            before = merged.pop()
            activity = MotionSpan(
                activity.motion,
                before.first,
                activity.last,
                before.start_seconds,
                activity.end_seconds,
                trajectory.distance(before.first, activity.last),
            )
        merged.append(activity)
    return merged


def _last_upright(sightings: Sequence[Sighting], lying: int) -> int | None:
    """The last sighting before this one that reads as standing."""
    return next((i for i in range(lying - 1, -1, -1) if sightings[i].posture in _UPRIGHT), None)
