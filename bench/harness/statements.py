"""What the data layer sends to PostgreSQL, to be run again or explained."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core import driver


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with $1, $2, … and their values, as asyncpg takes them."""

    sql: str
    values: Sequence[Any]


@contextmanager
def capture_statements() -> Iterator[list[Statement]]:
    """The statements that this process sends meanwhile, session setup and the sweeper's aside."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "set_config('watchgraph.organization'" not in statement and "jobs_" not in statement:
            found.append(Statement(statement, tuple(values)))

    def sending(connection: AsyncConnection, statement: str, values: Sequence[Any]) -> asyncpg.Connection:
        note(None, None, statement, values)
        return past(connection, statement, values)

    event.listen(Engine, "before_cursor_execute", note)
    past, driver.get_sender = driver.get_sender, sending
    try:
        yield found
    finally:
        driver.get_sender = past
        event.remove(Engine, "before_cursor_execute", note)
