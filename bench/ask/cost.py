"""Measures what questions cost: CPU time by process, statements and transactions."""

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
    """Statements and transactions of this process, except those of periodic work."""

    statements: int = 0
    transactions: int = 0


@contextmanager
def count_sent() -> Iterator[SentCounts]:
    """Count what this process sends inside the block."""
    sent = SentCounts()

    def count_statement(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if "jobs_to_send" not in sql:
            sent.statements += 1

    def count_transaction(_connection: object) -> None:
        sent.transactions += 1

    def count_and_send(connection: AsyncConnection, statement: str, values: Sequence[Any]) -> asyncpg.Connection:
        sent.statements += 1
        return original_sender(connection, statement, values)

    async def count_and_call(self: Postgres, statement: str, *values: Any) -> asyncpg.Record | None:
        sent.transactions += 1
        return await original_call(self, statement, *values)

    event.listen(Engine, "before_cursor_execute", count_statement)
    event.listen(Engine, "begin", count_transaction)
    original_sender, original_call = driver.get_sender, Postgres.call_row
    driver.get_sender, Postgres.call_row = count_and_send, count_and_call  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        driver.get_sender, Postgres.call_row = original_sender, original_call  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", count_statement)
        event.remove(Engine, "begin", count_transaction)


class CpuTimes:
    """CPU time of processes since this object was made. processes: name → process ids, 0 if not on this machine.

    server: the name whose time includes that of its children.
    """

    def __init__(self, processes: Mapping[str, Sequence[int]], server: str) -> None:
        self._processes, self._server = processes, server
        self._before = self._read()

    def measure_elapsed(self) -> dict[str, float]:
        """Milliseconds by name; empty if the system has no /proc."""
        return {name: spent - self._before[name] for name, spent in self._read().items()}

    def _read(self) -> dict[str, float]:
        measured = {name: pids for name, pids in self._processes.items() if _HAS_PROC and all(pids)}
        return {
            name: sum(_read_milliseconds(pid, children=name == self._server) for pid in pids)
            for name, pids in measured.items()
        }


_HAS_PROC = Path("/proc/self/stat").exists()


def find_parent(pid: int) -> int:
    """The parent of a process; 0 if the system has no /proc."""
    return int(_read_stat(pid)[1]) if _HAS_PROC and Path(f"/proc/{pid}").exists() else 0


def _read_milliseconds(pid: int, *, children: bool) -> float:
    """CPU time of a process; with `children`, also of its running and ended children."""
    ticks = sum(int(value) for value in _read_stat(pid)[11 : 15 if children else 13])
    for listed in Path(f"/proc/{pid}/task").glob("*/children") if children else ():
        for child in listed.read_text().split():
            with suppress(FileNotFoundError, ProcessLookupError):
                ticks += sum(int(value) for value in _read_stat(int(child))[11:13])
    return 1000 * ticks / _TICKS_PER_SECOND


def _read_stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
