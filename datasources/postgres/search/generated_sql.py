"""Runs SQL that a model wrote, as a role that may read two views and nothing else.

Database functions (sql/generated_sql_*.sql) run the statement with that role's rights, in a read-only transaction that
is always rolled back, and truncate cells, rows and errors before they are sent. One timeout covers the cost estimate
and the query; a running statement cannot change it. If the server exceeds it, this process cancels the query and drops
the connection.
"""

import asyncio
import json
import math
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import get_driver
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.asking.answers import StoredTable
from models.asking.sql import SqlColumn, SqlView
from models.errors import SqlFailed, TimedOut

# In the planner's units. Aggregating a million events costs about 100,000; a cross join of them costs 10^10.
MAX_COST = 5_000_000.0
# Between the server's timeout and ours.
_GRACE_SECONDS = 0.5
# Concurrent statements, and how long one waits for a slot.
_MAX_CONCURRENT, _QUEUE_TIMEOUT_SECONDS = 2, 10.0
# A faster estimate does not shorten the query's timeout.
_QUICK_ESTIMATE_SECONDS = 0.1
# Out of memory or temporary files: the statement's fault, although the class means a full server.
_RESOURCE_LIMIT_STATES = frozenset({"53200", "53400"})
# Marks the end of a result that was truncated.
_TRUNCATION_MARK = -1

_BEGIN = text(
    "SELECT sql_begin(:video, CAST(:cameras AS uuid[])), "
    "set_config('TimeZone', :timezone, true), set_config('statement_timeout', :limit, true), "
    # Limits each sort, hash and window separately, not the whole statement.
    "set_config('work_mem', '8MB', true), set_config('hash_mem_multiplier', '1', true), "
    "set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true), "
    # Stops queries of lost connections.
    "set_config('client_connection_check_interval', '1s', true), "
    "set_config('transaction_read_only', 'on', true)"
)
_COST = text("SELECT sql_cost(:query)")
_SET_TIMEOUT = text("SELECT set_config('statement_timeout', :limit, true)")
_ANSWER = text("SELECT sql_answer(:query, :most)::text")
_VIEWS = text("""
    SELECT relation.relname AS view, obj_description(relation.oid, 'pg_class') AS view_comment,
      attribute.attname AS name,
      format_type(attribute.atttypid, attribute.atttypmod) AS type,
      col_description(relation.oid, attribute.attnum) AS comment
    FROM pg_class AS relation JOIN pg_attribute AS attribute ON attribute.attrelid = relation.oid
    WHERE relation.relnamespace = 'public'::regnamespace AND relation.relname IN ('event_view', 'video_view')
      AND attribute.attnum > 0
    ORDER BY relation.relname, attribute.attnum
""")


