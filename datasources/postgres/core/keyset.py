"""Keyset pagination: a page starts at a key, never at an offset, so that inserts and deletes cannot shift it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, asc, bindparam, desc, literal_column, tuple_

from models.errors import InvalidInput
from models.paging import CursorKey, PageWindow, RowT, Slice


def _parse_datetime(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    # Next to the years 1 and 9999, an offset may lead out of the calendar: then this raises.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_float(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError("a truth value is no number")
    return float(value)


def _parse_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    if "\x00" in value:
        raise ValueError("PostgreSQL holds no U+0000")
    value.encode()  # A lone surrogate raises.
    return value


PARSERS: dict[type, Callable[[Any], Any]] = {datetime: _parse_datetime, float: _parse_float, str: _parse_text}


@dataclass(frozen=True, slots=True)
class Keyset:
    """An order over rows. `value` must never be NULL (coalesce it), or comparisons with a key would lose rows."""

    value: ColumnElement[Any]
    id: ColumnElement[Any]
    descending: bool
    kind: type

    def apply_window(self, query: Select[Any], window: PageWindow) -> Select[Any]:
        """Narrow a query to a window."""
        down = self.descending != window.backwards
        sort = desc if down else asc
        if window.after is not None:
            query = query.where(self._build_comparison("after", window.after, less=self.descending))
        if window.before is not None:
            query = query.where(self._build_comparison("before", window.before, less=not self.descending))
        if not window.bare:
            query = query.add_columns(self.value.label("cursor_value"))
        return query.order_by(sort(self.value), sort(self.id)).limit(_write_limit(window))

    def bind_window(self, window: PageWindow) -> dict[str, Any]:
        """The values of the parameters that `apply_window` makes. Raises InvalidInput."""
        named: dict[str, Any] = {"page_size": window.limit}
        for side in ("after", "before"):
            key: CursorKey | None = getattr(window, side)
            if key is not None:
                named[f"{side}_value"], named[f"{side}_id"] = self._parse(key), key.id
        return named

    def _parse(self, key: CursorKey) -> Any:
        try:
            return PARSERS[self.kind](key.value)
        except (OverflowError, TypeError, ValueError) as error:
            raise InvalidInput("BAD_CURSOR") from error

    def _build_comparison(self, side: str, key: CursorKey, *, less: bool) -> ColumnElement[bool]:
        position = tuple_(
            bindparam(f"{side}_value", self._parse(key), type_=self.value.type),
            bindparam(f"{side}_id", key.id, type_=self.id.type),
        )
        row = tuple_(self.value, self.id)
        return row < position if less else row > position


def _write_limit(window: PageWindow) -> ColumnElement[int]:
    """The window's limit.

    A first page has it written out: of a parameter, PostgreSQL would expect a tenth of all rows, and plan each read
    anew. After a cursor, whose value it does not know either, it would then take few rows for many and sort them.
    """
    if _is_first_page(window):
        return literal_column(str(int(window.limit)), Integer)
    return bindparam("page_size", window.limit, type_=Integer)


def _is_first_page(window: PageWindow) -> bool:
    return window.after is None and window.before is None


def get_shape(window: PageWindow) -> tuple[int | None, bool, bool, bool, bool]:
    """What of a window its statement depends on."""
    size = window.size if _is_first_page(window) else None
    return size, window.backwards, window.after is not None, window.before is not None, window.bare


def slice_rows(rows: Sequence[RowT], window: PageWindow) -> Slice[RowT]:
    """What a window's query fetched, in the list's own order."""
    more = len(rows) > window.size
    shown = list(rows[: window.size]) if more or window.backwards else rows
    if window.backwards:
        return Slice(shown[::-1], has_next=window.before is not None, has_previous=more)
    return Slice(shown, has_next=more, has_previous=window.after is not None)
