"""Filters as SQL conditions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, all_, and_, any_, bindparam, exists, false, or_, select
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from models.filters import EventFilter, TimeRange, VideoFilter
from models.tables import Event, Video

video = Video.__table__
event = Event.__table__
# Before the names of the columns that come from an event's video.
VIDEO_PREFIX = "video__"
# What has no time of its own stands at -infinity in the …_sort columns; asyncpg writes and reads that as this moment.
EARLIEST_TIME = datetime.min.replace(tzinfo=UTC)


def is_one_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """column is among values. One value becomes an equality, which an ordered index scan can use; a list cannot.

    Several go as one array: for any number it is one statement, prepared once.
    """
    plain = [value.value if isinstance(value, StrEnum) else value for value in values]
    if not plain:
        return false()
    if len(plain) == 1:
        return column == plain[0]
    return column == any_(bindparam(None, plain, type_=ARRAY(column.type)))


def is_one_of_ids(column: ColumnElement[Any], keys: Sequence[UUID]) -> ColumnElement[bool]:
    """column is among these keys. They go as one array: for any number it is one statement, prepared once."""
    return column == any_(bindparam(None, list(keys), type_=ARRAY(PG_UUID(as_uuid=True))))


def _text_array(values: Sequence[str]) -> ColumnElement[Any]:
    return bindparam(None, list(values), type_=ARRAY(Text))


def build_text_condition(columns: Sequence[ColumnElement[Any]], text: str) -> ColumnElement[bool]:
    """Any of the columns contains the text, whatever its case; % and _ stand for themselves."""
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _build_time_conditions(column: ColumnElement[Any], moments: TimeRange) -> list[ColumnElement[bool]]:
    """column is a …_sort: what has no time of its own lies at the beginning of all times, outside every range."""
    found = [column > EARLIEST_TIME]
    if moments.start is not None:
        found.append(column >= moments.start)
    if moments.end is not None:
        found.append(column <= moments.end)
    return found


def _build_zone_condition(zone: str, moments: TimeRange) -> ColumnElement[bool]:
    """An event of a video in this time zone, within the window that is meant there."""
    there = event.c.video_id.in_(select(video.c.id).where(video.c.timezone == zone))
    return and_(there, *_build_time_conditions(event.c.occurred_sort, moments))


def build_video_conditions(wanted: VideoFilter | None) -> list[ColumnElement[bool]]:
    """The conditions of a video filter, to be joined by AND."""
    found: list[ColumnElement[bool]] = []
    if wanted is None:
        return found
    if wanted.text is not None:
        found.append(build_text_condition((video.c.name, video.c.description, video.c.original_filename), wanted.text))
    for column, values in (
        (video.c.camera, wanted.cameras),
        (video.c.status, wanted.statuses),
        (video.c.tier, wanted.tiers),
    ):
        if values is not None:
            found.append(is_one_of(column, values))
    if wanted.recorded_at is not None:
        found.extend(_build_time_conditions(video.c.recorded_sort, wanted.recorded_at))
    if wanted.has_event_types is not None:
        of_type = and_(event.c.video_id == video.c.id, is_one_of(event.c.type, wanted.has_event_types))
        found.append(exists(select(event.c.id).where(of_type)))
    return found


def build_unindexed_conditions(wanted: EventFilter | None) -> list[ColumnElement[bool]]:
    """The conditions that the search by words does not take (events_with_words)."""
    found: list[ColumnElement[bool]] = []
    if wanted is not None and wanted.excluded_track_ids:
        found.append(or_(event.c.track_id.is_(None), event.c.track_id != all_(_text_array(wanted.excluded_track_ids))))
    if wanted is not None and wanted.zone_windows is not None:
        found.append(or_(false(), *(_build_zone_condition(zone, moments) for zone, moments in wanted.zone_windows)))
    return found


def build_event_conditions(wanted: EventFilter | None) -> list[ColumnElement[bool]]:
    """The conditions of an event filter, to be joined by AND."""
    found: list[ColumnElement[bool]] = []
    if wanted is None:
        return found
    for column, values in (
        (event.c.video_id, wanted.video_ids),
        (event.c.type, wanted.types),
        (event.c.location, wanted.locations),
        (event.c.gender, wanted.genders),
        (event.c.age_group, wanted.age_groups),
        (event.c.track_id, wanted.track_ids),
    ):
        if values is not None:
            found.append(is_one_of(column, values))
    if wanted.cameras is not None:
        found.append(event.c.video_id.in_(select(video.c.id).where(is_one_of(video.c.camera, wanted.cameras))))
    if wanted.seconds is not None:
        if wanted.seconds.start is not None:
            found.append(event.c.end_seconds >= wanted.seconds.start)
        if wanted.seconds.end is not None:
            found.append(event.c.start_seconds <= wanted.seconds.end)
    if wanted.occurred_at is not None:
        found.extend(_build_time_conditions(event.c.occurred_sort, wanted.occurred_at))
    found += build_unindexed_conditions(wanted)
    if wanted.min_confidence is not None:
        found.append(event.c.confidence >= wanted.min_confidence)
    return found
