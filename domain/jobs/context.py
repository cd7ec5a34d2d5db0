"""What a running job works with: its claim, and the telling of its progress."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from models.access.principal import Principal
from models.enums import JobStatus
from models.errors import Unavailable, WatchgraphError
from models.jobs import Claim, JobResult, LeaseLost, NewJob, ProgressUpdate, SessionNaming

REPORT_EVERY_SECONDS = 0.2
# So soon is what was posted written. What is over by then, such as a quick stage of several, is told with the next.
_COALESCE_SECONDS = 0.15


class JobStore(Protocol):
    """Where jobs are written down. Every method but those of asking raises LeaseLost once the claim is void."""

    async def is_held(self, claim: Claim, /) -> bool: ...

    async def heartbeat(self, claim: Claim, /) -> None: ...

    async def report(self, claim: Claim, update: ProgressUpdate, /) -> int: ...

    async def end(
        self,
        claim: Claim,
        status: JobStatus,
        update: ProgressUpdate,
        result: JobResult = ...,
        /,
    ) -> None: ...

    async def retry(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, update: ProgressUpdate | None = None, /
    ) -> None: ...

    async def postpone(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, update: ProgressUpdate | None = None, /
    ) -> None: ...

    async def release(self, claim: Claim, update: ProgressUpdate | None = None, /) -> None: ...


class JobContext:
    """One try of a job. `stopped` is for threads: once it is set, their results are not wanted any more."""

    def __init__(self, claim: Claim, store: JobStore) -> None:
        self.claim = claim
        self.stopped = threading.Event()
        self.last_update: ProgressUpdate | None = None
        self._store = store
        self._posted: ProgressUpdate | None = None
        self._has_posted = asyncio.Event()
        self._write_lock = asyncio.Lock()
        self._ended = False
        # When it was last seen, by writing or looking, that the claim holds its job.
        self.lease_seen_at = asyncio.get_running_loop().time()

    @property
    def principal(self) -> Principal:
        return self.claim.principal

    def report_soon(self, update: ProgressUpdate) -> None:
        """Leave word of progress: the newest is written soon, and at most every 200 ms. Pieces of text (textDelta) are
        joined, none lost.

        To be called in the event loop; from a thread by call_soon_threadsafe.
        """
        self._posted = _merge_updates(self._posted, update)
        self._has_posted.set()

    async def report(self, update: ProgressUpdate) -> None:
        """Write progress now, as each new stage wants it."""
        async with self._write_lock:
            told, self._posted = _merge_updates(self._posted, update), None
            await self._write_update(told)

    async def _write_update(self, update: ProgressUpdate) -> None:
        began = asyncio.get_running_loop().time()
        await self._store.report(self.claim, update)
        self.last_update, self.lease_seen_at = update, began

    async def end(
        self,
        update: ProgressUpdate,
        *,
        status: JobStatus = JobStatus.DONE,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
        naming: SessionNaming | None = None,
    ) -> None:
        """End the job with its terminal step, what follows and its session's name, all at once."""
        async with self._write_lock:
            told, self._posted = _merge_updates(self._posted, update), None
            await self._store.end(self.claim, status, told, JobResult(error, usage, then, naming))
            self.last_update, self._ended = told, True

    async def finish(self, write: Callable[[], Awaitable[None]]) -> None:
        """End the job by a transaction that also writes its effects. Nothing that was posted is told after it."""
        async with self._write_lock:
            self._posted = None
            await write()
            self._ended = True

    async def check_lease(self) -> None:
        """Raise LeaseLost where the job is held no more. Never between its end and the news of it."""
        async with self._write_lock:
            began = asyncio.get_running_loop().time()
            if not self._ended and not await self._store.is_held(self.claim):
                raise LeaseLost
            self.lease_seen_at = began

    async def write_posted(self) -> None:
        """Write what was posted, until cancelled. Raises LeaseLost."""
        while True:
            await self._has_posted.wait()
            await asyncio.sleep(_COALESCE_SECONDS)
            async with self._write_lock:
                self._has_posted.clear()
                await self._write_pending()
            await asyncio.sleep(REPORT_EVERY_SECONDS)

    async def _write_pending(self) -> None:
        telling, self._posted = self._posted, None
        if telling is None:
            return
        try:
            await self._write_update(telling)
        except BaseException as error:
            # Not written, so not told: it goes before what was posted meanwhile.
            self._posted = telling if self._posted is None else _merge_updates(telling, self._posted)
            if not isinstance(error, Unavailable):
                raise
            self._has_posted.set()


def _merge_updates(earlier: ProgressUpdate | None, later: ProgressUpdate) -> ProgressUpdate:
    """The later one, with the text of the earlier before its own, and the columns of both."""
    if earlier is None:
        return later
    columns = {**earlier.columns, **later.columns}
    if "textDelta" not in earlier.payload:
        return replace(later, columns=columns)
    text = earlier.payload["textDelta"] + later.payload.get("textDelta", "")
    return replace(later, columns=columns, payload={**later.payload, "textDelta": text})
