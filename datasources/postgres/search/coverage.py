"""Coverage: which footage a search could have seen."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
)

from datasources.postgres.cameras.footage import SEAM_SECONDS
from datasources.postgres.search.conditions import (
    build_event_conditions,
    build_video_conditions,
    event,
    is_one_of,
    video,
)
from datasources.postgres.search.examined import group_videos, select_looking, select_unreported_types, split_types
from datasources.postgres.tables.cameras import camera
from models.asking.answers import Coverage
from models.enums import GapReason, ReviewVerdict, VideoStatus
from models.filters import EventFilter, SecondsRange, TimeRange, VideoFilter
from models.footage.gaps import MAX_GAPS, Gap, build_gaps, select_gaps

_IS_READY = video.c.status == VideoStatus.READY
_DURATION = func.coalesce(video.c.duration_seconds, 0.0)
_LENGTH = _DURATION * text("interval '1 second'")
# By the camera's clock, which may have jumped ahead. Where it went back, the end is computed from the length. Calling
# the function for every video costs fifty times as much as the addition, and few clocks jump.
RECORDING_END = case(
    (func.cardinality(video.c.jumps) == literal_column("0"), video.c.recorded_at + _LENGTH),
    else_=func.coalesce(
        func.time_at_position(video.c.recorded_at, video.c.jumps, _DURATION), video.c.recorded_at + _LENGTH
    ),
)
# Gaps do not count as analyzed.
_VISIBLE_SECONDS = func.greatest(video.c.duration_seconds - video.c.missing_seconds, 0.0)
# Columns without the hours in which cameras recorded nothing.
_ALWAYS = 10
_EVENT_COUNT = select(func.count()).select_from(event)
# Videos with gaps or clock jumps.
_HAS_GAPS = and_(
    video.c.duration_seconds.is_not(None),
    or_(
        video.c.missing_seconds > 0,
        func.cardinality(video.c.jumps) > 0,
        and_(video.c.gaps.is_(None), video.c.status != VideoStatus.READY),
    ),
)
# Cameras whose footage is asked about: those that recorded in the period, or so shortly before it.
_STILL_THERE = text("interval '7 days'")
# Over a longer time, everybody's nights would be named.
_LONGEST_PERIOD = text("interval '31 days'")
_GAP_COLUMNS = (video.c.gaps, video.c.jumps, video.c.recorded_at, video.c.duration_seconds, _IS_READY.label("analyzed"))
_EARLIEST_FIRST = (video.c.recorded_at.asc().nulls_last(), video.c.id)


def build_coverage_query(wanted: EventFilter | None) -> Select[Any]:
    """The query whose row `coverage_from_row` reads."""
    about = _to_footage_filter(wanted)
    told = EventFilter(without_false_alarms=True) if about is None else replace(about, without_false_alarms=True)
    events = _EVENT_COUNT.where(*build_event_conditions(told)).scalar_subquery()
    in_scope = [] if wanted is None else build_footage_conditions(wanted)
    videos_with_gaps = (
        select(*_GAP_COLUMNS)
        .where(_HAS_GAPS, *in_scope)
        .order_by(*_EARLIEST_FIRST)
        .limit(literal_column(str(MAX_GAPS)))
        .subquery()
    )
    gaps = select(cast(func.jsonb_agg(func.jsonb_build_array(*videos_with_gaps.c)), Text)).scalar_subquery()
    without_footage = [] if wanted is None else _list_hours_without_footage(wanted)
    footage = group_videos(in_scope, seconds=_VISIBLE_SECONDS, ends=RECORDING_END)
    analyzed = select(footage).where(footage.c.status == VideoStatus.READY).cte("analyzed")
    totals = _select_totals(footage)
    return totals.add_columns(
        events,
        gaps,
        select_unreported_types(about, analyzed),
        select_looking(analyzed),
        _select_false_alarms(about),
        *without_footage,
    )


def _select_false_alarms(about: EventFilter | None) -> Any:
    """A column: {type: number} of the events that a person found to be false alarms; null without any."""
    alarms = EventFilter() if about is None else about
    conditions = build_event_conditions(replace(alarms, reviews=(ReviewVerdict.FALSE_ALARM,)))
    by_type = select(event.c.type, func.count().label("number")).where(*conditions).group_by(event.c.type).subquery()
    return select(cast(func.jsonb_object_agg(by_type.c.type, by_type.c.number), Text)).scalar_subquery()


def _select_totals(footage: CTE) -> Select[Any]:
    ready = footage.c.status == VideoStatus.READY
    none: ColumnElement[Any] = literal_column("0")
    return select(
        cast(func.coalesce(func.sum(footage.c.videos), none), BigInteger),
        cast(func.coalesce(func.sum(footage.c.videos).filter(ready), none), BigInteger),
        func.coalesce(func.sum(footage.c.seconds).filter(ready), 0.0),
        func.min(footage.c.starts).filter(ready),
        func.max(footage.c.ends).filter(ready),
    )


def _list_hours_without_footage(wanted: EventFilter) -> list[Any]:
    """A column: [number, [[camera, start, end], …]] of when the cameras in scope recorded nothing. None: not asked.

    Only for a period with a start: nobody asked about the years before a camera.
    """
    moments = wanted.occurred_at
    if moments is None or moments.start is None or wanted.video_ids is not None:
        return []
    start = bindparam(None, moments.start, type_=DateTime(timezone=True))
    asked_end = [] if moments.end is None else [bindparam(None, moments.end, type_=DateTime(timezone=True))]
    end = func.least(func.now(), *asked_end)
    recorded = and_(
        video.c.camera_id == camera.c.id,
        video.c.status != VideoStatus.UPLOADING,
        video.c.recorded_sort >= start - _STILL_THERE,
        video.c.recorded_sort < end,
    )
    conditions = [
        camera.c.deletion.is_(None),
        end - start <= _LONGEST_PERIOD,
        exists(select(video.c.id).where(recorded)),
    ]
    for column, values in (
        (camera.c.id, wanted.camera_ids),
        (camera.c.name, wanted.cameras),
        (camera.c.site, wanted.sites),
    ):
        if values is not None:
            conditions.append(is_one_of(column, values))
    in_scope = select(camera.c.id).where(*conditions).scalar_subquery()
    found = func.camera_gaps(func.array(in_scope), start, end, SEAM_SECONDS).table_valued(
        "camera_id", "starts", "ends", "reason"
    )
    numbered = (
        select(
            camera.c.name,
            found.c.starts,
            found.c.ends,
            func.row_number().over(order_by=(found.c.starts, camera.c.name, camera.c.id)).label("number"),
        )
        .join_from(found, camera, camera.c.id == found.c.camera_id)
        .where(found.c.reason == GapReason.NO_FOOTAGE.value)
        .subquery()
    )
    named = func.jsonb_agg(func.jsonb_build_array(numbered.c.name, numbered.c.starts, numbered.c.ends))
    first = named.filter(numbered.c.number <= literal_column(str(MAX_GAPS)))
    told = select(cast(func.jsonb_build_array(func.count(), first), Text)).select_from(numbered)
    return [told.scalar_subquery()]


def coverage_from_row(row: Sequence[Any], wanted: EventFilter | None) -> Coverage:
    gaps, count = _parse_gaps(row[6], row[10] if len(row) > _ALWAYS else None, wanted)
    looking = json.loads(row[8])
    not_examined, partly_examined = split_types(row[7], looking)
    return Coverage(
        not_examined=not_examined,
        partly_examined=partly_examined,
        moments=looking["moments"],
        moments_looked=looking["looked"],
        false_alarms=json.loads(row[9] or "{}"),
        gaps=gaps,
        gap_count=count,
        videos_considered=row[0],
        videos_analyzed=row[1],
        seconds_analyzed=row[2],
        period_from=row[3],
        period_to=row[4],
        events_considered=row[5],
    )


def _parse_gaps(encoded: str | None, without_footage: str | None, asked: EventFilter | None) -> tuple[list[Gap], int]:
    """The first gaps of the videos that overlap the filter's ranges, and of cameras; and how many there are."""
    wanted = asked or EventFilter()
    overlapping: list[Gap] = []
    seconds, moments = wanted.seconds or SecondsRange(), wanted.occurred_at or TimeRange()
    for stored, jumps, recorded, length, analyzed in json.loads(encoded or "[]"):
        recorded_at = None if recorded is None else datetime.fromisoformat(recorded)
        video_gaps = build_gaps(stored, jumps, recorded_at, length, analyzed=analyzed)
        overlapping += [gap for gap in video_gaps if gap.overlaps_seconds(seconds.start, seconds.end)]
    overlapping = [gap for gap in overlapping if gap.overlaps_period(moments.start, moments.end)]
    count, named = json.loads(without_footage or "[0, null]")
    of_cameras = [
        Gap(period_from=start, period_to=end, reason=GapReason.NO_FOOTAGE, camera=name)
        for name, start, end in named or ()
    ]
    single_video = wanted.video_ids is not None and len(wanted.video_ids) == 1
    return select_gaps([*overlapping, *of_cameras], single_video=single_video), len(overlapping) + count


