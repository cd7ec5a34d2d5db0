"""Which moments of a range are worth a look: those that are asked for, where the picture changes, and an even spread.

Changes are read from the sizes of the packets, which the container's index tells without a byte of picture: what
differs from the frame before takes more bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# A packet this much larger than the usual one shows a change.
_CHANGE_RATIO = 2.5
_FEWEST_PACKETS = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """seconds into the footage; a frame up to slack seconds away shows it as well."""

    seconds: float
    slack: float


@dataclass(frozen=True, slots=True)
class IndexedPacket:
    """An encoded frame, as the index lists it."""

    seconds: float
    size: int
    is_keyframe: bool


def choose_moments(
    wanted: Sequence[Moment], packets: Sequence[IndexedPacket], start: float, end: float, most: int
) -> list[Moment]:
    """At most `most` moments from start to end, in order of time: those wanted first, then changes, then a spread.

    No two lie closer together than a third of an even spread, so that none shows what another shows.
    """
    spacing = (end - start) / max(1, most - 1)
    apart = spacing / 3
    chosen: list[Moment] = []

    def offer(moments: Sequence[Moment]) -> None:
        for moment in moments:
            near = any(abs(moment.seconds - other.seconds) < max(apart, 1e-3) for other in chosen)
            if len(chosen) < most and start <= moment.seconds <= end and not near:
                chosen.append(moment)

    offer(wanted)
    left = most - len(chosen)
    offer([Moment(seconds, min(0.5, apart)) for seconds in find_changes(packets, start, end)][: left // 2])
    offer(_spread_moments(chosen, start, end, most))
    return sorted(chosen, key=lambda moment: moment.seconds)


def find_changes(packets: Sequence[IndexedPacket], start: float, end: float) -> list[float]:
    """When the picture changed most, the strongest change first; the frame told is the one that shows the outcome."""
    inside = [packet for packet in packets if start <= packet.seconds <= end and not packet.is_keyframe]
    if len(inside) < _FEWEST_PACKETS:
        return []
    usual = max(1.0, median(packet.size for packet in inside))
    strong = [packet for packet in inside if packet.size > _CHANGE_RATIO * usual]
    return [packet.seconds for packet in sorted(strong, key=lambda packet: -packet.size)]


def _spread_moments(chosen: Sequence[Moment], start: float, end: float, most: int) -> list[Moment]:
    """The middles of the widest gaps, one after the other; both ends first."""
    spacing = (end - start) / max(1, most - 1)
    taken = [moment.seconds for moment in chosen]
    found: list[Moment] = []
    for seconds in (start, end) if most > 1 else ((start + end) / 2,):
        found.append(Moment(seconds, spacing / 3))
        taken.append(seconds)
    while len(found) < 2 * most and end > start:
        edges = sorted({start, end, *taken})
        gaps = [(later - earlier, earlier, later) for earlier, later in pairwise(edges)]
        _, earlier, later = max(gaps, key=lambda gap: (gap[0], -gap[1]))
        middle = (earlier + later) / 2
        # Between the ends it hardly matters which frame is shown, and a key frame costs least.
        found.append(Moment(middle, spacing / 2))
        taken.append(middle)
    return found
