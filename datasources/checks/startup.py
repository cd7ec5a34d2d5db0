"""What ends a start in one line: a database that this version cannot work with, or must not."""

import asyncio
import logging

import asyncpg

from datasources.checks.database import check_login, check_schema, check_sql_role
from datasources.checks.result import State

_log = logging.getLogger(__name__)
_SECONDS = 5.0


async def find_fatal_problem(dsn: str) -> str | None:
    """The first problem, with what to do about it; None where there is none, or where the database does not answer yet:
    a process starts all the same, and works once it does. dsn: the application's login, postgresql://…"""
    try:
        async with asyncio.timeout(_SECONDS):
            # A pooler may give each statement another connection, so none is prepared.
            connection = await asyncpg.connect(dsn, timeout=_SECONDS, statement_cache_size=0)
            try:
                results = [await check(connection) for check in (check_schema, check_login, check_sql_role)]
            finally:
                connection.terminate()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _log.warning("The database does not answer yet (%s): its setup is not checked", type(error).__name__)
        return None
    return next((str(result) for result in results if result.state is State.FAILED), None)
