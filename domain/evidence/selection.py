"""Chooses what a package shows: parts of videos around what was asked for, joined where they touch."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from models.enums import StorageTier, VideoStatus
from models.errors import InvalidInput, UserMistake, WrongState
from models.evidence.order import FootagePart
from models.mistakes import MistakeCollector
from models.rows.video import VideoRow

# Around an event or a cited moment, so that what led to it is seen.
MARGIN_SECONDS = 5.0
# A longer part becomes several clips, which players and people handle better.
LONGEST_CLIP_SECONDS = 1800.0
MAX_SECONDS, MAX_REDACTED_SECONDS = 4 * 3600.0, 3600.0
MAX_EVENTS = 2000
ARCHIVED_TIERS = frozenset({StorageTier.COLD, StorageTier.RESTORING})


def place_moments(moments: Iterable[tuple[UUID, float, float]]) -> list[FootagePart]:
    """Parts around moments: (video, from second, to second)."""
    return [FootagePart(video, max(0.0, start - MARGIN_SECONDS), end + MARGIN_SECONDS) for video, start, end in moments]


def place_range(
    video: VideoRow, start: float | None, end: float | None, field: tuple[str, ...] = ("input", "seconds")
) -> FootagePart:
    """The part of a video that was asked for, within it. Raises InvalidInput."""
    length = video["duration_seconds"]
    start, limit = 0.0 if start is None else start, MAX_SECONDS if length is None else length
    end = limit if end is None else end
    if not (math.isfinite(start) and math.isfinite(end)):
        raise InvalidInput("NOT_FINITE", field=field)
    if start < 0 or start >= limit:
        raise InvalidInput("RANGE_OUTSIDE_VIDEO", field=field, duration=limit)
    if end <= start:
        raise InvalidInput("RANGE_REVERSED", field=field, start=start, end=end)
    return FootagePart(video["id"], start, min(end, limit))


def join_parts(parts: Sequence[FootagePart], lengths: Mapping[UUID, float | None]) -> list[FootagePart]:
    """The parts by video, in order, joined where they touch, cut at the video's end and at the longest clip."""
    joined: list[FootagePart] = []
    for video in dict.fromkeys(part.video_id for part in parts):
        length = lengths.get(video)
        own = sorted((part.start_seconds, part.end_seconds) for part in parts if part.video_id == video)
        spans: list[tuple[float, float]] = []
        for start, end in own:
            end = end if length is None else min(end, length)
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            elif end > start:
                spans.append((start, end))
        joined += [piece for start, end in spans for piece in _cut(video, start, end)]
    return joined


def _cut(video: UUID, start: float, end: float) -> list[FootagePart]:
    count = max(1, math.ceil((end - start) / LONGEST_CLIP_SECONDS))
    step = (end - start) / count
    edges = [round(start + number * step, 3) for number in range(count)] + [round(end, 3)]
    return [FootagePart(video, edges[number], edges[number + 1]) for number in range(count)]


def check_size(parts: Sequence[FootagePart], events: int, *, redact: bool, field: tuple[str, ...] = ("input",)) -> None:
    """Raise InvalidInput where a package would show too much."""
    longest, seconds = (MAX_REDACTED_SECONDS if redact else MAX_SECONDS), sum(part.seconds for part in parts)
    with MistakeCollector() as mistakes:
        if seconds > longest:
            code = "EVIDENCE_REDACTED_TOO_LONG" if redact else "EVIDENCE_TOO_LONG"
            mistakes.add(InvalidInput(code, field=field, minutes=math.ceil(seconds / 60), most=int(longest / 60)))
        if events > MAX_EVENTS:
            mistakes.add(InvalidInput("EVIDENCE_TOO_MANY_EVENTS", field=field, count=events, most=MAX_EVENTS))


def check_footage(videos: Sequence[VideoRow], field: tuple[str, ...] = ("input",)) -> None:
    """Raise WrongState where no video can be cut now: half of them is enough, and the package says what is missing."""
    problems = [find_obstacle(video) for video in videos]
    if videos and all(problems):
        first = problems[0]
        assert first is not None
        raise WrongState(first.code, field=field, **first.values)


def find_obstacle(video: Mapping[str, Any]) -> UserMistake | None:
    """Why a video cannot be cut now; None where it can."""
    if video["status"] == VideoStatus.UPLOADING:
        return WrongState("NOT_UPLOADED")
    if video["tier"] in ARCHIVED_TIERS:
        return WrongState("FOOTAGE_ARCHIVED", tier=video["tier"])
    return None


def check_tracks(
    tracks: Sequence[str], known: Iterable[str], videos: int, *, redact: bool, field: tuple[str, ...]
) -> None:
    """Raise InvalidInput where people are named who are not blurred, and it is not certain who is meant.

    known: tracks of the video's events.
    """
    if not tracks:
        return
    if not redact:
        raise InvalidInput("EVIDENCE_TRACKS_WITHOUT_REDACT", field=field)
    if videos != 1:
        raise InvalidInput("EVIDENCE_TRACKS_AMBIGUOUS", field=field, videos=videos)
    unknown = sorted(set(tracks).difference(known))
    if unknown:
        raise InvalidInput("EVIDENCE_TRACK_UNKNOWN", field=field, tracks=", ".join(unknown[:10]))
