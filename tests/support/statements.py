"""Records the SQL statements that a test sends."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.log import JsonFormatter
from datasources.postgres.core import driver


def _is_in_request() -> bool:
    """Whether a request is running: log lines of a request have its id."""
    return '"request_id"' in JsonFormatter(tracebacks=False).format(logging.makeLogRecord({}))


@contextmanager
def record_statements(*, requests_only: bool = False) -> Iterator[list[str]]:
    """The SQL statements that this process sends meanwhile, without session setup.

    requests_only: only those of requests.
    """
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if requests_only and not _is_in_request():
            return
        if "set_config('watchgraph.organization'" not in statement and "jobs_" not in statement:
            statements.append(statement)

    def sending(connection: AsyncConnection, statement: str, values: Sequence[Any]) -> asyncpg.Connection:
        note(connection, None, statement)
        return original(connection, statement, values)

    event.listen(Engine, "before_cursor_execute", note)
    original, driver.get_sender = driver.get_sender, sending
    try:
        yield statements
    finally:
        driver.get_sender = original
        event.remove(Engine, "before_cursor_execute", note)
