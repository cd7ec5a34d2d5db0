"""Run one try of a job: keep its lease while it works, and write down how it came out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from domain.jobs.context import Desk, Ledger
from domain.jobs.outcomes import LONGEST_PAUSE, Done, GiveUp, Outcome, Postpone, Retry, after_failure, exhausted
from models.enums import JobStatus
from models.errors import Unavailable, UserMistake
from models.jobs import Claim, LeaseLost, Telling

_log = logging.getLogger(__name__)
_BEATS_A_LEASE = 3
_WRITE_AGAIN_SECONDS = 1.0
# Who cancels a job takes it from its holder, who has to notice within two seconds.
_LOOK_SECONDS = 1.0


class Handler(Protocol):
    """Does the work of one kind of job. run() ends the job itself, in the transaction of its last effect."""

    async def run(self, desk: Desk, /) -> Done: ...

    def waiting(self, desk: Desk, /) -> Telling | None:
        """What is told when a try failed or was given back, and when the next begins: a step of stage QUEUED."""
        ...

    def failed(self, desk: Desk, give_up: GiveUp, /) -> Telling:
        """What is told, and changed, when the job is given up."""
        ...


async def run(
    claim: Claim,
    handler: Handler,
    ledger: Ledger,
    *,
    attempts: int,
    longest_pause: float = LONGEST_PAUSE,
    keep_hidden: Callable[[], Awaitable[None]] | None = None,
) -> Outcome:
    """Run the try that the claim began, to its outcome. keep_hidden is awaited with each heartbeat.

    Raises LeaseLost where another has the job now (nothing is written then). When cancelled, the job is given back: it
    is due at once, and this try does not count.
    """
    desk = Desk(claim, ledger)
    tending = asyncio.create_task(_tend(claim, desk, ledger, keep_hidden))
    working = asyncio.create_task(_outcome(claim, desk, handler, attempts, longest_pause))
    try:
        await asyncio.wait({tending, working}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            outcome = working.result()
        else:
            await _stop(desk, working)
            outcome = _failure(await tending, claim, attempts, longest_pause)
        if not isinstance(outcome, Done):
            await _write(outcome, claim, desk, handler, ledger)
        return outcome
    except asyncio.CancelledError:
        await _stop(desk, working)
        # A job that ended in the last moment is not held any more; without the database, its lease runs out.
        with suppress(LeaseLost, Unavailable):
            await asyncio.shield(ledger.give_back(claim, handler.waiting(desk)))
        raise
    finally:
        desk.stopped.set()
        tending.cancel()
        await asyncio.gather(tending, return_exceptions=True)


async def _outcome(claim: Claim, desk: Desk, handler: Handler, attempts: int, longest_pause: float) -> Outcome:
    if claim.job.attempt > attempts:
        # Nobody was there to write the last try's failure down: the worker itself died of it.
        return exhausted(claim.job.attempt - 1, claim.job.error_code or "WORKER_LOST", claim.job.error_values or {})
    try:
        if claim.job.attempt > 1:
            # What a try told that died is void, a text above all: a step of stage QUEUED begins anew.
            anew = handler.waiting(desk)
            if anew is not None:
                await desk.tell(anew)
        return await handler.run(desk)
    except LeaseLost:
        raise
    except Exception as error:
        return _failure(error, claim, attempts, longest_pause)


def _failure(error: Exception, claim: Claim, attempts: int, longest_pause: float) -> Retry | GiveUp | Postpone:
    if isinstance(error, Unavailable | UserMistake):
        _log.warning("This try failed: %s", error)
    else:
        _log.error("This try failed unexpectedly", exc_info=error)
    job = claim.job
    return after_failure(
        error, attempt=job.attempt, attempts=attempts, longest_pause=longest_pause, before=job.error_code
    )


async def _write(
    outcome: Retry | GiveUp | Postpone, claim: Claim, desk: Desk, handler: Handler, ledger: Ledger
) -> None:
    """Write a failure down; the database may be what failed, so this is tried while the lease holds (see _tend)."""
    while True:
        try:
            if isinstance(outcome, Retry):
                await ledger.retry(claim, outcome.error, outcome.after_seconds, handler.waiting(desk))
            elif isinstance(outcome, Postpone):
                await ledger.postpone(claim, outcome.error, outcome.after_seconds, _because(outcome, handler, desk))
            else:
                await desk.end(handler.failed(desk, outcome), status=JobStatus.FAILED, error=outcome.error)
            return
        except Unavailable:
            await asyncio.sleep(_WRITE_AGAIN_SECONDS)


def _because(outcome: Postpone, handler: Handler, desk: Desk) -> Telling | None:
    """What is told of a job that waits, with the reason where its progress has a place for it."""
    telling = handler.waiting(desk)
    if telling is None or "error" not in telling.payload:
        return telling
    reason = {"code": outcome.error.code, "values": dict(outcome.error.values)}
    return replace(telling, payload={**telling.payload, "error": reason})


async def _tend(
    claim: Claim, desk: Desk, ledger: Ledger, keep_hidden: Callable[[], Awaitable[None]] | None
) -> Exception:
    """Keep the lease and write progress until cancelled, or until one of them cannot: why. Raises LeaseLost."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(desk.write_posts())
            group.create_task(_beat(claim, ledger, keep_hidden))
            group.create_task(_watch(desk))
    except ExceptionGroup as failures:
        if failures.subgroup(LeaseLost) is not None:
            raise LeaseLost from None
        return failures.exceptions[0]
    raise AssertionError("tending ends by failing or by being cancelled")


async def _beat(claim: Claim, ledger: Ledger, keep_hidden: Callable[[], Awaitable[None]] | None) -> None:
    clock = asyncio.get_running_loop().time
    held_until = clock() + claim.lease_seconds
    while True:
        await asyncio.sleep(claim.lease_seconds / _BEATS_A_LEASE)
        began = clock()
        try:
            await ledger.heartbeat(claim)
            held_until = began + claim.lease_seconds
        except Unavailable:
            if clock() >= held_until:
                raise LeaseLost from None
        if keep_hidden is not None:
            # The row's lease is what counts; a message that shows up again only finds the job held.
            with suppress(Unavailable):
                await keep_hidden()


async def _watch(desk: Desk) -> None:
    """Raise LeaseLost soon after the job was cancelled, deleted or taken over. What is written tells as much."""
    clock = asyncio.get_running_loop().time
    pause = _LOOK_SECONDS
    while True:
        await asyncio.sleep(pause)
        pause = desk.held_at + _LOOK_SECONDS - clock()
        if pause <= 0:
            pause = _LOOK_SECONDS
            with suppress(Unavailable):
                await desk.look()


async def _stop(desk: Desk, working: "asyncio.Task[Outcome]") -> None:
    desk.stopped.set()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
