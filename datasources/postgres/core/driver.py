"""Sends fixed statements of the busiest paths through asyncpg: SQLAlchemy takes longer with one than the database.

They are SQL with $1, $2, …; asyncpg prepares each once a connection. JSON goes as text. SQLAlchemy composes reads of
filters, orders and windows; statement_cache.py keeps what it composed for searches.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

# A connection of SQLAlchemy, or what is below it.
Connection: TypeAlias = AsyncConnection | asyncpg.Connection


def get_driver(connection: Connection) -> asyncpg.Connection:
    """The asyncpg connection below an open one of SQLAlchemy."""
    if not isinstance(connection, AsyncConnection):
        return connection
    assert connection.sync_connection is not None
    driver: asyncpg.Connection = connection.sync_connection.connection.driver_connection
    return driver


def get_sender(connection: Connection, statement: str, values: Sequence[Any]) -> asyncpg.Connection:
    """The connection that sends a statement. Tools that count or explain statements replace this function."""
    return get_driver(connection)


def number_parameters(count: int) -> str:
    """$1, $2, …, up to this number."""
    return ", ".join(f"${number}" for number in range(1, count + 1))


async def execute(connection: AsyncConnection, statement: str, *values: Any) -> None:
    await get_sender(connection, statement, values).execute(statement, *values)


async def fetch_value(connection: AsyncConnection, statement: str, *values: Any) -> Any:
    """The first value of the first row; None where there is no row."""
    return await get_sender(connection, statement, values).fetchval(statement, *values)


async def fetch_row(connection: AsyncConnection, statement: str, *values: Any) -> asyncpg.Record | None:
    """The first row; None where there is none."""
    return await get_sender(connection, statement, values).fetchrow(statement, *values)


async def fetch_rows(connection: AsyncConnection, statement: str, *values: Any) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await get_sender(connection, statement, values).fetch(statement, *values)
    return rows
