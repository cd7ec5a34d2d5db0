"""How many reads and transactions an operation made, and how long they took together."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass

from datasources.telemetry import metrics


@dataclass(slots=True)
class DatabaseTimes:
    """calls: reads of one statement, and transactions. seconds: their time, with the work between their statements."""

    calls: int = 0
    seconds: float = 0.0


_UNTIMED = nullcontext()
# Of the operation that runs in this task; None where nobody asks.
_CURRENT: ContextVar[DatabaseTimes | None] = ContextVar("database_times", default=None)


def start_timing() -> DatabaseTimes:
    """The times of this task and of those that it starts, from now on."""
    times = DatabaseTimes()
    _CURRENT.set(times)
    return times


def timed_call() -> AbstractContextManager[None]:
    times = _CURRENT.get()
    return _UNTIMED if times is None and not metrics.is_served() else _time_call(times)


@contextmanager
def _time_call(times: DatabaseTimes | None) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - began
        metrics.DATABASE_CALLS.inc()
        metrics.DATABASE_SECONDS.inc(seconds)
        if times is not None:
            times.calls += 1
            times.seconds += seconds
