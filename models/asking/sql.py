"""Generated SQL: the views that it may read, with what the database says of them, and what it brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models.asking.answers import StoredTable


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


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a generated query brought.

    sql: as it ran. table: its rows. event_ids: the events that the rows name, in their order; empty where they count.
    """

    sql: str
    table: StoredTable
    event_ids: Sequence[UUID] = ()
