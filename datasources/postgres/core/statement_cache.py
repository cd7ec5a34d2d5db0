"""Statement cache for reads of filtered events: composed once for each shape of filters, then sent with new values.

Composing a statement with SQLAlchemy for every search, or finding an equal one in its cache, takes longer than
PostgreSQL needs to run it. Two filters have the same shape where the same fields are set, to one value or to several,
and the bases and reviews are the same.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, cast

import asyncpg
from sqlalchemy import Dialect, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core import driver
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.filters import EventFilter, SecondsRange, TimeRange

Filter = EventFilter | None
Compose = Callable[..., Select[Any]]
Getter = Callable[[EventFilter], Any]
_LISTS = (
    "video_ids",
    "cameras",
    "camera_ids",
    "sites",
    "types",
    "locations",
    "genders",
    "age_groups",
    "track_ids",
    "excluded_track_ids",
    "person_ids",
)
_RANGES = ("seconds", "occurred_at", "created_at")
# More shapes than questions have. Beyond this number, the oldest statement is dropped.
_MAX_STATEMENTS = 1000


@dataclass(frozen=True, slots=True)
class _DeferredValue:
    """Placeholder for a value while a statement is composed: reads the value from the filters of a later call."""

    read: Callable[[Sequence[Filter]], Any]


@dataclass(frozen=True, slots=True)
class _CachedStatement:
    """SQL with $1, $2, …, and for each its name, and its value or the placeholder of one."""

    sql: str
    values: Sequence[tuple[str, Any]]

    def bind(self, filters: Sequence[Filter], named: Mapping[str, Any]) -> list[Any]:
        return [named[name] if name in named else _resolve(value, filters) for name, value in self.values]


_statements: dict[Hashable, _CachedStatement] = {}


async def fetch_by_filters(
    connection: AsyncConnection, kind: Hashable, compose: Compose, *filters: Filter, **named: Any
) -> list[asyncpg.Record]:
    """The rows of the query that compose builds from the filters.

    kind: what else the query depends on. named: values of its named parameters. compose gets filters with placeholders
    for values: it may only check which fields are set.
    """
    key = (kind, *map(_to_shape, filters))
    statement = _statements.get(key) or _store(key, _compile(connection.dialect, compose, filters))
    return await driver.fetch_rows(connection, statement.sql, *statement.bind(filters, named))


async def read_by_filters(
    postgres: Postgres, principal: Principal, kind: Hashable, compose: Compose, *filters: Filter, **named: Any
) -> list[asyncpg.Record]:
    """The same in one round trip of its own: see Postgres.read."""
    key = (kind, *map(_to_shape, filters))
    statement = _statements.get(key) or _store(key, _compile(postgres.dialect, compose, filters))
    return await postgres.read(principal, statement.sql, statement.bind(filters, named))


def _store(key: Hashable, statement: _CachedStatement) -> _CachedStatement:
    if len(_statements) >= _MAX_STATEMENTS:
        del _statements[next(iter(_statements))]
    _statements[key] = statement
    return statement


def _compile(dialect: Dialect, compose: Compose, filters: Sequence[Filter]) -> _CachedStatement:
    query = compose(*(_defer_filter(wanted, index) for index, wanted in enumerate(filters)))
    compiled = query.compile(dialect=dialect)
    sql, names = compiled.string, cast("Any", compiled).positiontup
    if "POSTCOMPILE" in sql:
        raise ValueError("pass a list of values as one array: otherwise each length needs its own statement")
    return _CachedStatement(sql, [(name, compiled.params[name]) for name in names])


def _resolve(value: Any, filters: Sequence[Filter]) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], _DeferredValue):
        value = value[0]
    return value.read(filters) if isinstance(value, _DeferredValue) else value


def _to_shape(wanted: Filter) -> Hashable:
    if wanted is None:
        return None
    lists = (None if values is None else min(len(values), 2) for values in map(wanted.__getattribute__, _LISTS))
    ranges = (_to_range_shape(getattr(wanted, name)) for name in _RANGES)
    zones = (
        None if wanted.zone_windows is None else tuple(_to_range_shape(moments) for _, moments in wanted.zone_windows)
    )
    # Which bases and verdicts: each has a condition of its own.
    bases = None if wanted.bases is None else frozenset(wanted.bases)
    verdicts = None if wanted.reviews is None else frozenset(wanted.reviews)
    reviews = (verdicts, wanted.reviewed, wanted.without_false_alarms)
    return (*lists, *ranges, zones, bases, reviews, wanted.min_confidence is None)


def _to_range_shape(value_range: SecondsRange | TimeRange | None) -> Hashable:
    return None if value_range is None else (value_range.start is None, value_range.end is None)


def _defer_filter(wanted: Filter, filter_index: int) -> Filter:
    """The filter with a placeholder for each value."""
    if wanted is None:
        return None

    def defer(read: Getter) -> Any:
        return _DeferredValue(lambda filters: read(cast("EventFilter", filters[filter_index])))

    deferred: dict[str, Any] = {}
    for name in _LISTS:
        if (values := getattr(wanted, name)) is not None:
            deferred[name] = _defer_list(len(values), attrgetter(name), defer, whole=name == "excluded_track_ids")
    for name in _RANGES:
        if (value_range := getattr(wanted, name)) is not None:
            deferred[name] = _defer_range(value_range, attrgetter(name), defer)
    if wanted.zone_windows is not None:
        deferred["zone_windows"] = [
            (
                defer(_get_item_reader("zone_windows", index, 0)),
                _defer_range(moments, _get_item_reader("zone_windows", index, 1), defer),
            )
            for index, (_, moments) in enumerate(wanted.zone_windows)
        ]
    if wanted.min_confidence is not None:
        deferred["min_confidence"] = defer(attrgetter("min_confidence"))
    return replace(wanted, **deferred)


def _defer_list(length: int, read: Getter, defer: Callable[[Getter], Any], *, whole: bool) -> list[Any]:
    """One placeholder for one value, or two for a list of any length, which goes as one array.

    whole: this list always goes as an array.
    """
    if length == 1 and not whole:
        return [defer(lambda wanted: read(wanted)[0])]
    return [defer(lambda wanted: list(read(wanted)))] * min(length, 2)


def _defer_range(value_range: Any, read: Getter, defer: Callable[[Getter], Any]) -> Any:
    return type(value_range)(
        None if value_range.start is None else defer(lambda wanted: read(wanted).start),
        None if value_range.end is None else defer(lambda wanted: read(wanted).end),
    )


def _get_item_reader(name: str, at: int, part: int) -> Getter:
    return lambda wanted: getattr(wanted, name)[at][part]
