"""Run SQL that a model wrote, as the role that may read two views and nothing else.

The statement is wrapped by functions of the database (migrations 0004 and 0023), which run it with that role's rights
in a read-only transaction that is always rolled back, and cut cells, rows and errors before they travel. One time-out
covers the estimate and the answer. It cannot be lifted from within a running statement; should the server not keep to
it, the query is cancelled from here, and a connection that does not answer to that is let go of.
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

# In the planner's units. A million events are aggregated for some 100,000; a cross join of as many costs 10^10.
MAX_COST = 5_000_000.0
# After the server's own time-out, before ours.
_GRACE_SECONDS = 0.5
# Statements that run at the same time; how long one waits for its turn.
_MAX_CONCURRENT, _QUEUE_TIMEOUT_SECONDS = 2, 10.0
# An estimate that took less leaves the answer all of the time.
_QUICK_ESTIMATE_SECONDS = 0.1
# Memory, or room for temporary files: what the statement wanted, though its class is that of a full server.
_RESOURCE_LIMIT_STATES = frozenset({"53200", "53400"})
# Ends an answer that was cut because it is long.
_TRUNCATION_MARK = -1

_BEGIN = text(
    "SELECT sql_begin(:video), set_config('TimeZone', :timezone, true), set_config('statement_timeout', :limit, true), "
    # Each sort, hash and window of a statement may hold as much: this bounds one of them, not the statement.
    "set_config('work_mem', '8MB', true), set_config('hash_mem_multiplier', '1', true), "
    "set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true), "
    # Nobody reads what a lost connection asked for.
    "set_config('client_connection_check_interval', '1s', true), "
    "set_config('transaction_read_only', 'on', true)"
)
_COST = text("SELECT sql_cost(:query)")
_SET_TIMEOUT = text("SELECT set_config('statement_timeout', :limit, true)")
_ANSWER = text("SELECT sql_answer(:query, :most)::text")
_VIEWS = text("""
    SELECT relation.relname AS view, obj_description(relation.oid, 'pg_class') AS told, attribute.attname AS name,
      format_type(attribute.atttypid, attribute.atttypmod) AS type,
      col_description(relation.oid, attribute.attnum) AS comment
    FROM pg_class AS relation JOIN pg_attribute AS attribute ON attribute.attrelid = relation.oid
    WHERE relation.relnamespace = 'public'::regnamespace AND relation.relname IN ('event_view', 'video_view')
      AND attribute.attnum > 0
    ORDER BY relation.relname, attribute.attnum
""")


class SqlReader:
    """seconds: how long a statement may run. Two run at once at most, and they take no more than half of the pool."""

    def __init__(self, postgres: Postgres, seconds: float, pool_size: int) -> None:
        self._postgres = postgres
        self._timeout_seconds = seconds
        self._slots = asyncio.Semaphore(max(1, min(_MAX_CONCURRENT, pool_size // 2)))
        self._views: Sequence[SqlView] | None = None

    async def list_views(self) -> Sequence[SqlView]:
        """The views and their columns as the database describes them; read once a process."""
        if self._views is None:
            async with self._postgres.system_transaction() as connection:
                rows = (await connection.execute(_VIEWS)).mappings().all()
            columns: dict[tuple[str, str], list[SqlColumn]] = {}
            for row in rows:
                column = SqlColumn(row["name"], row["type"], row["comment"] or "")
                columns.setdefault((row["view"], row["told"] or ""), []).append(column)
            self._views = tuple(SqlView(view, told, tuple(found)) for (view, told), found in columns.items())
        return self._views

    async def run(
        self, principal: Principal, sql: str, *, timezone: str, video_id: UUID | None, max_rows: int
    ) -> StoredTable:
        """At most `most` rows of the principal's organization, and if given of one video.

        Raises SqlFailed where the database refuses the statement, or where it would take or did take too long.
        """
        try:
            async with (
                asyncio.timeout(self._timeout_seconds + _GRACE_SECONDS + _QUEUE_TIMEOUT_SECONDS),
                self._slots,
                self._postgres.transaction(principal, commit=False) as connection,
            ):
                begin = {"video": video_id, "timezone": timezone, "limit": str(round(self._timeout_seconds * 1000))}
                rows = await self._execute(connection, begin, {"query": sql, "most": max_rows + 1})
        except TimeoutError:
            raise TimedOut(service="database") from None
        return _parse_table(rows, max_rows)

    async def _execute(self, connection: AsyncConnection, begin: dict[str, Any], ask: dict[str, Any]) -> list[str]:
        clock, driver = asyncio.get_running_loop().time, get_driver(connection)
        ends = clock() + self._timeout_seconds
        try:
            async with asyncio.timeout(self._timeout_seconds + _GRACE_SECONDS):
                await connection.execute(_BEGIN, begin)
                began = clock()
                cost = (await connection.execute(_COST, {"query": ask["query"]})).scalar_one()
                if cost > MAX_COST:
                    raise SqlFailed(problem=f"the query is too expensive (estimated cost {cost:.0f}): narrow it")
                if clock() - began > _QUICK_ESTIMATE_SECONDS:
                    await connection.execute(_SET_TIMEOUT, {"limit": str(max(1, round((ends - clock()) * 1000)))})
                rows = list((await connection.execute(_ANSWER, ask)).scalars())
        except TimeoutError:
            # The driver has asked the server to cancel. Whether it does is not waited for.
            driver.terminate()
            raise SqlFailed(problem=f"the query ran for longer than {self._timeout_seconds:g} seconds") from None
        except DBAPIError as error:
            said = _describe_error(error)
            if said is None:
                raise
            raise SqlFailed(problem=said) from None
        return rows


def _describe_error(error: DBAPIError) -> str | None:
    """What the server says of the statement; None where the connection is what failed."""
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


def _parse_table(rows: Sequence[str], most: int) -> StoredTable:
    """Rows as objects, whose members keep their order and may have the same name; the first is the row's place."""
    read = [
        json.loads(row, object_pairs_hook=_JsonObject, parse_int=_parse_number, parse_float=_parse_number)
        for row in rows
    ]
    cut = bool(read) and read[-1][0][1] == _TRUNCATION_MARK
    if cut:
        read.pop()
    columns = [name for name, _ in read[0][1:]] if read else []
    numbered = sorted((row for row in read if row[0][1] is not None), key=lambda row: int(row[0][1]))
    cells = [[_to_cell(value) for _, value in row[1:]] for row in numbered[:most]]
    return StoredTable(columns=columns, rows=cells, truncated=cut or len(numbered) > most)


class _JsonObject(list[tuple[str, Any]]):
    """An object's members."""


def _parse_number(written: str) -> int | float | str:
    """PostgreSQL's numbers have up to 131,072 digits: one that no client could read stays a text."""
    if len(written) <= 18 and written.lstrip("-").isdecimal():
        return int(written)
    number = float(written)
    return number if math.isfinite(number) else written


def _to_cell(value: Any) -> Any:
    """A cell as JSON has it; the database has cut it."""
    if isinstance(value, _JsonObject):
        return {name: _to_cell(held) for name, held in value}
    if isinstance(value, list):
        return [_to_cell(held) for held in value]
    return value
