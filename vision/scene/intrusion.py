"""When a person was where, or when, nobody may be: in a zone, or outside of the expected hours.

A person is where the feet are. Who crosses a zone that is narrower than a step was in it, too; who touches its border
was not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vision.people.person import Sighting
from vision.scene.seen import Gap
from vision.scene.zones import Polygon, SceneRules, contains

# A shorter stay counts only if it leads through the zone.
_MIN_SECONDS = 0.4
# Who comes back within this time was inside all the time.
_LONGEST_BREAK_SECONDS = 1.0
# Points between two sightings that are looked at, and how far a way through a zone is, in body heights.
_POINTS, _CROSSING = 8, 0.15


@dataclass(frozen=True, slots=True)
class Intrusion:
    """zones: names. is_late: outside of the expected hours."""

    start: float
    end: float
    zones: tuple[str, ...] = ()
    is_late: bool = False


def find_intrusions(
    sightings: Sequence[Sighting], size: tuple[float, float], rules: SceneRules, gaps: Sequence[Gap]
) -> list[Intrusion]:
    """The intrusions of one person, in order; those that overlap are one. size: of the frame, in pixels."""
    first, last = sightings[0].seconds, sightings[-1].seconds
    found = [
        Intrusion(start, end, (name,))
        for name, polygon in rules.forbidden
        for start, end in _find_stays(sightings, size, polygon, gaps)
    ]
    late = ((max(first, start), min(last, end)) for start, end in rules.closed)
    found += [Intrusion(start, end, is_late=True) for start, end in late if end - start >= _MIN_SECONDS]
    merged: list[Intrusion] = []
    for one in sorted(found, key=lambda intrusion: intrusion.start):
        if merged and one.start <= merged[-1].end:
            before = merged.pop()
            names = tuple(dict.fromkeys((*before.zones, *one.zones)))
            one = Intrusion(before.start, max(before.end, one.end), names, before.is_late or one.is_late)
        merged.append(one)
    return merged


def _find_stays(
    sightings: Sequence[Sighting], size: tuple[float, float], polygon: Polygon, gaps: Sequence[Gap]
) -> list[tuple[float, float]]:
    """When the feet were in the zone."""
    stays: list[tuple[float, float]] = []
    places: list[tuple[float, float]] = []
    begin: tuple[float, float, float] | None = None
    end = (0.0, 0.0, 0.0)

    def close() -> None:
        nonlocal begin
        if begin is None:
            return
        if stays and begin[0] - stays[-1][1] <= _LONGEST_BREAK_SECONDS:
            stays[-1] = (stays[-1][0], end[0])
        else:
            stays.append((begin[0], end[0]))
            places.append((begin[1], begin[2]))
        begin = None

    for seconds, x, y in _list_places(sightings, size, gaps):
        if not contains(polygon, x / size[0], min(0.999, y / size[1])):
            close()
            continue
        begin, end = begin or (seconds, x, y), (seconds, x, y)
    close()
    height = float(np.median([sighting.height for sighting in sightings]))
    return [stay for stay, place in zip(stays, places, strict=True) if _counts(sightings, stay, place, height)]


def _counts(
    sightings: Sequence[Sighting], stay: tuple[float, float], place: tuple[float, float], height: float
) -> bool:
    start, end = stay
    if end - start >= _MIN_SECONDS:
        return True
    before = [s for s in sightings if s.seconds < start]
    after = [s for s in sightings if s.seconds > end]
    if not before or not after:
        return False
    steps = (
        (place[0] - before[-1].middle, after[0].middle - place[0]),
        (
            place[1] - before[-1].y - before[-1].height,
            after[0].y + after[0].height - place[1],
        ),
    )
    # Through it, not to it and back.
    onwards = sum(one * other for one, other in steps)
    way = np.hypot(sum(steps[0]), sum(steps[1]))
    return bool(onwards > 0 and way >= _CROSSING * height)


def _list_places(
    sightings: Sequence[Sighting], size: tuple[float, float], gaps: Sequence[Gap]
) -> Iterator[tuple[float, float, float]]:
    """Seconds and feet (pixels), with points between the sightings but not in gaps."""
    unseen = {start for start, _ in gaps}
    for before, after in pairwise(sightings):
        points = 1 if before.seconds in unseen else _POINTS
        for part in np.linspace(0.0, 1.0, points, endpoint=False):
            yield (
                before.seconds + float(part) * (after.seconds - before.seconds),
                before.middle + float(part) * (after.middle - before.middle),
                before.y + before.height + float(part) * (after.y + after.height - before.y - before.height),
            )
    last = sightings[-1]
    yield last.seconds, last.middle, last.y + last.height
