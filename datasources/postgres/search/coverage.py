"""What footage a search could have seen."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, cast, false, func, literal_column, or_, select, text

from datasources.postgres.search.conditions import event, event_conditions, one_of, video, video_conditions
from models.asking.answers import Coverage
from models.enums import VideoStatus
from models.filters import EventFilter, MomentRange, SecondsRange, VideoFilter
from models.footage.gaps import MOST_GAPS, Gap, gaps_of, told

_READY = video.c.status == VideoStatus.READY
_LENGTH = func.coalesce(video.c.duration_seconds, 0.0)
# The camera's clock may have leapt on. Where it went back, the positions are the best that there is.
_ENDS = func.coalesce(
    func.moment_of(video.c.recorded_at, video.c.jumps, _LENGTH),
    video.c.recorded_at + _LENGTH * text("interval '1 second'"),
)
# What cannot be seen was not looked at.
_SEEABLE = func.greatest(video.c.duration_seconds - video.c.missing_seconds, 0.0)
_COVERED = select(
    func.count(),
    func.count().filter(_READY),
    func.coalesce(func.sum(_SEEABLE).filter(_READY), 0.0),
    func.min(video.c.recorded_at).filter(_READY),
    func.max(_ENDS).filter(_READY),
)
_SEEN = select(func.count()).select_from(event)
# Some of it cannot be seen, or its clock jumped.
_LACKING = and_(
    video.c.duration_seconds.is_not(None),
    or_(
        video.c.missing_seconds > 0,
        func.cardinality(video.c.jumps) > 0,
        and_(video.c.gaps.is_(None), video.c.status != VideoStatus.READY),
    ),
)
_OF_GAPS = (video.c.gaps, video.c.jumps, video.c.recorded_at, video.c.duration_seconds, _READY.label("analyzed"))
_FIRST = (video.c.recorded_at.asc().nulls_last(), video.c.id)


def covered(wanted: EventFilter | None) -> Select[Any]:
    """What coverage_of reads."""
    events = _SEEN.where(*event_conditions(_scope_of(wanted))).scalar_subquery()
    there = [] if wanted is None else _videos_in(wanted)
    few = select(*_OF_GAPS).where(_LACKING, *there).order_by(*_FIRST).limit(literal_column(str(MOST_GAPS))).subquery()
    lacking = select(cast(func.jsonb_agg(func.jsonb_build_array(*few.c)), Text)).scalar_subquery()
    return _COVERED.add_columns(events, lacking).where(*there)


def coverage_of(seen: Sequence[Any], wanted: EventFilter | None) -> Coverage:
    return Coverage(
        gaps=_gaps(seen[6], wanted or EventFilter()),
        videos_considered=seen[0],
        videos_analyzed=seen[1],
        seconds_analyzed=seen[2],
        period_from=seen[3],
        period_to=seen[4],
        events_considered=seen[5],
    )


def _gaps(lacking: str | None, wanted: EventFilter) -> list[Gap]:
    """What cannot be seen of the videos, where a question is about it."""
    found: list[Gap] = []
    seconds, moments = wanted.seconds or SecondsRange(), wanted.occurred_at or MomentRange()
    for gaps, jumps, recorded, length, analyzed in json.loads(lacking or "[]"):
        recorded_at = None if recorded is None else datetime.fromisoformat(recorded)
        of_video = gaps_of(gaps, jumps, recorded_at, length, analyzed=analyzed)
        found += [gap for gap in of_video if gap.touches(seconds.start, seconds.end)]
    found = [gap for gap in found if gap.happens(moments.start, moments.end)]
    return told(found, of_one=wanted.video_ids is not None and len(wanted.video_ids) == 1)


def _scope_of(wanted: EventFilter | None) -> EventFilter | None:
    """The footage that a filter leaves, without what it wants to find there."""
    if wanted is None:
        return None
    return EventFilter(
        video_ids=wanted.video_ids,
        cameras=wanted.cameras,
        seconds=wanted.seconds,
        occurred_at=wanted.occurred_at,
        zoned=wanted.zoned,
    )


def _videos_in(wanted: EventFilter) -> list[Any]:
    found = video_conditions(VideoFilter(cameras=wanted.cameras))
    if wanted.video_ids is not None:
        found.append(one_of(video.c.id, wanted.video_ids))
    if wanted.occurred_at is not None:
        found += _recorded_within(wanted.occurred_at)
    if wanted.zoned is not None:
        there = [and_(video.c.timezone == zone, *_recorded_within(moments)) for zone, moments in wanted.zoned]
        found.append(or_(false(), *there))
    return found


def _recorded_within(moments: MomentRange) -> list[Any]:
    found = [] if moments.start is None else [moments.start <= _ENDS]
    return found if moments.end is None else [*found, video.c.recorded_at <= moments.end]
