"""The context of a running job: its claim, and the reporting of its progress."""

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
# Posted updates wait so long for later ones, which replace them: a stage that is over by then is never written.
_COALESCE_SECONDS = 0.15


class JobStore(Protocol):
    """Storage of jobs. Every method that writes raises LeaseLost once the claim is void."""

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
    """One attempt of a job. `stopped` tells threads that their results are no longer needed."""

    def __init__(self, claim: Claim, store: JobStore) -> None:
        self.claim = claim
        self.stopped = threading.Event()
        self.last_update: ProgressUpdate | None = None
        self._store = store
        self._posted: ProgressUpdate | None = None
        self._has_posted = asyncio.Event()
        self._write_lock = asyncio.Lock()
        self._ended = False
        # When a write or a check last confirmed that the claim holds its job.
        self.lease_seen_at = asyncio.get_running_loop().time()

    @property
    def principal(self) -> Principal:
        return self.claim.principal

    def report_soon(self, update: ProgressUpdate) -> None:
        """Post progress without waiting: the newest update is written soon, at most every 200 ms. Pieces of text
        (textDelta) are joined, so none is lost.

        Call it in the event loop; from a thread, by call_soon_threadsafe.
        """
        self._posted = _merge_updates(self._posted, update)
        self._has_posted.set()

    async def report(self, update: ProgressUpdate) -> None:
        """Write progress now, such as a new stage."""
        async with self._write_lock:
            merged, self._posted = _merge_updates(self._posted, update), None
            await self._write_update(merged)

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
        """End the job with its terminal step, the jobs that follow it and its session's name, in one transaction."""
        async with self._write_lock:
            merged, self._posted = _merge_updates(self._posted, update), None
            await self._store.end(self.claim, status, merged, JobResult(error, usage, then, naming))
            self.last_update, self._ended = merged, True

    async def finish(self, write: Callable[[], Awaitable[None]]) -> None:
        """End the job by a transaction that also writes its effects. Posted progress is dropped."""
        async with self._write_lock:
            self._posted = None
            await write()
            self._ended = True

    async def check_lease(self) -> None:
        """Raise LeaseLost where the claim no longer holds the job. The end of the job counts as held."""
        async with self._write_lock:
            began = asyncio.get_running_loop().time()
            if not self._ended and not await self._store.is_held(self.claim):
                raise LeaseLost
            self.lease_seen_at = began

    async def write_posted(self) -> None:
        """Write posted updates until cancelled. Raises LeaseLost."""
        while True:
            await self._has_posted.wait()
            await asyncio.sleep(_COALESCE_SECONDS)
            async with self._write_lock:
                self._has_posted.clear()
                await self._write_pending()
            await asyncio.sleep(REPORT_EVERY_SECONDS)

    async def _write_pending(self) -> None:
        pending, self._posted = self._posted, None
        if pending is None:
            return
        try:
            await self._write_update(pending)
        except BaseException as error:
            # It was not written: merge it before what was posted meanwhile.
            self._posted = pending if self._posted is None else _merge_updates(pending, self._posted)
            if not isinstance(error, Unavailable):
                raise
            self._has_posted.set()


def _merge_updates(earlier: ProgressUpdate | None, later: ProgressUpdate) -> ProgressUpdate:
    """The later update, with the text of the earlier one before its own, and the columns of both."""
    if earlier is None:
        return later
    columns = {**earlier.columns, **later.columns}
    if "textDelta" not in earlier.payload:
        return replace(later, columns=columns)
    text = earlier.payload["textDelta"] + later.payload.get("textDelta", "")
    return replace(later, columns=columns, payload={**later.payload, "textDelta": text})
