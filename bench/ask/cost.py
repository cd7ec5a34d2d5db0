"""What questions cost: CPU time by process, and statements and transactions."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core import driver
from datasources.postgres.core.engine import Postgres

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class SentCounts:
    """How much this process sent to PostgreSQL, what runs by the clock aside."""

    statements: int = 0
    transactions: int = 0


@contextmanager
def count_sent() -> Iterator[SentCounts]:
    """What this process sends meanwhile."""
    sent = SentCounts()

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if "jobs_to_send" not in sql:
            sent.statements += 1

    def begun(_connection: object) -> None:
        sent.transactions += 1

    def sending(connection: AsyncConnection, statement: str, values: Sequence[Any]) -> asyncpg.Connection:
        sent.statements += 1
        return past(connection, statement, values)

    async def call(self: Postgres, statement: str, *values: Any) -> asyncpg.Record | None:
        sent.transactions += 1
        return await alone(self, statement, *values)

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "begin", begun)
    past, alone = driver.get_sender, Postgres.call_row
    driver.get_sender, Postgres.call_row = sending, call  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        driver.get_sender, Postgres.call_row = past, alone  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Engine, "begin", begun)


class CpuTimes:
    """CPU time of processes since this was made. processes: those of each name, 0 for one not on this machine.

    server: whose children's time is part of its own.
    """

    def __init__(self, processes: Mapping[str, Sequence[int]], server: str) -> None:
        self._processes, self._server = processes, server
        self._before = self._read()

    def measure_elapsed(self) -> dict[str, float]:
        """Milliseconds by name; empty where the system has no /proc."""
        return {name: spent - self._before[name] for name, spent in self._read().items()}

    def _read(self) -> dict[str, float]:
        there = {name: pids for name, pids in self._processes.items() if _HAS_PROC and all(pids)}
        return {
            name: sum(_read_milliseconds(pid, children=name == self._server) for pid in pids)
            for name, pids in there.items()
        }


_HAS_PROC = Path("/proc/self/stat").exists()


def find_parent(pid: int) -> int:
    """The process that started this one; 0 where that is not known here."""
    return int(_read_stat(pid)[1]) if _HAS_PROC and Path(f"/proc/{pid}").exists() else 0


def _read_milliseconds(pid: int, *, children: bool) -> float:
    """Of a process and, if wanted, of its children that live and those that ended."""
    ticks = sum(int(value) for value in _read_stat(pid)[11 : 15 if children else 13])
    for listed in Path(f"/proc/{pid}/task").glob("*/children") if children else ():
        for child in listed.read_text().split():
            with suppress(FileNotFoundError, ProcessLookupError):
                ticks += sum(int(value) for value in _read_stat(int(child))[11:13])
    return 1000 * ticks / _TICKS_PER_SECOND


def _read_stat(pid: int) -> list[str]:
    """The fields after the name, which may hold spaces: the state first, then the parent."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
