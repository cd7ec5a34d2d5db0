"""Selects frames of a range: requested moments, changes of the picture, and an even spread.

Changes are estimated from packet sizes, which the container's index has: a frame that differs from the one before takes
more bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# A packet so many times larger than the median shows a change.
_CHANGE_RATIO = 2.5
_FEWEST_PACKETS = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """A position in seconds; any frame up to slack seconds away will do."""

    seconds: float
    slack: float


@dataclass(frozen=True, slots=True)
class IndexedPacket:
    """An encoded frame of the index."""

    seconds: float
    size: int
    is_keyframe: bool


def choose_moments(
    wanted: Sequence[Moment], packets: Sequence[IndexedPacket], start: float, end: float, most: int
) -> list[Moment]:
    """At most `most` moments from start to end, in order of time: first the wanted ones, then changes, then a spread.

    Their distance is at least a third of an even spread, so that no two show the same.
    """
    spacing = (end - start) / max(1, most - 1)
    distance = spacing / 3
    chosen: list[Moment] = []

    def offer(moments: Sequence[Moment]) -> None:
        for moment in moments:
            near = any(abs(moment.seconds - other.seconds) < max(distance, 1e-3) for other in chosen)
            if len(chosen) < most and start <= moment.seconds <= end and not near:
                chosen.append(moment)

    offer(wanted)
    left = most - len(chosen)
    offer([Moment(seconds, min(0.5, distance)) for seconds in find_changes(packets, start, end)][: left // 2])
    offer(_spread_moments(chosen, start, end, most))
    return sorted(chosen, key=lambda moment: moment.seconds)


def find_changes(packets: Sequence[IndexedPacket], start: float, end: float) -> list[float]:
    """Positions of frames right after a change, the strongest change first."""
    inside = [packet for packet in packets if start <= packet.seconds <= end and not packet.is_keyframe]
    if len(inside) < _FEWEST_PACKETS:
        return []
    usual = max(1.0, median(packet.size for packet in inside))
    strong = [packet for packet in inside if packet.size > _CHANGE_RATIO * usual]
    return [packet.seconds for packet in sorted(strong, key=lambda packet: -packet.size)]


def _spread_moments(chosen: Sequence[Moment], start: float, end: float, most: int) -> list[Moment]:
    """Both ends, then repeatedly the middle of the widest gap."""
    spacing = (end - start) / max(1, most - 1)
    occupied = [moment.seconds for moment in chosen]
    moments: list[Moment] = []
    for seconds in (start, end) if most > 1 else ((start + end) / 2,):
        moments.append(Moment(seconds, spacing / 3))
        occupied.append(seconds)
    while len(moments) < 2 * most and end > start:
        edges = sorted({start, end, *occupied})
        gaps = [(later - earlier, earlier, later) for earlier, later in pairwise(edges)]
        _, earlier, later = max(gaps, key=lambda gap: (gap[0], -gap[1]))
        middle = (earlier + later) / 2
        # Any frame near the middle will do, and a key frame is the cheapest.
        moments.append(Moment(middle, spacing / 2))
        occupied.append(middle)
    return moments
