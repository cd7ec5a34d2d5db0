"""Who was there from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from domain.ask.filters.people import to_time_key
from models.asking.evidence import Evidence
from models.filters import SecondsRange

# Shorter gaps are those between one look of the analysis and the next.
_MIN_GAP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PresenceInterval:
    """One person's rows. seconds: time they cover together; from first to last sight where any event counts."""

    video_id: UUID
    video_name: str
    track_id: str
    rows: tuple[Evidence, ...]
    covered_seconds: float

    @property
    def start_seconds(self) -> float:
        return self.rows[0].start_seconds

    @property
    def end_seconds(self) -> float:
        return max(row.end_seconds for row in self.rows)


@dataclass(frozen=True, slots=True)
class OccupancyPeak:
    """The part of one video in which most people were there at once, in seconds."""

    video_id: UUID
    start: float
    end: float
    people: int


def build_intervals(
    rows: Sequence[Evidence], *, presence: bool, within: SecondsRange | None = None
) -> list[PresenceInterval]:
    """Rows by person, in order of first sight. presence: measure from first to last sight, not event by event."""
    by_person: dict[tuple[UUID, str], list[Evidence]] = {}
    for row in sorted(rows, key=to_time_key):
        if row.track_id:
            by_person.setdefault((row.video_id, row.track_id), []).append(row)
    return [
        PresenceInterval(
            video_id, mine[0].video_name, track_id, tuple(mine), _measure_covered_seconds(mine, presence, within)
        )
        for (video_id, track_id), mine in by_person.items()
    ]


def _measure_covered_seconds(rows: Sequence[Evidence], presence: bool, within: SecondsRange | None) -> float:
    """Seconds that rows cover, overlaps once; only what lies in the asked part of the video."""
    low = float("-inf") if within is None or within.start is None else within.start
    high = float("inf") if within is None or within.end is None else within.end
    spans = sorted((max(low, row.start_seconds), min(high, row.end_seconds)) for row in rows)
    spans = [(start, end) for start, end in spans if end >= start]
    if not spans:
        return 0.0
    if presence:
        return max(end for _, end in spans) - spans[0][0]
    total, reached = 0.0, low
    for start, end in spans:
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def find_peak(rows: Sequence[Evidence]) -> OccupancyPeak | None:
    """When most people were there at once: the first such part, where there are several."""
    best: OccupancyPeak | None = None
    spells = build_intervals(rows, presence=True)
    for video_id in dict.fromkeys(spell.video_id for spell in spells):
        mine = [spell for spell in spells if spell.video_id == video_id]
        edges = sorted({edge for spell in mine for edge in (spell.start_seconds, spell.end_seconds)})
        for start, end in pairwise([*edges, edges[-1]]):
            there = sum(spell.start_seconds <= start and spell.end_seconds >= end for spell in mine)
            if best is None or there > best.people:
                best = OccupancyPeak(video_id, start, end, there)
    return best


def find_gaps(
    rows: Sequence[Evidence], within: SecondsRange | None, duration: float | None
) -> list[tuple[float, float]]:
    """When nobody was there, in a single video; of several, nothing can be said. Ends of the footage count if known."""
    if len({row.video_id for row in rows}) != 1:
        return []
    start = within.start if within and within.start is not None else 0.0
    end = within.end if within and within.end is not None else duration
    gaps, reached = [], max(0.0, start)
    for spell in sorted(build_intervals(rows, presence=True), key=lambda spell: spell.start_seconds):
        if spell.start_seconds - reached >= _MIN_GAP_SECONDS:
            gaps.append((reached, spell.start_seconds))
        reached = max(reached, spell.end_seconds)
    if end is not None and end - reached >= _MIN_GAP_SECONDS:
        gaps.append((reached, end))
    return gaps
