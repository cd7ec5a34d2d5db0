"""What the data layer sends to PostgreSQL, to be run again or explained."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with $1, $2, … and their values, as asyncpg takes them."""

    sql: str
    values: Sequence[Any]


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """The statements that this process sends through SQLAlchemy meanwhile, session setup and the sweeper's aside."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "set_config('watchgraph.organization'" not in statement and "jobs_" not in statement:
            found.append(Statement(statement, tuple(values)))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
