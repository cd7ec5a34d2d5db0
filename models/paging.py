"""A page of an ordered list: the window that is asked for, and the rows in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from models.rows.row import Row

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class CursorKey:
    """A position in an order: the value that rows are ordered by, as JSON has it, and the row's id for ties."""

    value: Any
    id: UUID


@dataclass(frozen=True, slots=True)
class PageWindow:
    """At most `size` rows between these positions; from the end where `backwards`.

    bare: nobody asks for cursors, nor whether there are more rows. Then neither is read.
    """

    size: int
    backwards: bool = False
    after: CursorKey | None = None
    before: CursorKey | None = None
    bare: bool = False

    @property
    def limit(self) -> int:
        """The rows to read: one more than the page has shows whether there are more."""
        return self.size if self.bare else self.size + 1


@dataclass(frozen=True, slots=True)
class Slice(Generic[RowT]):
    """The rows of a window in the list's own order; each has `cursor_value` beside its columns, unless it is bare."""

    rows: Sequence[RowT]
    has_next: bool
    has_previous: bool
