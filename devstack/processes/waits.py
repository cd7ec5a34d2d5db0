"""Tracks which programs a start still waits for, and shows that to the person at the terminal."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

_REPORT_SECONDS = 1.0
_TITLES = {
    "postgres": "PostgreSQL",
    "s3": "S3 (SeaweedFS)",
    "sqs": "SQS (moto)",
    "bedrock": "the models",
    "api": "the API",
}


def display_name(name: str) -> str:
    """The name of a program of the stack in messages: `api` is "the API"."""
    return _TITLES.get(name, name)


class PendingStarts:
    """The programs that were started and are not ready. clock: monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._waiting: dict[str, tuple[float, str]] = {}

    @contextmanager
    def wait_for(self, name: str) -> Iterator[Callable[[str], None]]:
        """Count the program as pending inside the block. The yielded function sets what it does at the moment."""
        began = self.clock()

        def set_activity(activity: str) -> None:
            self._waiting[name] = (began, activity)

        set_activity("starting")
        try:
            yield set_activity
        finally:
            self._waiting.pop(name, None)

    def format_line(self) -> str:
        """One line about the pending programs, the longest wait first; empty if there is none."""
        waiting = sorted((began, name, activity) for name, (began, activity) in self._waiting.items())
        if not waiting:
            return ""
        now = self.clock()
        programs = [f"{display_name(name)} ({activity})" for _, name, activity in waiting]
        return f"still starting {', '.join(programs)}, {now - waiting[0][0]:.0f} s …"


@asynccontextmanager
async def report_waits(waits: PendingStarts, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Inside the block, call `say` with the line every second."""

    async def report() -> None:
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            say(waits.format_line())

    reporting = asyncio.create_task(report())
    try:
        yield
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)
