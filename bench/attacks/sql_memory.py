"""How much of the database's memory SQL takes that a model could be brought to write: the guard, then the database.

Over seeded rows, each statement in a session of its own, whose memory is looked at while it runs.
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
# As the product has them unless told otherwise.
TIMEOUT_SECONDS, MAX_ROWS = 5.0, 200
# A statement ends by then, or is cancelled and told so; what a busy machine may add to it.
_GRACE_SECONDS = 2.0
_POLL_SECONDS = 0.005
_PLAN = SeedPlan(videos=200, events_per_video=500, organizations=1)
_PRINCIPAL = Principal("bench", _PLAN.organization_name(0), frozenset())
_TIMED_OUT = re.compile("timeout|ran for longer")
# Lines of Python's traces, and PostgreSQL's, which tell what its functions are made of.
_TRACEBACK = re.compile(r'Traceback|File "|line \d+, in |PL/pgSQL function|SQL statement "')


@dataclass(frozen=True, slots=True)
class SqlAttackResult:
    """answer: in a word or two. told: what was said of a failure. peak: bytes above an idle session's; None where
    nothing was run, or they cannot be seen."""

    name: str
    answer: str
    message: str = ""
    seconds: float = 0.0
    peak: int | None = None
    expected: str = "bounded"

    def find_problem(self) -> str | None:
        """What is wrong with it."""
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
    """Print each that the database ran; how many went otherwise than they should. Needs a server of our own."""
    rows = _PLAN.videos * _PLAN.events_per_video
    await write_rows(server.owner_url, _PLAN, lambda _: None)
    url = server.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    views = await _load_views(url)
    outcomes = [_check_refused(name, sql, views) for name, sql in REFUSED.items()]
    outcomes += [await _run_allowed(url, name, sql, views) for name, sql in ALLOWED.items()]
    ran = [one for one in outcomes if one.expected != "refused" or one.find_problem()]
    print(f"SQL over {rows:,} events:\n     peak  seconds  (MiB above an idle session)")
    for one in sorted(ran, key=lambda one: -(one.peak or 0)):
        problem = one.find_problem()
        peak = "-" if one.peak is None else f"{one.peak / MIB:.1f}"
        why = f" ({one.message[:60]})" if one.answer == "failed" else ""
        print(f"{peak:>9} {one.seconds:8.2f}  {one.answer:13} {one.name}{why}{f'   ! {problem}' if problem else ''}")
    peaks = [one.peak for one in outcomes if one.peak is not None]
    highest = f"{max(peaks) / MIB:.1f} MiB" if peaks else "unknown here"
    print(f"highest peak of a session: {highest}, of at most {SESSION_BYTES // MIB} MiB")
    wrong = sum(one.find_problem() is not None for one in outcomes)
    print(f"{len(outcomes)} attacks by SQL, {len(REFUSED)} of them for the guard: {wrong} answered otherwise")
    return wrong


async def _load_views(url: str) -> Sequence[SqlView]:
    postgres = await Postgres.connect(url, pool_size=1)
    try:
        return await SqlReader(postgres, TIMEOUT_SECONDS, 2).list_views()
    finally:
        await postgres.close()


def _check_refused(name: str, sql: str, views: Sequence[SqlView]) -> SqlAttackResult:
    """One that the guard should refuse: it is not run if it does not."""
    began = time.perf_counter()
    try:
        guard_sql(sql, views)
    except SqlRejected as refusal:
        return SqlAttackResult(name, "refused", str(refusal), time.perf_counter() - began, expected="refused")
    return SqlAttackResult(name, "let through", seconds=time.perf_counter() - began, expected="refused")


async def _run_allowed(url: str, name: str, sql: str, views: Sequence[SqlView]) -> SqlAttackResult:
    """One that passes the guard."""
    try:
        checked = guard_sql(sql, views)
    except SqlRejected as refusal:
        return SqlAttackResult(name, "refused", str(refusal))
    postgres = await Postgres.connect(url, pool_size=1)
    try:
        async with postgres.system_transaction() as connection:
            pid = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
        idle, peaks, began = _read_peak_bytes(pid), [], time.perf_counter()
        asked = asyncio.create_task(_run_sql(SqlReader(postgres, TIMEOUT_SECONDS, 2), checked))
        # While it runs, too: a session that is ended for what it took leaves nothing to look at.
        while not asked.done():
            peaks.append(_read_peak_bytes(pid))
            await asyncio.wait([asked], timeout=_POLL_SECONDS)
        answer, told = await asked
        seconds = time.perf_counter() - began
        peaks.append(_read_peak_bytes(pid))
    finally:
        await postgres.close()
    seen = [peak for peak in peaks if peak is not None]
    return SqlAttackResult(name, answer, told, seconds, max(seen) - idle if seen and idle is not None else None)


async def _run_sql(reader: SqlReader, sql: str) -> tuple[str, str]:
    """The answer in a word or two, and what was said of a failure."""
    try:
        table = await reader.run(_PRINCIPAL, sql, timezone="UTC", video_id=None, max_rows=MAX_ROWS)
    except SqlFailed as failed:
        told = str(failed.values["problem"])
        for answer, pattern in (("timed out", _TIMED_OUT), ("out of memory", re.compile("out of memory"))):
            if pattern.search(told):
                return answer, told
        return ("too expensive" if "too expensive" in told else "failed"), told
    except Exception as error:
        # What the product would have to answer without knowing what happened.
        return "broken", f"{type(error).__name__}: {error}"
    return f"{len(table.rows)} rows", ""


def _read_peak_bytes(pid: int) -> int | None:
    """The most that a process had of its own in memory, in bytes, without what all share; None where it is gone, or
    not on Linux."""
    if sys.platform != "linux":
        return None
    with suppress(FileNotFoundError, ProcessLookupError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        kept = dict(line.split(":", 1) for line in lines)
        if "VmHWM" in kept:
            return (int(kept["VmHWM"].split()[0]) - int(kept["RssShmem"].split()[0])) * 1024
    return None
