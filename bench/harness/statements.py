"""Captures the statements that the data layer sends to PostgreSQL, to run or explain them again."""

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
    """Collect the statements that this process sends, except session setup and the sweeper's."""
    statements: list[Statement] = []

    def record(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "set_config('watchgraph.organization'" not in statement and "jobs_" not in statement:
            statements.append(Statement(statement, tuple(values)))

    def record_and_send(connection: AsyncConnection, statement: str, values: Sequence[Any]) -> asyncpg.Connection:
        record(None, None, statement, values)
        return original(connection, statement, values)

    event.listen(Engine, "before_cursor_execute", record)
    original, driver.get_sender = driver.get_sender, record_and_send
    try:
        yield statements
    finally:
        driver.get_sender = original
        event.remove(Engine, "before_cursor_execute", record)
