"""What footage a search could have seen."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select, text

from datasources.postgres.conditions import event, event_conditions, one_of, video, video_conditions
from models.answers import Coverage
from models.enums import VideoStatus
from models.filters import EventFilter, MomentRange, VideoFilter

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


def covered(wanted: EventFilter | None) -> Select[Any]:
    """What coverage_of reads."""
    events = _SEEN.where(*event_conditions(_scope_of(wanted))).scalar_subquery()
    return _COVERED.add_columns(events).where(*([] if wanted is None else _videos_in(wanted)))


def coverage_of(seen: Sequence[Any]) -> Coverage:
    return Coverage(
        videos_considered=seen[0],
        videos_analyzed=seen[1],
        seconds_analyzed=seen[2],
        period_from=seen[3],
        period_to=seen[4],
        events_considered=seen[5],
    )


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
