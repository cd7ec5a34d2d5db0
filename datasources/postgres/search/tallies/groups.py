"""Events and people by groups, counted by the database over every event, however many there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    cast,
    func,
    literal_column,
    select,
    text,
    tuple_,
    type_coerce,
)  # fmt: skip
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import (
    PERSON_NAME,
    PERSON_PLACE,
    build_event_conditions,
    event,
    video,
)
from models.asking.groups import Dimension, Tally
from models.enums import EventType
from models.filters import EventFilter

# More than any answer tells; the groups with the first events come first.
_MAX_TALLIES = 5000
_LOCAL = func.timezone(video.c.timezone, event.c.occurred_at, type_=DateTime())


def _format_local(pattern: str) -> ColumnElement[Any]:
    return func.to_char(_LOCAL, literal_column(f"'{pattern}'"), type_=Text)


_KEYS: Mapping[Dimension, ColumnElement[Any]] = {
    Dimension.CAMERA: video.c.camera,
    Dimension.SITE: type_coerce(event.c.site, Text),
    Dimension.DAY: _format_local("YYYY-MM-DD"),
    Dimension.HOUR: _format_local("HH24"),
    Dimension.DATED_HOUR: _format_local('YYYY-MM-DD HH24":00"'),
    Dimension.GENDER: cast(event.c.gender, Text),
    Dimension.LOCATION: cast(event.c.location, Text),
}


async def count_by_group(
    connection: AsyncConnection, wanted: EventFilter | None, dimension: Dimension
) -> Sequence[Tally]:
    """A tally of each group, and one of each type in it; groups in the order of their first event."""

    def compose(narrowed: EventFilter | None) -> Select[Any]:
        return _build_query(narrowed, _KEYS[dimension])

    rows = await fetch_by_filters(connection, ("groups", dimension), compose, wanted)
    return [
        Tally(key, None if is_total else EventType(kind), events, people, first)
        for key, kind, is_total, events, people, first in rows
    ]


def _build_query(wanted: EventFilter | None, key: ColumnElement[Any]) -> Select[Any]:
    # An event that goes on from an earlier file counts there; of who has no other events here, one counts.
    number = func.greatest(func.count().filter(~event.c.continues), literal_column("1"))
    in_time: ColumnElement[Any] = literal_column(
        "(array_agg(event.id ORDER BY event.occurred_sort, event.start_seconds, event.id))[1]"
    )
    persons = (
        select(
            key.label("key"),
            event.c.type.label("type"),
            PERSON_PLACE.label("place"),
            PERSON_NAME.label("name"),
            number.label("number"),
            func.min(event.c.occurred_sort).label("at"),
            in_time.label("first"),
        )
        .join_from(event, video, video.c.id == event.c.video_id)
        .where(*build_event_conditions(wanted))
        .group_by(text("1"), text("2"), text("3"), text("4"))
        .subquery("persons")
    )
    person = tuple_(persons.c.place, persons.c.name)
    return (
        select(
            persons.c.key,
            persons.c.type,
            (literal_column("GROUPING(persons.type)") == literal_column("1")).label("is_total"),
            literal_column("CAST(sum(persons.number) AS bigint)").label("events"),
            func.count(func.distinct(person)).filter(persons.c.name.is_not(None)).label("people"),
            literal_column("(array_agg(persons.first ORDER BY persons.at, persons.first))[1]").label("first"),
        )
        .group_by(func.grouping_sets(tuple_(persons.c.key), tuple_(persons.c.key, persons.c.type)))
        .order_by(literal_column("min(persons.at)"), persons.c.key, literal_column("is_total DESC"), persons.c.type)
        .limit(literal_column(str(_MAX_TALLIES)))
    )
