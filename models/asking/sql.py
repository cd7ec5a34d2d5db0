"""Generated SQL: the views that it may read, with the database's comments, and its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models.asking.answers import StoredTable


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """type: PostgreSQL's name of the type. comment: what the column holds, and which values."""

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
    """The result of a generated query.

    sql: as it ran. table: its rows. event_ids: the events that the rows name, in order; empty if the rows are counts.
    """

    sql: str
    table: StoredTable
    event_ids: Sequence[UUID] = ()
