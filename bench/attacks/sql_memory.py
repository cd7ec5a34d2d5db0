"""Measures how much database memory hostile SQL takes: first the guard checks it, then the database runs it.

Each statement runs over seeded rows in its own session, whose memory is sampled while it runs.
"""

import asyncio
import re
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.attacks.memory_attacks import ALLOWED, REFUSED
from bench.harness.server import BenchServer
from bench.seed.copying import write_rows
from bench.seed.plan import SeedPlan
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.generated_sql import SqlReader
from devstack.stack.postgres import SESSION_BYTES
from domain.guard import SqlRejected, guard_sql
from models.access.principal import Principal
from models.asking.sql import SqlView
from models.errors import SqlFailed

MIB = 1 << 20
# The defaults of the product.
TIMEOUT_SECONDS, MAX_ROWS = 5.0, 200
# What a busy machine may add to the timeout before a statement ends.
_GRACE_SECONDS = 2.0
_POLL_SECONDS = 0.005
_PLAN = SeedPlan(videos=200, events_per_video=500, organizations=1)
_PRINCIPAL = Principal("bench", _PLAN.organization_name(0), frozenset())
_TIMED_OUT = re.compile("timeout|ran for longer")
# Lines of tracebacks of Python and PostgreSQL, which would reveal the implementation.
_TRACEBACK = re.compile(r'Traceback|File "|line \d+, in |PL/pgSQL function|SQL statement "')


@dataclass(frozen=True, slots=True)
class SqlAttackResult:
    """answer: in a word or two. message: of a failure. peak: bytes above an idle session; None if unknown."""

    name: str
    answer: str
    message: str = ""
    seconds: float = 0.0
    peak: int | None = None
    expected: str = "bounded"

    def find_problem(self) -> str | None:
        """What is wrong with the result; None if nothing is."""
        if self.expected == "refused" and self.answer != "refused":
            return "refused is right"
        if self.expected != "refused" and self.answer == "refused":
            return "the guard should let it pass"
        if self.answer == "broken":
            return self.message
        if _TRACEBACK.search(self.message):
            return f"tells how it is made: {self.message}"
        if self.peak is not None and self.peak > SESSION_BYTES:
            return "more memory than a session may have"
        if self.seconds > TIMEOUT_SECONDS + _GRACE_SECONDS or (
            self.seconds > TIMEOUT_SECONDS and self.answer == "failed"
        ):
            return "takes too long, and does not say so"
        return None


async def run_memory_attacks(server: BenchServer) -> int:
    """Print the statements that ran. Returns the number of wrong results. Needs a server that the bench started."""
    rows = _PLAN.videos * _PLAN.events_per_video
    await write_rows(server.owner_url, _PLAN, lambda _: None)
    url = server.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    views = await _load_views(url)
    outcomes = [_check_refused(name, sql, views) for name, sql in REFUSED.items()]
    outcomes += [await _run_allowed(url, name, sql, views) for name, sql in ALLOWED.items()]
    shown = [result for result in outcomes if result.expected != "refused" or result.find_problem()]
    print(f"SQL over {rows:,} events:\n     peak  seconds  (MiB above an idle session)")
    for result in sorted(shown, key=lambda result: -(result.peak or 0)):
        problem = result.find_problem()
        peak = "-" if result.peak is None else f"{result.peak / MIB:.1f}"
        why = f" ({result.message[:60]})" if result.answer == "failed" else ""
        mark = f"   ! {problem}" if problem else ""
        print(f"{peak:>9} {result.seconds:8.2f}  {result.answer:13} {result.name}{why}{mark}")
    peaks = [result.peak for result in outcomes if result.peak is not None]
    highest = f"{max(peaks) / MIB:.1f} MiB" if peaks else "unknown here"
    print(f"highest peak of a session: {highest}, of at most {SESSION_BYTES // MIB} MiB")
    wrong = sum(result.find_problem() is not None for result in outcomes)
    print(f"{len(outcomes)} attacks by SQL, {len(REFUSED)} of them for the guard: {wrong} answered otherwise")
    return wrong


async def _load_views(url: str) -> Sequence[SqlView]:
    postgres = await Postgres.connect(url, pool_size=1)
    try:
        return await SqlReader(postgres, TIMEOUT_SECONDS, 2).list_views()
    finally:
        await postgres.close()


def _check_refused(name: str, sql: str, views: Sequence[SqlView]) -> SqlAttackResult:
    """Check a statement that the guard should refuse. It is never run."""
    began = time.perf_counter()
    try:
        guard_sql(sql, views)
    except SqlRejected as refusal:
        return SqlAttackResult(name, "refused", str(refusal), time.perf_counter() - began, expected="refused")
    return SqlAttackResult(name, "let through", seconds=time.perf_counter() - began, expected="refused")


async def _run_allowed(url: str, name: str, sql: str, views: Sequence[SqlView]) -> SqlAttackResult:
    """Check a statement with the guard and run it."""
    try:
        checked = guard_sql(sql, views)
    except SqlRejected as refusal:
        return SqlAttackResult(name, "refused", str(refusal))
    postgres = await Postgres.connect(url, pool_size=1)
    try:
        async with postgres.system_transaction() as connection:
            pid = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
        idle, peaks, began = _read_peak_bytes(pid), [], time.perf_counter()
        running = asyncio.create_task(_run_sql(SqlReader(postgres, TIMEOUT_SECONDS, 2), checked))
        # Sample while it runs: nothing can be read of a session that was ended for its memory.
        while not running.done():
            peaks.append(_read_peak_bytes(pid))
            await asyncio.wait([running], timeout=_POLL_SECONDS)
        answer, message = await running
        seconds = time.perf_counter() - began
        peaks.append(_read_peak_bytes(pid))
    finally:
        await postgres.close()
    known = [peak for peak in peaks if peak is not None]
    return SqlAttackResult(name, answer, message, seconds, max(known) - idle if known and idle is not None else None)


async def _run_sql(reader: SqlReader, sql: str) -> tuple[str, str]:
    """The answer in a word or two, and the message of a failure."""
    try:
        table = await reader.run(_PRINCIPAL, sql, timezone="UTC", video_id=None, max_rows=MAX_ROWS)
    except SqlFailed as failed:
        problem = str(failed.values["problem"])
        for answer, pattern in (("timed out", _TIMED_OUT), ("out of memory", re.compile("out of memory"))):
            if pattern.search(problem):
                return answer, problem
        return ("too expensive" if "too expensive" in problem else "failed"), problem
    except Exception as error:
        # The product would answer INTERNAL.
        return "broken", f"{type(error).__name__}: {error}"
    return f"{len(table.rows)} rows", ""


def _read_peak_bytes(pid: int) -> int | None:
    """Peak private memory of a process in bytes, without shared memory; None if it has ended, or not on Linux."""
    if sys.platform != "linux":
        return None
    with suppress(FileNotFoundError, ProcessLookupError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        if "VmHWM" in fields:
            return (int(fields["VmHWM"].split()[0]) - int(fields["RssShmem"].split()[0])) * 1024
    return None
