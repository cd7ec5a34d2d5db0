"""Translates filters into SQL conditions."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    all_,
    and_,
    any_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from models.access.principal import Principal
from models.enums import EventBasis, ReviewVerdict, VideoStatus
from models.event_sources import LOOK_SOURCE, OWN_SOURCES
from models.event_types import INFERRED_TYPES
from models.filters import COLUMN, CameraFilter, EventFilter, TimeRange, VideoFilter
from models.tables import Event, Video

_SiteFilterT = TypeVar("_SiteFilterT", CameraFilter, EventFilter, VideoFilter)

video = Video.__table__
event = Event.__table__
# The video in which the visit began.
VISIT_VIDEO: ColumnElement[UUID] = func.coalesce(event.c.visit_video_id, event.c.video_id)
# These two tell people apart: the id that holds over all videos where an import told one; else the visit and its track.
PERSON_PLACE: ColumnElement[UUID | None] = case((event.c.person_id.is_(None), VISIT_VIDEO))
PERSON_NAME: ColumnElement[str | None] = func.coalesce(event.c.person_id, event.c.track_id)
# What a person has not found to be a false alarm.
IS_NO_FALSE_ALARM: ColumnElement[bool] = event.c.review_verdict.is_distinct_from(
    literal_column(f"'{ReviewVerdict.FALSE_ALARM}'")
)
# Prefix of the columns that come from an event's video.
VIDEO_PREFIX = "video__"
# Rows without a time have -infinity in the …_sort columns; asyncpg maps it to this value.
EARLIEST_TIME = datetime.min.replace(tzinfo=UTC)


def is_one_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """column is one of values. A single value becomes an equality, which an ordered index scan can use.

    Several values go as one array, so that one prepared statement serves any number.
    """
    plain_values = [value.value if isinstance(value, StrEnum) else value for value in values]
    if not plain_values:
        return false()
    if len(plain_values) == 1:
        return column == plain_values[0]
    return column == any_(bindparam(None, plain_values, type_=ARRAY(column.type)))


def is_one_of_ids(column: ColumnElement[Any], keys: Sequence[UUID]) -> ColumnElement[bool]:
    """column is one of these keys. They go as one array, so that one prepared statement serves any number."""
    return column == any_(bindparam(None, list(keys), type_=ARRAY(PG_UUID(as_uuid=True))))


def is_one_of_named_keys(column: ColumnElement[Any], keys: Sequence[UUID]) -> ColumnElement[bool]:
    """The same by the parameter that `name_keys` gives. A single key becomes an equality.

    Of an array, PostgreSQL expects ten values: for one key it would not keep that plan, and would plan each read anew.
    """
    if len(keys) == 1:
        return column == bindparam("key", None, type_=PG_UUID(as_uuid=True))
    return column == any_(bindparam("keys", [], type_=ARRAY(PG_UUID(as_uuid=True))))


def name_keys(keys: Sequence[UUID]) -> dict[str, Any]:
    """The parameter of `is_one_of_named_keys`."""
    return {"key": keys[0]} if len(keys) == 1 else {"keys": list(keys)}


def _text_array(values: Sequence[str]) -> ColumnElement[Any]:
    return bindparam(None, list(values), type_=ARRAY(Text))


def build_text_condition(columns: Sequence[ColumnElement[Any]], text: str) -> ColumnElement[bool]:
    """Any of the columns contains the text, ignoring case; % and _ match themselves."""
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _build_time_conditions(column: ColumnElement[Any], moments: TimeRange) -> list[ColumnElement[bool]]:
    """column is a …_sort column. Rows without a time (-infinity there) match no range."""
    conditions = [column > EARLIEST_TIME]
    if moments.start is not None:
        conditions.append(column >= moments.start)
    if moments.end is not None:
        conditions.append(column <= moments.end)
    return conditions


def _build_zone_condition(zone: str, moments: TimeRange) -> ColumnElement[bool]:
    """Events of videos in this time zone, within its window."""
    in_zone = event.c.video_id.in_(select(video.c.id).where(video.c.timezone == zone))
    return and_(in_zone, *_build_time_conditions(event.c.occurred_sort, moments))


def _build_value_conditions(table: FromClause, wanted: VideoFilter | EventFilter) -> list[ColumnElement[bool]]:
    """The conditions of the fields that models.filters declares with column_metadata."""
    conditions = []
    for field in fields(wanted):
        values = getattr(wanted, field.name)
        if COLUMN in field.metadata and values is not None:
            conditions.append(is_one_of(table.c[field.metadata[COLUMN]], values))
    return conditions


def build_video_conditions(wanted: VideoFilter | None) -> list[ColumnElement[bool]]:
    """The conditions of a video filter, to be joined by AND."""
    conditions: list[ColumnElement[bool]] = []
    if wanted is None:
        return conditions
    if wanted.text is not None:
        conditions.append(
            build_text_condition((video.c.name, video.c.description, video.c.original_filename), wanted.text)
        )
    conditions += _build_value_conditions(video, wanted)
    if wanted.recorded_at is not None:
        conditions.extend(_build_time_conditions(video.c.recorded_sort, wanted.recorded_at))
    if wanted.has_event_types is not None:
        has_type = and_(event.c.video_id == video.c.id, is_one_of(event.c.type, wanted.has_event_types))
        conditions.append(exists(select(event.c.id).where(has_type)))
    return conditions


def build_upload_conditions(principal: Principal, wanted: VideoFilter | None) -> list[ColumnElement[bool]]:
    """That others' uploads are not under way, unless the filter asks for states. The parameter is `uploader`."""
    if wanted is not None and wanted.statuses is not None:
        return []
    is_there = video.c.status != literal_column(f"'{VideoStatus.UPLOADING}'")
    return [or_(is_there, video.c.uploaded_by == bindparam("uploader", principal.user_id))]


