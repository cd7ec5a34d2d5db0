"""How many reads and transactions an operation made, and how long they took together."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from datasources.telemetry import metrics


@dataclass(slots=True)
class DatabaseTimes:
    """calls: reads of one statement, and transactions. seconds: their time, with the work between their statements."""

    calls: int = 0
    seconds: float = 0.0


# Of the operation that runs in this task; None where nobody asks.
_CURRENT: ContextVar[DatabaseTimes | None] = ContextVar("database_times", default=None)


def start_timing() -> DatabaseTimes:
    """The times of this task and of those that it starts, from now on."""
    times = DatabaseTimes()
    _CURRENT.set(times)
    return times


@contextmanager
def timed_call() -> Iterator[None]:
    times = _CURRENT.get()
    if times is None and not metrics.is_served():
        yield
        return
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
