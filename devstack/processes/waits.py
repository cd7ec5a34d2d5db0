"""What a start waits for, so that whoever watches it can be told."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

_TELL_SECONDS = 1.0
_TITLES = {
    "postgres": "PostgreSQL",
    "s3": "S3 (SeaweedFS)",
    "sqs": "SQS (moto)",
    "bedrock": "the models",
    "api": "the API",
}


def display_name(name: str) -> str:
    """What people call a program of the stack: `api` is the API."""
    return _TITLES.get(name, name)


class PendingStarts:
    """The programs that have been started and do not answer yet. clock: monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._waiting: dict[str, tuple[float, str]] = {}

    @contextmanager
    def wait_for(self, name: str) -> Iterator[Callable[[str], None]]:
        """Inside the block the program is waited for; what is yielded takes what it is doing at the moment."""
        began = self.clock()

        def is_at(doing: str) -> None:
            self._waiting[name] = (began, doing)

        is_at("starting")
        try:
            yield is_at
        finally:
            self._waiting.pop(name, None)

    def format_line(self) -> str:
        """One line for the screen about whoever is waited for longest; empty when nobody is."""
        waiting = sorted((began, name, doing) for name, (began, doing) in self._waiting.items())
        if not waiting:
            return ""
        now = self.clock()
        told = [f"{display_name(name)} ({doing})" for _, name, doing in waiting]
        return f"still starting {', '.join(told)}, {now - waiting[0][0]:.0f} s …"


@asynccontextmanager
async def report_waits(waits: PendingStarts, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Inside the block, every second, `say` gets the line."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(_TELL_SECONDS)
            say(waits.format_line())

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
