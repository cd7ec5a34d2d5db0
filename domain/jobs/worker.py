"""The loop of a worker: it claims jobs and runs them, free of settings and signals.

A message of the queue only wakes a worker. The job table decides which job is next, whatever the order of messages. The
worker also reads the table when the queue is silent or a slot becomes free, so a lost message or an outage of SQS
leaves no job undone.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from datasources import log
from datasources.postgres.jobs.jobs import Jobs
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import ReceivedMessage, UnreadableMessage, WakeQueue, encode_wake_up
from datasources.telemetry import metrics
from domain.jobs.attempt import JobHandler, run_attempt
from domain.jobs.lease_owner import make_lease_owner
from domain.jobs.outcomes import MAX_BACKOFF_SECONDS, Done, GiveUp, Outcome, Postpone, Retry
from domain.jobs.slot_pool import SlotPool
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import Unavailable
from models.job_kinds import JOB_KINDS
from models.jobs import Claim, LeaseLost, WakeUp

_log = logging.getLogger(__name__)
_LISTEN_SECONDS = 5.0
_RETRY_SECONDS = 1.0
# As metrics count them.
_OUTCOME_LABELS: Mapping[type[Outcome], str] = {Done: "done", GiveUp: "failed", Retry: "retry", Postpone: "postponed"}
# How often a message that finds no free slot is left to other workers before only the table keeps the job.
_MAX_HANDOFFS = 2


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """lease_seconds: of each claim. max_attempts: of a job. max_backoff_seconds: the longest pause between attempts.

    sweeps: periodic tasks that run beside the jobs, each until it is cancelled. take_notification: handles a message
    that is S3's notification of a new object; False for any other.
    """

    lease_seconds: float
    max_attempts: int
    max_backoff_seconds: float = MAX_BACKOFF_SECONDS
    sweeps: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()
    take_notification: Callable[[str], Awaitable[bool]] | None = None


class Worker:
    """Receives messages, polls the table, runs jobs, and drains at the end."""

    def __init__(
        self,
        jobs: Jobs,
        queue: WakeQueue,
        outbox: Outbox,
        handlers: Mapping[JobKind, JobHandler],
        pools: Sequence[SlotPool],
        options: WorkerOptions,
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._outbox = outbox
        self._handlers = handlers
        self._pools = pools
        self._options = options
        self._poll_wanted = asyncio.Event()
        self._slot_freed = asyncio.Event()
        self.name = make_lease_owner(uuid4().hex[:8])

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set; then let jobs run for a while, and release those that are left."""
        self._poll_wanted.set()
        loops = [
            self._outbox.run(),
            self._receive_messages(),
            self._poll_table(),
            *(sweep() for sweep in self._options.sweeps),
        ]
        tasks = [asyncio.create_task(each) for each in loops]
        stop = asyncio.create_task(stopping.wait())
        _log.info("The worker has started", extra={"worker": self.name})
        try:
            done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (stop, *tasks):
                task.cancel()
            await asyncio.gather(stop, *tasks, return_exceptions=True)
            await asyncio.gather(*(self._drain(pool) for pool in self._pools))
            _log.info("The worker has stopped")

    async def _drain(self, pool: SlotPool) -> None:
        if not pool.tasks:
            return
        _, unfinished = await asyncio.wait(pool.tasks, timeout=pool.drain_seconds)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _receive_messages(self) -> None:
        """Receive messages while any pool has a free slot."""
        while True:
            while not (free := sum(pool.free_slots for pool in self._pools)):
                self._slot_freed.clear()
                await self._slot_freed.wait()
            try:
                messages = await self._queue.receive(free, _LISTEN_SECONDS)
            except Unavailable as error:
                _log.warning("The table is polled: %s", error)
                messages = []
                await asyncio.sleep(_RETRY_SECONDS)
            # Also when the queue is silent: the next job does not have to wait for its own message.
            self._poll_wanted.set()
            for message in messages:
                try:
                    await self._handle_message(message)
                except Unavailable as error:
                    # SQS delivers the message again.
                    _log.warning("A message could not be handled yet: %s", error)
                    await asyncio.sleep(_RETRY_SECONDS)
                except Exception:
                    # SQS delivers it again, in the end to the dead-letter queue; it must not hold up the next ones.
                    _log.exception("A message cannot be handled", extra={"message_id": message.message_id})

    async def _poll_table(self) -> None:
        """Start due jobs from the table whenever a poll is wanted."""
        while True:
            await self._poll_wanted.wait()
            self._poll_wanted.clear()
            try:
                for pool in self._pools:
                    await self._start_due(pool)
            except Unavailable as error:
                _log.warning("The table cannot be read: %s", error)

    async def _start_due(self, pool: SlotPool) -> None:
        """Start due jobs in their order until no slot is free or nothing is due."""
        while pool.free_slots > 0:
            free = pool.free_slots
            due = await self._outbox.list_due(pool.kinds, free, pool.full_organizations())
            started = [await self._claim_and_start(pool, wake_up, None) for wake_up in due]
            if not any(started) or len(due) < free:
                return

    async def _handle_message(self, message: ReceivedMessage) -> None:
        """Start the job that is next where a message arrives, and settle the message."""
        try:
            wake_up = message.parse_wake_up()
        except UnreadableMessage as problem:
            take = self._options.take_notification
            if take is None or not await take(message.body):
                _log.warning(
                    "A message is unreadable, and goes to the dead letters: %s",
                    problem,
                    extra={"message_id": message.message_id},
                )
                await self._queue.dead_letters.send(message.body, str(problem))
            await self._queue.delete(message.receipt)
            return
        job = await self._jobs.get(Principal.worker(wake_up.organization), wake_up.job_id)
        pool = next((pool for pool in self._pools if job and job.kind in pool.kinds), None)
        if pool is None:
            _log.warning("A message names no job that can be run here", extra={"job_id": str(wake_up.job_id)})
        elif not pool.has_slot(wake_up.organization) and message.receive_count <= _MAX_HANDOFFS:
            await self._queue.extend_visibility(message.receipt, 0)
            return
        elif await self._start_next(pool, wake_up, message.receipt):
            return
        # The job is held by another worker, has ended, or waits in the table for a slot or its turn.
        await self._queue.delete(message.receipt)

    async def _start_next(self, pool: SlotPool, wake_up: WakeUp, receipt: str) -> bool:
        """Start the job that is next. True where that is the job of the message, which is then settled with it."""
        if pool.free_slots <= 0:
            return False
        for first in await self._outbox.list_due(pool.kinds, 1, pool.full_organizations()):
            if first == wake_up:
                return await self._claim_and_start(pool, first, receipt)
            await self._claim_and_start(pool, first, None)
        return False

    async def _claim_and_start(self, pool: SlotPool, wake_up: WakeUp, receipt: str | None) -> bool:
        """Claim a job and run it in the background; False where it is no longer due, or no slot is free."""
        if not pool.has_slot(wake_up.organization):
            return False
        pool.acquire(wake_up.organization)
        claim = None
        try:
            claim = await self._jobs.claim(
                Principal.worker(wake_up.organization), wake_up.job_id, self.name, self._options.lease_seconds
            )
        finally:
            if claim is None:
                pool.release(wake_up.organization)
        if claim is None:
            return False
        task = asyncio.create_task(self._run_claim(claim, receipt))
        pool.tasks.add(task)
        task.add_done_callback(pool.tasks.discard)
        task.add_done_callback(lambda _: self._release(pool, wake_up.organization))
        return True

    def _release(self, pool: SlotPool, organization: str) -> None:
        pool.release(organization)
        self._slot_freed.set()
        self._poll_wanted.set()

    async def _run_claim(self, claim: Claim, receipt: str | None) -> None:
        """Run one attempt of a job. No error of it reaches the worker."""
        job = claim.job
        with (
            log.bind_log_fields(job_id=str(job.id), kind=job.kind, attempt=job.attempt, request_id=job.request_id),
            metrics.work_for(job.organization),
            metrics.measure_attempt(job.kind) as attempt,
        ):
            _log.info("The job starts", extra={"video_id": str(job.video_id)} if job.video_id else None)
            try:
                outcome = await run_attempt(
                    claim,
                    self._handlers[job.kind],
                    self._jobs,
                    max_attempts=self._options.max_attempts,
                    max_backoff_seconds=self._options.max_backoff_seconds,
                    extend_visibility=self._visibility_extender(receipt),
                )
                attempt.outcome = _OUTCOME_LABELS[type(outcome)]
                _log_outcome(outcome)
                if isinstance(outcome, GiveUp) and is_dead_letter(job.kind, outcome.error.code):
                    # The row of the job says it, too, so nothing is lost while SQS is unreachable.
                    with suppress(Unavailable):
                        wake_up = encode_wake_up(WakeUp(job.id, job.organization))
                        await self._queue.dead_letters.send(wake_up, str(outcome.error))
            except asyncio.CancelledError:
                attempt.outcome = "released"
                _log.info("The job is released")
                await self._settle_message(receipt, lambda kept: self._queue.extend_visibility(kept, 0))
                raise
            except LeaseLost:
                attempt.outcome = "lease_lost"
                metrics.LEASES_LOST.inc()
                _log.warning("The job was cancelled, deleted or taken over")
            except Exception:
                _log.exception("The outcome could not be stored; the lease will expire")
            await self._settle_message(receipt, self._queue.delete)

    def _visibility_extender(self, receipt: str | None) -> Callable[[], Awaitable[None]] | None:
        return None if receipt is None else lambda: self._queue.extend_visibility(receipt, self._options.lease_seconds)

    async def _settle_message(self, receipt: str | None, action: Callable[[str], Awaitable[None]]) -> None:
        if receipt is not None:
            # A message that stays finds the job ended.
            with suppress(Unavailable):
                await action(receipt)


def is_dead_letter(kind: JobKind, code: str) -> bool:
    """Whether a job that was given up for this reason waits for an operator."""
    return code == "ATTEMPTS_EXHAUSTED" or JOB_KINDS[kind].unattended


def _log_outcome(outcome: Outcome) -> None:
    if isinstance(outcome, Done):
        _log.info("The job is done")
    elif isinstance(outcome, GiveUp):
        _log.warning("The job is given up: %s", outcome.error, extra={"code": outcome.error.code})
    else:
        _log.warning("The job is tried again in %.0f s: %s", outcome.after_seconds, outcome.error)
