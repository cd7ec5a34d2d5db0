"""Run one try of a job: keep its lease while it works, and write down how it came out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from domain.jobs.context import JobContext, JobStore
from domain.jobs.outcomes import (
    MAX_BACKOFF_SECONDS,
    Done,
    GiveUp,
    Outcome,
    Postpone,
    Retry,
    decide_after_failure,
    give_up_exhausted,
)
from models.enums import JobStatus
from models.errors import Unavailable, UserMistake
from models.jobs import Claim, LeaseLost, ProgressUpdate

_log = logging.getLogger(__name__)
_HEARTBEATS_PER_LEASE = 3
_WRITE_RETRY_SECONDS = 1.0
# Who cancels a job takes it from its holder, who has to notice within two seconds.
_LEASE_CHECK_SECONDS = 1.0


class JobHandler(Protocol):
    """Does the work of one kind of job. run() ends the job itself, in the transaction of its last effect."""

    async def run(self, context: JobContext, /) -> Done: ...

    def queued_update(self, context: JobContext, /) -> ProgressUpdate | None:
        """What is told when a try failed or was given back, and when the next begins: a step of stage QUEUED."""
        ...

    def failed_update(self, context: JobContext, give_up: GiveUp, /) -> ProgressUpdate:
        """What is told, and changed, when the job is given up."""
        ...


async def run_attempt(
    claim: Claim,
    handler: JobHandler,
    store: JobStore,
    *,
    max_attempts: int,
    max_backoff_seconds: float = MAX_BACKOFF_SECONDS,
    extend_visibility: Callable[[], Awaitable[None]] | None = None,
) -> Outcome:
    """Run the try that the claim began, to its outcome. keep_hidden is awaited with each heartbeat.

    Raises LeaseLost where another has the job now (nothing is written then). When cancelled, the job is given back: it
    is due at once, and this try does not count.
    """
    desk = JobContext(claim, store)
    tending = asyncio.create_task(_keep_lease(claim, desk, store, extend_visibility))
    working = asyncio.create_task(_run_handler(claim, desk, handler, max_attempts, max_backoff_seconds))
    try:
        await asyncio.wait({tending, working}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            outcome = working.result()
        else:
            await _stop_work(desk, working)
            outcome = _outcome_of_failure(await tending, claim, max_attempts, max_backoff_seconds)
        if not isinstance(outcome, Done):
            await _write_outcome(outcome, claim, desk, handler, store)
        return outcome
    except asyncio.CancelledError:
        await _stop_work(desk, working)
        # A job that ended in the last moment is not held any more; without the database, its lease runs out.
        with suppress(LeaseLost, Unavailable):
            await asyncio.shield(store.release(claim, handler.queued_update(desk)))
        raise
    finally:
        desk.stopped.set()
        tending.cancel()
        await asyncio.gather(tending, return_exceptions=True)


async def _run_handler(
    claim: Claim, context: JobContext, handler: JobHandler, max_attempts: int, max_backoff_seconds: float
) -> Outcome:
    if claim.job.attempt > max_attempts:
        # Nobody was there to write the last try's failure down: the worker itself died of it.
        return give_up_exhausted(
            claim.job.attempt - 1, claim.job.error_code or "WORKER_LOST", claim.job.error_values or {}
        )
    try:
        if claim.job.attempt > 1:
            # What a try told that died is void, a text above all: a step of stage QUEUED begins anew.
            anew = handler.queued_update(context)
            if anew is not None:
                await context.report(anew)
        return await handler.run(context)
    except LeaseLost:
        raise
    except Exception as error:
        return _outcome_of_failure(error, claim, max_attempts, max_backoff_seconds)


def _outcome_of_failure(
    error: Exception, claim: Claim, max_attempts: int, max_backoff_seconds: float
) -> Retry | GiveUp | Postpone:
    if isinstance(error, Unavailable | UserMistake):
        _log.warning("This try failed: %s", error)
    else:
        _log.error("This try failed unexpectedly", exc_info=error)
    job = claim.job
    return decide_after_failure(
        error,
        attempt=job.attempt,
        max_attempts=max_attempts,
        max_backoff_seconds=max_backoff_seconds,
        previous_code=job.error_code,
    )


async def _write_outcome(
    outcome: Retry | GiveUp | Postpone, claim: Claim, context: JobContext, handler: JobHandler, store: JobStore
) -> None:
    """Write a failure down; the database may be what failed, so this is tried while the lease holds (see _tend)."""
    while True:
        try:
            if isinstance(outcome, Retry):
                await store.retry(claim, outcome.error, outcome.after_seconds, handler.queued_update(context))
            elif isinstance(outcome, Postpone):
                await store.postpone(
                    claim, outcome.error, outcome.after_seconds, _update_with_reason(outcome, handler, context)
                )
            else:
                await context.end(handler.failed_update(context, outcome), status=JobStatus.FAILED, error=outcome.error)
            return
        except Unavailable:
            await asyncio.sleep(_WRITE_RETRY_SECONDS)


def _update_with_reason(outcome: Postpone, handler: JobHandler, context: JobContext) -> ProgressUpdate | None:
    """What is told of a job that waits, with the reason where its progress has a place for it."""
    telling = handler.queued_update(context)
    if telling is None or "error" not in telling.payload:
        return telling
    reason = {"code": outcome.error.code, "values": dict(outcome.error.values)}
    return replace(telling, payload={**telling.payload, "error": reason})


async def _keep_lease(
    claim: Claim, context: JobContext, store: JobStore, extend_visibility: Callable[[], Awaitable[None]] | None
) -> Exception:
    """Keep the lease and write progress until cancelled, or until one of them cannot: why. Raises LeaseLost."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(context.write_posted())
            group.create_task(_send_heartbeats(claim, store, extend_visibility))
            group.create_task(_watch_lease(context))
    except ExceptionGroup as failures:
        if failures.subgroup(LeaseLost) is not None:
            raise LeaseLost from None
        return failures.exceptions[0]
    raise AssertionError("tending ends by failing or by being cancelled")


async def _send_heartbeats(
    claim: Claim, store: JobStore, extend_visibility: Callable[[], Awaitable[None]] | None
) -> None:
    clock = asyncio.get_running_loop().time
    held_until = clock() + claim.lease_seconds
    while True:
        await asyncio.sleep(claim.lease_seconds / _HEARTBEATS_PER_LEASE)
        began = clock()
        try:
            await store.heartbeat(claim)
            held_until = began + claim.lease_seconds
        except Unavailable:
            if clock() >= held_until:
                raise LeaseLost from None
        if extend_visibility is not None:
            # The row's lease is what counts; a message that shows up again only finds the job held.
            with suppress(Unavailable):
                await extend_visibility()


async def _watch_lease(context: JobContext) -> None:
    """Raise LeaseLost soon after the job was cancelled, deleted or taken over. What is written tells as much."""
    clock = asyncio.get_running_loop().time
    pause = _LEASE_CHECK_SECONDS
    while True:
        await asyncio.sleep(pause)
        pause = context.lease_seen_at + _LEASE_CHECK_SECONDS - clock()
        if pause <= 0:
            pause = _LEASE_CHECK_SECONDS
            with suppress(Unavailable):
                await context.check_lease()


async def _stop_work(context: JobContext, task: "asyncio.Task[Outcome]") -> None:
    context.stopped.set()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