def _build_basis_condition(bases: Sequence[EventBasis]) -> ColumnElement[bool]:
    """An event rests on one of these. Sources and types are constants of ours, and so stand in the statement."""
    is_own = event.c.source.like(literal_column(f"'{OWN_SOURCES}%'"))
    is_told = event.c.source.like(literal_column(f"'{LOOK_SOURCE}%'"))
    is_inferred = event.c.type.in_([literal_column(f"'{kind}'") for kind in INFERRED_TYPES])
    conditions: dict[EventBasis, ColumnElement[bool]] = {
        EventBasis.IMPORTED: not_(is_own),
        EventBasis.MODEL: is_told,
        EventBasis.INFERRED: and_(is_own, not_(is_told), is_inferred),
        EventBasis.DETECTED: and_(is_own, not_(is_told), not_(is_inferred)),
    }
    return or_(false(), *(conditions[basis] for basis in EventBasis if basis in bases))


def _build_review_conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    """Verdicts are constants of ours, and so stand in the statement, where the index of reviewed events serves them."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.reviews is not None:
        chosen = [verdict for verdict in ReviewVerdict if verdict in wanted.reviews]
        verdicts: list[ColumnElement[str]] = [literal_column(f"'{verdict}'") for verdict in chosen]
        conditions.append(event.c.review_verdict.in_(verdicts) if verdicts else false())
    if wanted.reviewed is not None:
        conditions.append(event.c.review_verdict.is_not(None) if wanted.reviewed else event.c.review_verdict.is_(None))
    if wanted.without_false_alarms:
        conditions.append(IS_NO_FALSE_ALARM)
    return conditions


def build_unindexed_conditions(wanted: EventFilter | None) -> list[ColumnElement[bool]]:
    """The conditions that events_with_words, the keyword index, does not support."""
    conditions: list[ColumnElement[bool]] = []
    if wanted is None:
        return conditions
    if wanted.bases is not None:
        conditions.append(_build_basis_condition(wanted.bases))
    conditions += _build_review_conditions(wanted)
    if wanted.person_ids is not None:
        conditions.append(is_one_of(event.c.person_id, wanted.person_ids))
    if wanted.created_at is not None:
        conditions.extend(_build_time_conditions(event.c.created_at, wanted.created_at))
    if wanted.excluded_track_ids:
        conditions.append(
            or_(event.c.track_id.is_(None), event.c.track_id != all_(_text_array(wanted.excluded_track_ids)))
        )
    if wanted.zone_windows is not None:
        conditions.append(
            or_(false(), *(_build_zone_condition(zone, moments) for zone, moments in wanted.zone_windows))
        )
    return conditions


def narrow_to_sites(principal: Principal, wanted: EventFilter | None) -> EventFilter | None:
    """The filter of events, and of the sites that it allows those that the principal may see.

    Row-level security hides the others anyway. But its condition also covers callers of every site, so no index serves
    it: counting a store's events would read every store's.
    """
    if principal.sites is None or (wanted is not None and wanted.is_within_one_video):
        return wanted
    return _narrow(principal.sites, wanted or EventFilter())


def narrow_to_told(principal: Principal, wanted: EventFilter | None) -> EventFilter:
    """The same of the events that answers tell: without false alarms, unless the filter asks for what was reviewed."""
    narrowed = narrow_to_sites(principal, wanted) or EventFilter()
    asked = narrowed.reviews is not None or narrowed.reviewed is True
    return narrowed if asked else replace(narrowed, without_false_alarms=True)


def narrow_videos_to_sites(principal: Principal, wanted: VideoFilter | None) -> VideoFilter | None:
    """The same of videos."""
    return wanted if principal.sites is None else _narrow(principal.sites, wanted or VideoFilter())


def narrow_cameras_to_sites(principal: Principal, wanted: CameraFilter | None) -> CameraFilter | None:
    """The same of cameras."""
    return wanted if principal.sites is None else _narrow(principal.sites, wanted or CameraFilter())


def _narrow(sites: frozenset[str], wanted: _SiteFilterT) -> _SiteFilterT:
    allowed = sites if wanted.sites is None else sites.intersection(wanted.sites)
    return replace(wanted, sites=sorted(allowed))


def build_event_conditions(wanted: EventFilter | None) -> list[ColumnElement[bool]]:
    """The conditions of an event filter, to be joined by AND."""
    if wanted is None:
        return []
    conditions = _build_value_conditions(event, wanted)
    if wanted.cameras is not None:
        conditions.append(event.c.video_id.in_(select(video.c.id).where(is_one_of(video.c.camera, wanted.cameras))))
    if wanted.camera_ids is not None:
        of_cameras = select(video.c.id).where(is_one_of(video.c.camera_id, wanted.camera_ids))
        conditions.append(event.c.video_id.in_(of_cameras))
    if wanted.seconds is not None:
        if wanted.seconds.start is not None:
            conditions.append(event.c.end_seconds >= wanted.seconds.start)
        if wanted.seconds.end is not None:
            conditions.append(event.c.start_seconds <= wanted.seconds.end)
    if wanted.occurred_at is not None:
        conditions.extend(_build_time_conditions(event.c.occurred_sort, wanted.occurred_at))
    conditions += build_unindexed_conditions(wanted)
    if wanted.min_confidence is not None:
        conditions.append(event.c.confidence >= wanted.min_confidence)
    return conditions
