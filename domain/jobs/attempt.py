"""Runs one attempt of a job: keeps its lease meanwhile, and stores the outcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
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
from models.job_kinds import JOB_KINDS
from models.jobs import Claim, LeaseLost, ProgressUpdate

_log = logging.getLogger(__name__)
_HEARTBEATS_PER_LEASE = 3
_WRITE_RETRY_SECONDS = 1.0
# A cancelled job loses its lease; its worker has to notice within two seconds.
_LEASE_CHECK_SECONDS = 1.0


class JobHandler(Protocol):
    """Does the work of one kind of job. run() ends the job itself, in the transaction of its last effect.

    models.job_kinds says what is reported when the job waits again or is given up.
    """

    async def run(self, context: JobContext, /) -> Done: ...


async def run_attempt(
    claim: Claim,
    handler: JobHandler,
    store: JobStore,
    *,
    max_attempts: int,
    max_backoff_seconds: float = MAX_BACKOFF_SECONDS,
    extend_visibility: Callable[[], Awaitable[None]] | None = None,
) -> Outcome:
    """Run the attempt that the claim started, and return its outcome. extend_visibility runs with each heartbeat.

    Raises LeaseLost where another process holds the job now; nothing is written then. When cancelled, the job is
    released: it is due at once, and this attempt does not count.
    """
    context = JobContext(claim, store)
    lease_task = asyncio.create_task(_keep_lease(claim, context, store, extend_visibility))
    work_task = asyncio.create_task(_run_handler(claim, context, handler, max_attempts, max_backoff_seconds))
    try:
        await asyncio.wait({lease_task, work_task}, return_when=asyncio.FIRST_COMPLETED)
        if work_task.done():
            outcome = work_task.result()
        else:
            await _stop_work(context, work_task)
            outcome = _outcome_of_failure(await lease_task, claim, max_attempts, max_backoff_seconds)
        if not isinstance(outcome, Done):
            await _write_outcome(outcome, claim, context, store)
        return outcome
    except asyncio.CancelledError:
        await _stop_work(context, work_task)
        # A job that has just ended is held no more. Without the database, the lease expires.
        with suppress(LeaseLost, Unavailable):
            await asyncio.shield(store.release(claim, _waiting_update(context)))
        raise
    finally:
        context.stopped.set()
        lease_task.cancel()
        await asyncio.gather(lease_task, return_exceptions=True)


async def _run_handler(
    claim: Claim, context: JobContext, handler: JobHandler, max_attempts: int, max_backoff_seconds: float
) -> Outcome:
    if claim.job.attempt > max_attempts:
        # The worker itself died of the last attempt, so its failure was never stored.
        return give_up_exhausted(
            claim.job.attempt - 1, claim.job.error_code or "WORKER_LOST", claim.job.error_values or {}
        )
    try:
        if claim.job.attempt > 1:
            # A step of stage QUEUED tells clients to drop what the attempt before reported, above all its text.
            restart_step = _waiting_update(context)
            if restart_step is not None:
                await context.report(restart_step)
        return await handler.run(context)
    except LeaseLost:
        raise
    except Exception as error:
        return _outcome_of_failure(error, claim, max_attempts, max_backoff_seconds)


def _outcome_of_failure(
    error: Exception, claim: Claim, max_attempts: int, max_backoff_seconds: float
) -> Retry | GiveUp | Postpone:
    if isinstance(error, Unavailable | UserMistake):
        _log.warning("The attempt failed: %s", error)
    else:
        _log.error("The attempt failed unexpectedly", exc_info=error)
    job = claim.job
    return decide_after_failure(
        error,
        attempt=job.attempt,
        max_attempts=max_attempts,
        max_backoff_seconds=max_backoff_seconds,
        previous_code=job.error_code,
    )


async def _write_outcome(
    outcome: Retry | GiveUp | Postpone, claim: Claim, context: JobContext, store: JobStore
) -> None:
    """Store a failure. The database may be what failed, so this is repeated while _keep_lease keeps the lease."""
    while True:
        try:
            if isinstance(outcome, Retry):
                await store.retry(claim, outcome.error, outcome.after_seconds, _waiting_update(context))
            elif isinstance(outcome, Postpone):
                update = _update_with_reason(outcome, context)
                await store.postpone(claim, outcome.error, outcome.after_seconds, update)
            else:
                await context.end(_failed_update(context, outcome), status=JobStatus.FAILED, error=outcome.error)
            return
        except Unavailable:
            await asyncio.sleep(_WRITE_RETRY_SECONDS)


def _waiting_update(context: JobContext) -> ProgressUpdate | None:
    return JOB_KINDS[context.claim.job.kind].waiting_update(context.last_update)


def _failed_update(context: JobContext, give_up: GiveUp) -> ProgressUpdate:
    return JOB_KINDS[context.claim.job.kind].failed_update(give_up.error, datetime.now(UTC), context.last_update)


def _update_with_reason(outcome: Postpone, context: JobContext) -> ProgressUpdate | None:
    """The step of a job that waits, with the reason for it; None where its latest step says so already."""
    if context.claim.job.error_code == outcome.error.code:
        return None
    update = _waiting_update(context)
    if update is None:
        return None
    reason = {"code": outcome.error.code, "values": dict(outcome.error.values)}
    return replace(update, payload={**update.payload, "error": reason})


async def _keep_lease(
    claim: Claim, context: JobContext, store: JobStore, extend_visibility: Callable[[], Awaitable[None]] | None
) -> Exception:
    """Keep the lease and write posted progress until cancelled; return what made either fail. Raises LeaseLost."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(context.write_posted())
            group.create_task(_send_heartbeats(claim, store, extend_visibility))
            group.create_task(_watch_lease(context))
    except ExceptionGroup as failures:
        if failures.subgroup(LeaseLost) is not None:
            raise LeaseLost from None
        return failures.exceptions[0]
    raise AssertionError("the group ends by a failure or by being cancelled")


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
            # The row's lease decides: a message that is delivered again finds the job held.
            with suppress(Unavailable):
                await extend_visibility()


async def _watch_lease(context: JobContext) -> None:
    """Raise LeaseLost soon after the job was cancelled, deleted or taken over. A write of progress is a check, too."""
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
