"""When each person was present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from domain.ask.filters.people import to_time_key
from models.asking.evidence import Evidence, PersonKey
from models.filters import SecondsRange

# Shorter gaps lie between two sampled frames of the analysis.
_MIN_GAP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PresenceInterval:
    """One person's rows. covered_seconds: the time that they cover; see `build_intervals` for how it is measured.

    A visit may go on in the next video. Then its seconds are positions of the first one, past its end.
    """

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
        return max(end for _, end in _place_on_timeline(self.rows))


@dataclass(frozen=True, slots=True)
class OccupancyPeak:
    """The part of one video, in seconds, in which most people were present at once."""

    video_id: UUID
    start: float
    end: float
    people: int


def build_intervals(
    rows: Sequence[Evidence], *, presence: bool, within: SecondsRange | None = None
) -> list[PresenceInterval]:
    """Rows by person, in order of first sight. presence: measure from first to last sight, not event by event.

    within: measure only this part of the video.
    """
    by_person: dict[PersonKey, list[Evidence]] = {}
    for row in sorted(rows, key=to_time_key):
        if row.person is not None:
            by_person.setdefault(row.person, []).append(row)
    return [
        PresenceInterval(
            person[0].video_id,
            person[0].video_name,
            person[0].track_id or "",
            tuple(person),
            _measure_covered_seconds(person, presence, within),
        )
        for person in by_person.values()
    ]


def _place_on_timeline(rows: Sequence[Evidence]) -> list[tuple[float, float]]:
    """Start and end of each row of one person, as positions of the first row's video.

    An event that no earlier file told, such as LOITERING before its limit, starts where it began there.
    """
    first, placed = rows[0], []
    for row in rows:
        shift = 0.0
        if row.video_id != first.video_id and row.occurred_at is not None and first.occurred_at is not None:
            elapsed = (row.occurred_at - first.occurred_at).total_seconds()
            shift = first.start_seconds + elapsed - row.start_seconds
        start = row.start_seconds if row.began_seconds is None or row.continues else row.began_seconds
        placed.append((start + shift, row.end_seconds + shift))
    return placed


def _measure_covered_seconds(rows: Sequence[Evidence], presence: bool, within: SecondsRange | None) -> float:
    """Seconds that rows cover within a part of the video; overlaps count once."""
    low = float("-inf") if within is None or within.start is None else within.start
    high = float("inf") if within is None or within.end is None else within.end
    spans = sorted((max(low, start), min(high, end)) for start, end in _place_on_timeline(rows))
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
    """When most people were present at once; of several such parts, the first."""
    best: OccupancyPeak | None = None
    for video_id in dict.fromkeys(row.video_id for row in rows):
        in_video = build_intervals([row for row in rows if row.video_id == video_id], presence=True)
        edges = sorted({edge for interval in in_video for edge in (interval.start_seconds, interval.end_seconds)})
        for start, end in pairwise([*edges, edges[-1]]):
            people = sum(interval.start_seconds <= start and interval.end_seconds >= end for interval in in_video)
            if best is None or people > best.people:
                best = OccupancyPeak(video_id, start, end, people)
    return best


def find_peak_by_clock(rows: Sequence[Evidence]) -> tuple[datetime, int] | None:
    """When most people were in view over all videos at once, and how many; of several such times, the first.

    None where the time of day of a row is not known.
    """
    spans: dict[tuple[UUID, PersonKey], tuple[datetime, datetime]] = {}
    for row in rows:
        if row.occurred_at is None:
            return None
        if row.person is not None:
            end = row.occurred_at + timedelta(seconds=row.end_seconds - row.start_seconds)
            first, last = spans.get((row.video_id, row.person), (row.occurred_at, end))
            spans[row.video_id, row.person] = (min(first, row.occurred_at), max(last, end))
    best: tuple[datetime, int] | None = None
    for moment in sorted(start for start, _ in spans.values()):
        people = len({person for (_, person), (start, end) in spans.items() if start <= moment <= end})
        if best is None or people > best[1]:
            best = moment, people
    return best


def find_gaps(
    rows: Sequence[Evidence], within: SecondsRange | None, duration: float | None
) -> list[tuple[float, float]]:
    """When nobody was present in a video; none for several videos. duration: the end of the footage, if known."""
    if len({row.video_id for row in rows}) != 1:
        return []
    start = within.start if within and within.start is not None else 0.0
    end = within.end if within and within.end is not None else duration
    gaps, reached = [], max(0.0, start)
    for interval in sorted(build_intervals(rows, presence=True), key=lambda interval: interval.start_seconds):
        if interval.start_seconds - reached >= _MIN_GAP_SECONDS:
            gaps.append((reached, interval.start_seconds))
        reached = max(reached, interval.end_seconds)
    if end is not None and end - reached >= _MIN_GAP_SECONDS:
        gaps.append((reached, end))
    return gaps
