"""What generated SQL may read: views, their columns, and what the database says of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """type is PostgreSQL's name of it; comment says what it holds, and which values."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class SqlView:
    name: str
    comment: str
    columns: Sequence[SqlColumn]
