"""When nobody was seen, over several videos: by the clock, within what was recorded and analysed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.ask.facts.presence import build_intervals
from models.asking.evidence import Evidence
from models.asking.groups import Recording
from models.enums import EventType
from models.filters import EventFilter, TimeRange

Span = tuple[datetime, datetime]
# Shorter ones lie between two sampled frames of the analysis, or between two files.
_SHORTEST = timedelta(seconds=1)
_SEAM = timedelta(seconds=2)
_OF_CAMERAS = frozenset({EventType.CAMERA_SILENT, EventType.CAMERA_TAMPERED})


@dataclass(frozen=True, slots=True)
class Emptiness:
    """by_camera: when each camera recorded and saw nobody. everywhere: when all of them did, where there are several.

    unknown: recordings that nothing can be said of: not analysed, or without a clock.
    """

    by_camera: Sequence[tuple[str, Sequence[Span]]]
    everywhere: Sequence[Span]
    unknown: int
    zones: Sequence[str]


def find_empty_times(recordings: Sequence[Recording], rows: Sequence[Evidence], events: EventFilter) -> Emptiness:
    """rows: every event of people in the recordings. events: the filter, whose times bound what is told."""
    usable = [one for one in recordings if one.is_analysed and one.began is not None and one.ended is not None]
    present = _list_presences(rows)
    by_camera: dict[str, list[Span]] = {}
    seen: dict[str, list[Span]] = {}
    for one in usable:
        name = one.camera or ""
        by_camera.setdefault(name, []).extend(_list_recorded(one, _find_window(one, events)))
        seen.setdefault(name, []).extend(span for video, span in present if video == one.video_id)
    gaps = {name: subtract(merge(spans), merge(seen[name])) for name, spans in by_camera.items()}
    everywhere: list[Span] = []
    if len(gaps) > 1:
        first, *others = gaps.values()
        everywhere = list(first)
        for other in others:
            everywhere = intersect(everywhere, other)
    zones = list(dict.fromkeys(one.timezone for one in usable))
    return Emptiness(list(gaps.items()), everywhere, len(recordings) - len(usable), zones)


def _find_window(recording: Recording, events: EventFilter) -> TimeRange:
    zones = dict(events.zone_windows or ())
    return zones.get(recording.timezone, events.occurred_at) or TimeRange()


def _list_recorded(recording: Recording, window: TimeRange) -> list[Span]:
    """What of a recording can be seen, within the window."""
    assert recording.began is not None
    assert recording.ended is not None
    start = max(recording.began, window.start) if window.start else recording.began
    end = min(recording.ended, window.end) if window.end else recording.ended
    unseen = [
        (recording.began + timedelta(seconds=first), recording.began + timedelta(seconds=last))
        for first, last in recording.unseen
    ]
    return subtract([(start, end)], merge(unseen)) if start < end else []


def _list_presences(rows: Sequence[Evidence]) -> list[tuple[object, Span]]:
    """From first to last sight of each person in each video; of who is not told apart, each event."""
    spans: list[tuple[object, Span]] = []
    people = [row for row in rows if row.type not in _OF_CAMERAS and row.occurred_at is not None]
    by_video: dict[object, list[Evidence]] = {}
    for row in people:
        by_video.setdefault(row.video_id, []).append(row)
    for video_id, of_video in by_video.items():
        spans += [(video_id, _to_clock(interval.rows)) for interval in build_intervals(of_video, presence=True)]
        spans += [(video_id, _to_clock([row])) for row in of_video if row.person is None]
    return spans


def _to_clock(rows: Sequence[Evidence]) -> Span:
    ends = [(row.occurred_at, row.end_seconds - row.start_seconds) for row in rows if row.occurred_at is not None]
    return min(start for start, _ in ends), max(start + timedelta(seconds=length) for start, length in ends)


def merge(spans: Iterable[Span], seam: timedelta = timedelta()) -> list[Span]:
    """The spans in order, those that touch as one. seam: how far apart they may lie for that."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + seam:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What is left of the spans; what is shorter than a second is not. Adjoining files are one span."""
    left = []
    for start, end in merge(spans, _SEAM):
        reached = start
        for first, last in holes:
            if last <= reached or first >= end:
                continue
            left.append((reached, first))
            reached = max(reached, last)
        left.append((reached, end))
    return [(start, end) for start, end in left if end - start >= _SHORTEST]


def intersect(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """What lies in both."""
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second]
    return merge((start, end) for start, end in both if end - start >= _SHORTEST)
