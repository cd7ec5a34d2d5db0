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
from bench.harness.server import Served
from bench.seed.copying import write
from bench.seed.plan import Plan
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.generated_sql import SqlReader
from devstack.stack.postgres import SESSION_BYTES
from domain.guard import Refusal, guarded
from models.access.principal import Principal
from models.asking.sql import SqlView
from models.errors import SqlFailed

MIB = 1 << 20
# As the product has them unless told otherwise.
SECONDS, ROWS = 5.0, 200
# A statement ends by then, or is cancelled and told so; what a busy machine may add to it.
_LATE_SECONDS = 2.0
_LOOKS_SECONDS = 0.005
_PLAN = Plan(videos=200, events_per_video=500, organizations=1)
_ASKER = Principal("bench", _PLAN.organization(0), frozenset())
_TIMED_OUT = re.compile("timeout|ran for longer")
# Lines of Python's traces, and PostgreSQL's, which tell what its functions are made of.
_TRACE = re.compile(r'Traceback|File "|line \d+, in |PL/pgSQL function|SQL statement "')


@dataclass(frozen=True, slots=True)
class Outcome:
    """answer: in a word or two. told: what was said of a failure. peak: bytes above an idle session's; None where
    nothing was run, or they cannot be seen."""

    name: str
    answer: str
    told: str = ""
    seconds: float = 0.0
    peak: int | None = None
    should_be: str = "bounded"

    def problem(self) -> str | None:
        """What is wrong with it."""
        if self.should_be == "refused" and self.answer != "refused":
            return "refused is right"
        if self.should_be != "refused" and self.answer == "refused":
            return "the guard should let it pass"
        if self.answer == "broken":
            return self.told
        if _TRACE.search(self.told):
            return f"tells how it is made: {self.told}"
        if self.peak is not None and self.peak > SESSION_BYTES:
            return "more memory than a session may have"
        if self.seconds > SECONDS + _LATE_SECONDS or (self.seconds > SECONDS and self.answer == "failed"):
            return "takes too long, and does not say so"
        return None


async def hungry(server: Served) -> int:
    """Print each that the database ran; how many went otherwise than they should. Needs a server of our own."""
    rows = _PLAN.videos * _PLAN.events_per_video
    await write(server.owner_url, _PLAN, lambda _: None)
    url = server.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    views = await _views(url)
    outcomes = [_checked(name, sql, views) for name, sql in REFUSED.items()]
    outcomes += [await _ran(url, name, sql, views) for name, sql in ALLOWED.items()]
    ran = [one for one in outcomes if one.should_be != "refused" or one.problem()]
    print(f"SQL over {rows:,} events:\n     peak  seconds  (MiB above an idle session)")
    for one in sorted(ran, key=lambda one: -(one.peak or 0)):
        problem = one.problem()
        peak = "-" if one.peak is None else f"{one.peak / MIB:.1f}"
        why = f" ({one.told[:60]})" if one.answer == "failed" else ""
        print(f"{peak:>9} {one.seconds:8.2f}  {one.answer:13} {one.name}{why}{f'   ! {problem}' if problem else ''}")
    peaks = [one.peak for one in outcomes if one.peak is not None]
    highest = f"{max(peaks) / MIB:.1f} MiB" if peaks else "unknown here"
    print(f"highest peak of a session: {highest}, of at most {SESSION_BYTES // MIB} MiB")
    wrong = sum(one.problem() is not None for one in outcomes)
    print(f"{len(outcomes)} attacks by SQL, {len(REFUSED)} of them for the guard: {wrong} answered otherwise")
    return wrong


async def _views(url: str) -> Sequence[SqlView]:
    postgres = await Postgres.connect(url, pool_size=1)
    try:
        return await SqlReader(postgres, SECONDS, 2).views()
    finally:
        await postgres.close()


def _checked(name: str, sql: str, views: Sequence[SqlView]) -> Outcome:
    """One that the guard should refuse: it is not run if it does not."""
    began = time.perf_counter()
    try:
        guarded(sql, views)
    except Refusal as refusal:
        return Outcome(name, "refused", str(refusal), time.perf_counter() - began, should_be="refused")
    return Outcome(name, "let through", seconds=time.perf_counter() - began, should_be="refused")


async def _ran(url: str, name: str, sql: str, views: Sequence[SqlView]) -> Outcome:
    """One that passes the guard."""
    try:
        checked = guarded(sql, views)
    except Refusal as refusal:
        return Outcome(name, "refused", str(refusal))
    postgres = await Postgres.connect(url, pool_size=1)
    try:
        async with postgres.system() as connection:
            pid = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
        idle, peaks, began = _held(pid), [], time.perf_counter()
        asked = asyncio.create_task(_answer(SqlReader(postgres, SECONDS, 2), checked))
        # While it runs, too: a session that is ended for what it took leaves nothing to look at.
        while not asked.done():
            peaks.append(_held(pid))
            await asyncio.wait([asked], timeout=_LOOKS_SECONDS)
        answer, told = await asked
        seconds = time.perf_counter() - began
        peaks.append(_held(pid))
    finally:
        await postgres.close()
    seen = [peak for peak in peaks if peak is not None]
    return Outcome(name, answer, told, seconds, max(seen) - idle if seen and idle is not None else None)


async def _answer(reader: SqlReader, sql: str) -> tuple[str, str]:
    """The answer in a word or two, and what was said of a failure."""
    try:
        table = await reader.run(_ASKER, sql, timezone="UTC", video_id=None, most=ROWS)
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


def _held(pid: int) -> int | None:
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
