"""Turns first, after, last and before of a connection into a window, and rows into opaque cursors."""

import base64
import json
from datetime import datetime
from uuid import UUID

from models.errors import InvalidInput
from models.paging import CursorKey, PageWindow
from models.rows.row import Row

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
_VERSION = 1


def build_window(first: int | None, after: str | None, last: int | None, before: str | None, order: str) -> PageWindow:
    """The window of a connection's arguments. order: part of each cursor; a cursor of another order is refused.

    Raises InvalidInput for both first and last, a size outside 1..100, and a cursor of another list.
    """
    if first is not None and last is not None:
        raise InvalidInput("FIRST_AND_LAST", field=("first",))
    size = first if first is not None else last if last is not None else DEFAULT_PAGE_SIZE
    if not 1 <= size <= MAX_PAGE_SIZE:
        name = "first" if first is not None else "last"
        raise InvalidInput("PAGE_SIZE", field=(name,), name=name, value=size, largest=MAX_PAGE_SIZE)
    return PageWindow(
        size=size,
        backwards=last is not None,
        after=None if after is None else _decode_cursor(after, order, "after"),
        before=None if before is None else _decode_cursor(before, order, "before"),
    )


def encode_cursor(row: Row, order: str) -> str:
    """The cursor of a row that a window's query read."""
    value = row["cursor_value"]
    position = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([_VERSION, order, position, row["id"].hex], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode()


def _decode_cursor(text: str, order: str, name: str) -> CursorKey:
    try:
        version, of_order, value, key = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
        if version == _VERSION and of_order == order:
            return CursorKey(value, UUID(key))
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    raise InvalidInput("BAD_CURSOR", field=(name,))