class SqlReader:
    """seconds: timeout of a statement. At most two run at once, and at most half of the pool's connections."""

    def __init__(self, postgres: Postgres, seconds: float, pool_size: int) -> None:
        self._postgres = postgres
        self._timeout_seconds = seconds
        self._slots = asyncio.Semaphore(max(1, min(_MAX_CONCURRENT, pool_size // 2)))
        self._views: Sequence[SqlView] | None = None

    async def list_views(self) -> Sequence[SqlView]:
        """The views and columns with their comments in the database; read once per process."""
        if self._views is None:
            async with self._postgres.system_transaction() as connection:
                rows = (await connection.execute(_VIEWS)).mappings().all()
            columns: dict[tuple[str, str], list[SqlColumn]] = {}
            for row in rows:
                column = SqlColumn(row["name"], row["type"], row["comment"] or "")
                columns.setdefault((row["view"], row["view_comment"] or ""), []).append(column)
            self._views = tuple(
                SqlView(view, comment, tuple(view_columns)) for (view, comment), view_columns in columns.items()
            )
        return self._views

    async def run(
        self,
        principal: Principal,
        sql: str,
        *,
        timezone: str,
        video_id: UUID | None,
        max_rows: int,
        camera_ids: Sequence[UUID] | None = None,
    ) -> StoredTable:
        """Run a statement over what the principal may see, or one video, or some cameras; at most max_rows rows.

        Raises SqlFailed where the database refuses the statement, or where its cost or run time is too high.
        """
        try:
            async with (
                asyncio.timeout(self._timeout_seconds + _GRACE_SECONDS + _QUEUE_TIMEOUT_SECONDS),
                self._slots,
                self._postgres.transaction(principal, commit=False) as connection,
            ):
                begin = {
                    "video": video_id,
                    "cameras": None if camera_ids is None else list(camera_ids),
                    "timezone": timezone,
                    "limit": str(round(self._timeout_seconds * 1000)),
                }
                rows = await self._execute(connection, begin, {"query": sql, "most": max_rows + 1})
        except TimeoutError:
            raise TimedOut(service="database") from None
        return _parse_table(rows, max_rows)

    async def _execute(
        self, connection: AsyncConnection, begin_values: dict[str, Any], query_values: dict[str, Any]
    ) -> list[str]:
        clock, driver = asyncio.get_running_loop().time, get_driver(connection)
        deadline = clock() + self._timeout_seconds
        try:
            async with asyncio.timeout(self._timeout_seconds + _GRACE_SECONDS):
                await connection.execute(_BEGIN, begin_values)
                estimate_started = clock()
                cost = (await connection.execute(_COST, {"query": query_values["query"]})).scalar_one()
                if cost > MAX_COST:
                    raise SqlFailed(problem=f"the query is too expensive (estimated cost {cost:.0f}): narrow it")
                if clock() - estimate_started > _QUICK_ESTIMATE_SECONDS:
                    await connection.execute(_SET_TIMEOUT, {"limit": str(max(1, round((deadline - clock()) * 1000)))})
                rows = list((await connection.execute(_ANSWER, query_values)).scalars())
        except TimeoutError:
            # The driver has asked the server to cancel; do not wait for it.
            driver.terminate()
            raise SqlFailed(problem=f"the query ran for longer than {self._timeout_seconds:g} seconds") from None
        except DBAPIError as error:
            problem = _describe_error(error)
            if problem is None:
                raise
            raise SqlFailed(problem=problem) from None
        return rows


def _describe_error(error: DBAPIError) -> str | None:
    """The server's message about the statement; None where the connection failed."""
    original = getattr(error.orig, "__cause__", None)
    state = getattr(original, "sqlstate", None)
    if (
        state is None
        or error.connection_invalidated
        or (state[:2] in ("08", "53") and state not in _RESOURCE_LIMIT_STATES)
        or state in ("57P01", "57P02", "57P03")
    ):
        return None
    hint = getattr(original, "hint", None)
    return f"{str(original).splitlines()[0]}{f' ({hint})' if hint else ''}"


def _parse_table(rows: Sequence[str], max_rows: int) -> StoredTable:
    """Parse rows, which are JSON objects with ordered, possibly repeated names; the first member is the row number."""
    parsed = [
        json.loads(row, object_pairs_hook=_JsonObject, parse_int=_parse_number, parse_float=_parse_number)
        for row in rows
    ]
    truncated_by_server = bool(parsed) and parsed[-1][0][1] == _TRUNCATION_MARK
    if truncated_by_server:
        parsed.pop()
    columns = [name for name, _ in parsed[0][1:]] if parsed else []
    numbered = sorted((row for row in parsed if row[0][1] is not None), key=lambda row: int(row[0][1]))
    cells = [[_to_cell(value) for _, value in row[1:]] for row in numbered[:max_rows]]
    return StoredTable(columns=columns, rows=cells, truncated=truncated_by_server or len(numbered) > max_rows)


class _JsonObject(list[tuple[str, Any]]):
    """The members of a JSON object, in order."""


def _parse_number(digits: str) -> int | float | str:
    """A number, or its text where it is too large for a client: PostgreSQL's numbers have up to 131,072 digits."""
    if len(digits) <= 18 and digits.lstrip("-").isdecimal():
        return int(digits)
    number = float(digits)
    return number if math.isfinite(number) else digits


def _to_cell(value: Any) -> Any:
    """A cell as a JSON value; the database has truncated it."""
    if isinstance(value, _JsonObject):
        return {name: _to_cell(member) for name, member in value}
    if isinstance(value, list):
        return [_to_cell(member) for member in value]
    return value
