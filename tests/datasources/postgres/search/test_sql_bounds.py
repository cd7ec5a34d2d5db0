"""What generated SQL may take of the database: memory, time and the bytes of an answer.

The statements here are handed to the database without the guard: each bound has to hold by itself.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.generated_sql import SqlReader
from datasources.postgres.tables.events import Events
from domain.guard import SqlRejected, guard_sql
from models.access.principal import Principal
from models.asking.answers import StoredTable
from models.errors import SqlFailed
from tests.conftest import Database
from tests.support.rows import event_row

MIB = 1 << 20
_TEXTS = "(SELECT repeat(md5(n::text), 31) AS t FROM generate_series(1, 100000) AS n) AS texts"


@pytest_asyncio.fixture(loop_scope="session")
async def reader(postgres: Postgres) -> SqlReader:
    return SqlReader(postgres, seconds=5.0, pool_size=10)


async def run(reader: SqlReader, principal: Principal, sql: str, most: int = 200) -> StoredTable:
    return await reader.run(principal, sql, timezone="UTC", video_id=None, max_rows=most)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (f"SELECT string_agg(DISTINCT t, ', ') FROM {_TEXTS}", "string_agg would hold more than 200000 bytes"),
        (f"SELECT array_agg(DISTINCT t) FROM {_TEXTS}", "array_agg would hold more than"),
        (
            "SELECT array_agg(DISTINCT n) FROM generate_series(1, 5000) AS n",
            "array_agg would hold more than 1000 values",
        ),
        (
            "SELECT array_agg(ARRAY[n, n]) FROM generate_series(1, 5000) AS n",
            "array_agg would hold more than 1000 values",
        ),
        ("SELECT repeat('x', 50000000)", "a cell would hold more than"),
    ],
)
async def test_what_collects_stops_at_a_bound(reader: SqlReader, principal: Principal, sql: str, said: str) -> None:
    with pytest.raises(SqlFailed) as failed:
        await run(reader, principal, sql)
    assert said in str(failed.value.values["problem"])


async def test_what_people_collect_is_collected(
    reader: SqlReader, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    await Events(postgres).store(principal, video, [event_row(1), event_row(2, track_id="P2"), event_row(3)])
    table = await run(
        reader,
        principal,
        "SELECT string_agg(DISTINCT track_id, ', '), array_agg(DISTINCT track_id), "
        "array_agg(DISTINCT start_seconds) FILTER (WHERE start_seconds > 1) FROM event_view",
    )
    assert table.rows == [["P1, P2", ["P1", "P2"], [2, 3]]]


async def test_a_long_cell_is_cut_where_it_lies(reader: SqlReader, principal: Principal) -> None:
    table = await run(reader, principal, "SELECT repeat('가', 5000), ARRAY(SELECT generate_series(1, 500)), 7 AS n")
    [[words, numbers, seven]] = table.rows
    assert (len(words), words[-1], len(numbers), seven) == (2001, "…", 100, 7)


async def test_a_long_answer_is_cut_and_says_so(reader: SqlReader, principal: Principal) -> None:
    table = await run(reader, principal, "SELECT repeat('x', 1900) AS a, repeat('y', 1900) AS b, n FROM "
                      "generate_series(1, 1000) AS n", most=1000)  # fmt: skip
    assert table.truncated
    assert 200 < len(table.rows) < 300
    assert len(json.dumps(table.rows)) < 1_100_000


async def test_an_error_that_quotes_a_value_is_cut_too(reader: SqlReader, principal: Principal) -> None:
    with pytest.raises(SqlFailed) as failed:
        await run(reader, principal, "SELECT repeat('x', 1000000)::int")
    assert len(str(failed.value.values["problem"])) < 1000


async def test_estimate_and_answer_share_one_time_out(postgres: Postgres, principal: Principal) -> None:
    reader = SqlReader(postgres, seconds=1.0, pool_size=10)
    began = time.monotonic()
    with pytest.raises(SqlFailed):
        # Constants are computed while it is planned, and again when it is run.
        await run(reader, principal, "SELECT (SELECT count(*) FROM generate_series(1, 100000000))")
    assert time.monotonic() - began < 3


async def test_only_two_run_at_once(postgres: Postgres, principal: Principal) -> None:
    reader = SqlReader(postgres, seconds=5.0, pool_size=10)
    began = time.monotonic()
    await asyncio.gather(*(run(reader, principal, "SELECT 1 AS one FROM pg_sleep(0.5)") for _ in range(6)))
    assert time.monotonic() - began >= 1.5


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT string_agg(DISTINCT t, ', ') FROM {_TEXTS}",
        f"SELECT array_agg(DISTINCT t) FROM {_TEXTS}",
        f"SELECT count(*) FROM {_TEXTS} WHERE t NOT IN (SELECT t FROM {_TEXTS})",
        "SELECT count(*) FROM (SELECT DISTINCT md5(n::text) FROM generate_series(1, 300000) AS n) AS found",
        # The largest value that the guard lets a statement make.
        "SELECT upper(repeat('x', 16000000)) || 'y'",
        "SELECT max(a.t) FROM (SELECT 1 AS k, repeat('x', 200) AS t FROM generate_series(1, 200000)) AS a "
        "JOIN (SELECT 1 AS k, repeat('y', 200) AS t FROM generate_series(1, 200000)) AS b ON a.k = b.k",
        "SELECT json_agg(n) FROM generate_series(1, 3000000) AS n",
        # Filters of which the planner knows nothing: it takes what follows for a set of some thousand rows.
        "SELECT count(*) FROM (VALUES ('a')) AS v(t) WHERE t NOT IN (SELECT repeat('x', 500) || a || '/' || b FROM "
        "generate_series(1, 10000) AS a, generate_series(1, 10000) AS b WHERE a % 1 = 0 AND b % 1 = 0)",
        "SELECT repeat('x', 900000000)",
        "SELECT " + ", ".join(f"count(DISTINCT right(t, {900 - k}))" for k in range(80)) + f" FROM {_TEXTS}",
    ],
)
async def test_a_session_takes_little_memory_whatever_it_runs(
    database: Database, principal: Principal, sql: str
) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1)
    try:
        async with postgres.system_transaction() as connection:
            pid = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
        before = _peak(pid)
        asked = asyncio.create_task(run(SqlReader(postgres, seconds=2.0, pool_size=2), principal, sql))
        peaks: list[int] = []
        # While it runs, too: a session that is ended for what it took leaves nothing to look at.
        while not asked.done():
            with suppress(FileNotFoundError):
                peaks.append(_peak(pid))
            await asyncio.sleep(0.005)
        with suppress(SqlFailed):
            await asked
        with suppress(FileNotFoundError):
            peaks.append(_peak(pid))
        assert len(peaks) > 1
        assert max(peaks) - before < 256 * MIB
    finally:
        await postgres.close()


def _peak(pid: int) -> int:
    """The most that a process had of its own in memory, in bytes, without what all share. Raises FileNotFoundError."""
    kept = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return (int(kept["VmHWM"].split()[0]) - int(kept["RssShmem"].split()[0])) * 1024


async def test_the_guard_takes_the_bounded_ones_only(reader: SqlReader) -> None:
    with pytest.raises(SqlRejected, match="bare name"):
        guard_sql("SELECT pg_catalog.string_agg(DISTINCT track_id, ',') FROM event_view", await reader.list_views())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a session has no limit of memory")
async def test_a_statement_that_wants_too_much_memory_is_told_so(reader: SqlReader, principal: Principal) -> None:
    with pytest.raises(SqlFailed) as failed:
        await run(reader, principal, "SELECT length(repeat('x', 600000000) || repeat('y', 400000000))")
    assert "out of memory" in str(failed.value.values["problem"])
    assert (await run(reader, principal, "SELECT 1 AS one")).rows == [[1]]
