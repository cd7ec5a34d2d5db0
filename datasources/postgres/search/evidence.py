"""Reads events as evidence for answers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import build_event_conditions, event, video
from datasources.postgres.tables.event_orders import choose_keyset
from models.asking.evidence import Evidence
from models.enums import AgeGroup, EventOrder, EventType, FrameLocation, Gender, ReviewVerdict
from models.filters import EventFilter
from models.paging import PageWindow

_RENAMED_COLUMNS = {
    "event_id": event.c.id,
    "video_name": video.c.name,
    "camera": video.c.camera,
    "timezone": video.c.timezone,
}
_COLUMN_NAMES = list(Evidence.__dataclass_fields__)[:-2]  # The last two are similarities, which are computed.
_TYPE, _LOCATION, _GENDER, _AGE_GROUP, _REVIEW = (
    _COLUMN_NAMES.index(name) for name in ("type", "location", "gender", "age_group", "review_verdict")
)
# Built once, since every search starts from it. Columns are in the order of Evidence's fields.
_EVIDENCE = select(
    *(_RENAMED_COLUMNS[name].label(name) if name in _RENAMED_COLUMNS else event.c[name] for name in _COLUMN_NAMES)
).join(video, video.c.id == event.c.video_id)


def select_evidence(*extra: Any) -> Select[Any]:
    """Events with columns of their videos. extra: further columns, appended."""
    return _EVIDENCE.add_columns(*extra) if extra else _EVIDENCE


def evidence_from_row(
    row: Sequence[Any], *, similarity: float | None = None, word_similarity: float | None = None
) -> Evidence:
    """Evidence from a row of `select_evidence`; ignores appended columns."""
    values = list(row[: len(_COLUMN_NAMES)])
    values[_TYPE] = EventType(values[_TYPE])
    values[_LOCATION] = FrameLocation(values[_LOCATION])
    values[_GENDER] = Gender(values[_GENDER])
    values[_AGE_GROUP] = AgeGroup(values[_AGE_GROUP])
    if values[_REVIEW] is not None:
        values[_REVIEW] = ReviewVerdict(values[_REVIEW])
    return Evidence(*[*values, similarity, word_similarity])


async def list_evidence(
    connection: AsyncConnection, wanted: EventFilter | None, order: EventOrder, limit: int
) -> list[Evidence]:
    """At most `limit` events. By the clock, those without a time of day come last, at either end first."""
    if order is not EventOrder.OCCURRED_OLDEST_FIRST:
        return await _read_events(connection, wanted, order, limit)
    rows = await _read_events(connection, wanted, order, limit, has_clock=True)
    if len(rows) == limit or (wanted is not None and wanted.occurred_at is not None):
        return rows
    unknown = await _read_events(connection, wanted, EventOrder.EARLIEST_FIRST, limit - len(rows), has_clock=False)
    return [*rows, *unknown]


async def _read_events(
    connection: AsyncConnection,
    wanted: EventFilter | None,
    order: EventOrder,
    limit: int,
    *,
    has_clock: bool | None = None,
) -> list[Evidence]:
    """has_clock: only events with a time of day, or only those without one."""

    def compose(wanted: EventFilter | None) -> Select[Any]:
        events = select_evidence().where(*build_event_conditions(wanted))
        if has_clock is not None:
            unknown = event.c.occurred_sort == text("'-infinity'::timestamptz")
            events = events.where(~unknown if has_clock else unknown)
        return choose_keyset(order, wanted).apply_window(events, PageWindow(limit))

    rows = await fetch_by_filters(connection, ("structured", order, limit, has_clock), compose, wanted)
    return [evidence_from_row(row) for row in rows[:limit]]
