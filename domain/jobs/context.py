"""What a running job works with: its claim, and the telling of its progress."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from models.access.principal import Principal
from models.enums import JobStatus
from models.errors import Unavailable, WatchgraphError
from models.jobs import Claim, LeaseLost, Naming, NewJob, Telling

TELL_EVERY_SECONDS = 0.2
# So soon is what was posted written. What is over by then, such as a quick stage of several, is told with the next.
_SOON_SECONDS = 0.15


class Ledger(Protocol):
    """Where jobs are written down. Every method but those of asking raises LeaseLost once the claim is void."""

    async def holds(self, claim: Claim, /) -> bool: ...

    async def heartbeat(self, claim: Claim, /) -> None: ...

    async def tell(self, claim: Claim, telling: Telling, /) -> int: ...

    async def end(
        self,
        claim: Claim,
        status: JobStatus,
        telling: Telling,
        /,
        *,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
        naming: Naming | None = None,
    ) -> None: ...

    async def retry(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, telling: Telling | None = None, /
    ) -> None: ...

    async def postpone(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, telling: Telling | None = None, /
    ) -> None: ...

    async def give_back(self, claim: Claim, telling: Telling | None = None, /) -> None: ...


class Desk:
    """One try of a job. `stopped` is for threads: once it is set, their results are not wanted any more."""

    def __init__(self, claim: Claim, ledger: Ledger) -> None:
        self.claim = claim
        self.stopped = threading.Event()
        self.last: Telling | None = None
        self._ledger = ledger
        self._posted: Telling | None = None
        self._news = asyncio.Event()
        self._writing = asyncio.Lock()
        self._ended = False
        # When it was last seen, by writing or looking, that the claim holds its job.
        self.held_at = asyncio.get_running_loop().time()

    @property
    def principal(self) -> Principal:
        return self.claim.principal

    def post(self, telling: Telling) -> None:
        """Leave word of progress: the newest is written soon, and at most every 200 ms. Pieces of text (textDelta) are
        joined, none lost.

        To be called in the event loop; from a thread by call_soon_threadsafe.
        """
        self._posted = _joined(self._posted, telling)
        self._news.set()

    async def tell(self, telling: Telling) -> None:
        """Write progress now, as each new stage wants it."""
        async with self._writing:
            told, self._posted = _joined(self._posted, telling), None
            await self._tell(told)

    async def _tell(self, telling: Telling) -> None:
        began = asyncio.get_running_loop().time()
        await self._ledger.tell(self.claim, telling)
        self.last, self.held_at = telling, began

    async def end(
        self,
        telling: Telling,
        *,
        status: JobStatus = JobStatus.DONE,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
        naming: Naming | None = None,
    ) -> None:
        """End the job with its terminal step, what follows and its session's name, all at once."""
        async with self._writing:
            told, self._posted = _joined(self._posted, telling), None
            await self._ledger.end(self.claim, status, told, error=error, usage=usage, then=then, naming=naming)
            self.last, self._ended = told, True

    async def finish(self, write: Callable[[], Awaitable[None]]) -> None:
        """End the job by a transaction that also writes its effects. Nothing that was posted is told after it."""
        async with self._writing:
            self._posted = None
            await write()
            self._ended = True

    async def look(self) -> None:
        """Raise LeaseLost where the job is held no more. Never between its end and the news of it."""
        async with self._writing:
            began = asyncio.get_running_loop().time()
            if not self._ended and not await self._ledger.holds(self.claim):
                raise LeaseLost
            self.held_at = began

    async def write_posts(self) -> None:
        """Write what was posted, until cancelled. Raises LeaseLost."""
        while True:
            await self._news.wait()
            await asyncio.sleep(_SOON_SECONDS)
            async with self._writing:
                self._news.clear()
                await self._write_posted()
            await asyncio.sleep(TELL_EVERY_SECONDS)

    async def _write_posted(self) -> None:
        telling, self._posted = self._posted, None
        if telling is None:
            return
        try:
            await self._tell(telling)
        except BaseException as error:
            # Not written, so not told: it goes before what was posted meanwhile.
            self._posted = telling if self._posted is None else _joined(telling, self._posted)
            if not isinstance(error, Unavailable):
                raise
            self._news.set()


def _joined(earlier: Telling | None, later: Telling) -> Telling:
    """The later one, with the text of the earlier before its own, and the columns of both."""
    if earlier is None:
        return later
    columns = {**earlier.columns, **later.columns}
    if "textDelta" not in earlier.payload:
        return replace(later, columns=columns)
    text = earlier.payload["textDelta"] + later.payload.get("textDelta", "")
    return replace(later, columns=columns, payload={**later.payload, "textDelta": text})
