"""A window over an ordered list, and what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

# A row as a read returns it: the columns that were asked for, by name.
Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class CursorKey:
    """A place in an order: the ordered value as JSON carries it, and the row's id, which breaks ties."""

    value: Any
    id: UUID


@dataclass(frozen=True, slots=True)
class PageWindow:
    """At most `size` rows after and before these places; from the end where `backwards`."""

    size: int
    backwards: bool = False
    after: CursorKey | None = None
    before: CursorKey | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a window in the list's own order; each carries `cursor_value` beside its columns."""

    rows: Sequence[Row]
    has_next: bool
    has_previous: bool
