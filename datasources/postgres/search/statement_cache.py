"""Reads of filtered events, composed once for each shape of their filters: afterwards only values are new.

To compose one with SQLAlchemy for every search, and to find again what it had made of an equal one, took longer than
PostgreSQL does. Filters have one shape where they leave the same open, and hold one value, or several, of the same.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, cast

import asyncpg
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core import driver
from models.filters import EventFilter, MomentRange, SecondsRange

Filter = EventFilter | None
Compose = Callable[..., Select[Any]]
Read = Callable[[EventFilter], Any]
_LISTS = ("video_ids", "cameras", "types", "locations", "genders", "age_groups", "track_ids", "but_track_ids")
_RANGES = ("seconds", "occurred_at")
# More shapes than questions have. Beyond, the one composed first is composed anew.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class _Later:
    """Stands for a value where a statement is composed: how it is read from the filters that it is sent for."""

    read: Callable[[Sequence[Filter]], Any]


@dataclass(frozen=True, slots=True)
class _Composed:
    """SQL with $1, $2, …, and what each is: a name, and the value or what stands for it."""

    sql: str
    values: Sequence[tuple[str, Any]]

    def given(self, filters: Sequence[Filter], named: Mapping[str, Any]) -> list[Any]:
        return [named[name] if name in named else _value(value, filters) for name, value in self.values]


_composed: dict[Hashable, _Composed] = {}


async def rows_of(
    connection: AsyncConnection, kind: Hashable, compose: Compose, *filters: Filter, **named: Any
) -> list[asyncpg.Record]:
    """The rows of the query that compose makes of the filters.

    kind: what else it depends on. named: the values of its named parameters. compose is given filters whose values are
    not there yet: it may tell by them what is open, and compare nothing else.
    """
    key = (kind, *map(_shape, filters))
    statement = _composed.get(key)
    if statement is None:
        statement = _compose(connection, compose, filters)
        if len(_composed) >= _MOST:
            del _composed[next(iter(_composed))]
        _composed[key] = statement
    return await driver.rows_of(connection, statement.sql, *statement.given(filters, named))


def _compose(connection: AsyncConnection, compose: Compose, filters: Sequence[Filter]) -> _Composed:
    query = compose(*(_marked(wanted, place) for place, wanted in enumerate(filters)))
    compiled = query.compile(dialect=connection.dialect)
    sql, names = compiled.string, cast("Any", compiled).positiontup
    if "POSTCOMPILE" in sql:
        raise ValueError("a list of values goes as one array: else there is a statement for each length")
    return _Composed(sql, [(name, compiled.params[name]) for name in names])


def _value(value: Any, filters: Sequence[Filter]) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], _Later):
        value = value[0]
    return value.read(filters) if isinstance(value, _Later) else value


def _shape(wanted: Filter) -> Hashable:
    if wanted is None:
        return None
    lists = (None if values is None else min(len(values), 2) for values in map(wanted.__getattribute__, _LISTS))
    ranges = (_ends(getattr(wanted, name)) for name in _RANGES)
    zones = None if wanted.zoned is None else tuple(_ends(moments) for _, moments in wanted.zoned)
    return (*lists, *ranges, zones, wanted.min_confidence is None)


def _ends(of: SecondsRange | MomentRange | None) -> Hashable:
    return None if of is None else (of.start is None, of.end is None)


def _marked(wanted: Filter, place: int) -> Filter:
    """The filter with what stands for each value in its place."""
    if wanted is None:
        return None

    def later(read: Read) -> Any:
        return _Later(lambda filters: read(cast("EventFilter", filters[place])))

    told: dict[str, Any] = {}
    for name in _LISTS:
        if (values := getattr(wanted, name)) is not None:
            told[name] = _listed(len(values), attrgetter(name), later, whole=name == "but_track_ids")
    for name in _RANGES:
        if (of := getattr(wanted, name)) is not None:
            told[name] = _range(of, attrgetter(name), later)
    if wanted.zoned is not None:
        told["zoned"] = [
            (later(_at("zoned", at, 0)), _range(moments, _at("zoned", at, 1), later))
            for at, (_, moments) in enumerate(wanted.zoned)
        ]
    if wanted.min_confidence is not None:
        told["min_confidence"] = later(attrgetter("min_confidence"))
    return replace(wanted, **told)


def _listed(length: int, read: Read, later: Callable[[Read], Any], *, whole: bool) -> list[Any]:
    """One value, or twice what stands for all of them: it is seen to be several, and goes as one array.

    whole: this list always goes as an array.
    """
    if length == 1 and not whole:
        return [later(lambda wanted: read(wanted)[0])]
    return [later(lambda wanted: list(read(wanted)))] * min(length, 2)


def _range(of: Any, read: Read, later: Callable[[Read], Any]) -> Any:
    return type(of)(
        None if of.start is None else later(lambda wanted: read(wanted).start),
        None if of.end is None else later(lambda wanted: read(wanted).end),
    )


def _at(name: str, at: int, part: int) -> Read:
    return lambda wanted: getattr(wanted, name)[at][part]