def _to_footage_filter(wanted: EventFilter | None) -> EventFilter | None:
    """The filter's conditions on footage, without those on events."""
    if wanted is None:
        return None
    return EventFilter(
        video_ids=wanted.video_ids,
        cameras=wanted.cameras,
        camera_ids=wanted.camera_ids,
        sites=wanted.sites,
        seconds=wanted.seconds,
        occurred_at=wanted.occurred_at,
        zone_windows=wanted.zone_windows,
    )


def build_footage_conditions(wanted: EventFilter) -> list[Any]:
    conditions = build_video_conditions(
        VideoFilter(cameras=wanted.cameras, camera_ids=wanted.camera_ids, sites=wanted.sites)
    )
    if wanted.video_ids is not None:
        conditions.append(is_one_of(video.c.id, wanted.video_ids))
    if wanted.occurred_at is not None:
        conditions += _build_recording_conditions(wanted.occurred_at)
    if wanted.zone_windows is not None:
        zone_conditions = [
            and_(video.c.timezone == zone, *_build_recording_conditions(moments))
            for zone, moments in wanted.zone_windows
        ]
        conditions.append(or_(false(), *zone_conditions))
    return conditions


def _build_recording_conditions(moments: TimeRange) -> list[Any]:
    conditions = [] if moments.start is None else [moments.start <= RECORDING_END]
    return conditions if moments.end is None else [*conditions, video.c.recorded_at <= moments.end]
