"""What rows of every table have."""

from typing import Any, TypedDict
from uuid import UUID


class Row(TypedDict, total=False):
    """The columns that a read asked for, by name. cursor_value: the value that a page is ordered by."""

    id: UUID
    cursor_value: Any
