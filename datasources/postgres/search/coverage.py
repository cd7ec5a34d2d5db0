"""What footage a search could have seen."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, cast, false, func, literal_column, or_, select, text

from datasources.postgres.search.conditions import (
    build_event_conditions,
    build_video_conditions,
    event,
    is_one_of,
    video,
)
from models.asking.answers import Coverage
from models.enums import VideoStatus
from models.filters import EventFilter, SecondsRange, TimeRange, VideoFilter
from models.footage.gaps import MAX_GAPS, Gap, build_gaps, select_gaps

_IS_READY = video.c.status == VideoStatus.READY
_DURATION = func.coalesce(video.c.duration_seconds, 0.0)
# The camera's clock may have leapt on. Where it went back, the positions are the best that there is.
_RECORDING_END = func.coalesce(
    func.time_at_position(video.c.recorded_at, video.c.jumps, _DURATION),
    video.c.recorded_at + _DURATION * text("interval '1 second'"),
)
# What cannot be seen was not looked at.
_VISIBLE_SECONDS = func.greatest(video.c.duration_seconds - video.c.missing_seconds, 0.0)
_COVERAGE = select(
    func.count(),
    func.count().filter(_IS_READY),
    func.coalesce(func.sum(_VISIBLE_SECONDS).filter(_IS_READY), 0.0),
    func.min(video.c.recorded_at).filter(_IS_READY),
    func.max(_RECORDING_END).filter(_IS_READY),
)
_EVENT_COUNT = select(func.count()).select_from(event)
# Some of it cannot be seen, or its clock jumped.
_HAS_GAPS = and_(
    video.c.duration_seconds.is_not(None),
    or_(
        video.c.missing_seconds > 0,
        func.cardinality(video.c.jumps) > 0,
        and_(video.c.gaps.is_(None), video.c.status != VideoStatus.READY),
    ),
)
_GAP_COLUMNS = (video.c.gaps, video.c.jumps, video.c.recorded_at, video.c.duration_seconds, _IS_READY.label("analyzed"))
_EARLIEST_FIRST = (video.c.recorded_at.asc().nulls_last(), video.c.id)


def build_coverage_query(wanted: EventFilter | None) -> Select[Any]:
    """What coverage_of reads."""
    events = _EVENT_COUNT.where(*build_event_conditions(_to_footage_filter(wanted))).scalar_subquery()
    there = [] if wanted is None else _build_video_conditions(wanted)
    few = (
        select(*_GAP_COLUMNS)
        .where(_HAS_GAPS, *there)
        .order_by(*_EARLIEST_FIRST)
        .limit(literal_column(str(MAX_GAPS)))
        .subquery()
    )
    lacking = select(cast(func.jsonb_agg(func.jsonb_build_array(*few.c)), Text)).scalar_subquery()
    return _COVERAGE.add_columns(events, lacking).where(*there)


def coverage_from_row(seen: Sequence[Any], wanted: EventFilter | None) -> Coverage:
    return Coverage(
        gaps=_parse_gaps(seen[6], wanted or EventFilter()),
        videos_considered=seen[0],
        videos_analyzed=seen[1],
        seconds_analyzed=seen[2],
        period_from=seen[3],
        period_to=seen[4],
        events_considered=seen[5],
    )


def _parse_gaps(lacking: str | None, wanted: EventFilter) -> list[Gap]:
    """What cannot be seen of the videos, where a question is about it."""
    found: list[Gap] = []
    seconds, moments = wanted.seconds or SecondsRange(), wanted.occurred_at or TimeRange()
    for gaps, jumps, recorded, length, analyzed in json.loads(lacking or "[]"):
        recorded_at = None if recorded is None else datetime.fromisoformat(recorded)
        of_video = build_gaps(gaps, jumps, recorded_at, length, analyzed=analyzed)
        found += [gap for gap in of_video if gap.overlaps_seconds(seconds.start, seconds.end)]
    found = [gap for gap in found if gap.overlaps_period(moments.start, moments.end)]
    return select_gaps(found, single_video=wanted.video_ids is not None and len(wanted.video_ids) == 1)


def _to_footage_filter(wanted: EventFilter | None) -> EventFilter | None:
    """The footage that a filter leaves, without what it wants to find there."""
    if wanted is None:
        return None
    return EventFilter(
        video_ids=wanted.video_ids,
        cameras=wanted.cameras,
        seconds=wanted.seconds,
        occurred_at=wanted.occurred_at,
        zone_windows=wanted.zone_windows,
    )


def _build_video_conditions(wanted: EventFilter) -> list[Any]:
    found = build_video_conditions(VideoFilter(cameras=wanted.cameras))
    if wanted.video_ids is not None:
        found.append(is_one_of(video.c.id, wanted.video_ids))
    if wanted.occurred_at is not None:
        found += _build_recording_conditions(wanted.occurred_at)
    if wanted.zone_windows is not None:
        there = [
            and_(video.c.timezone == zone, *_build_recording_conditions(moments))
            for zone, moments in wanted.zone_windows
        ]
        found.append(or_(false(), *there))
    return found


def _build_recording_conditions(moments: TimeRange) -> list[Any]:
    found = [] if moments.start is None else [moments.start <= _RECORDING_END]
    return found if moments.end is None else [*found, video.c.recorded_at <= moments.end]
