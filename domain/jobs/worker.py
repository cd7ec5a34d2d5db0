"""Take jobs and run them: a worker's loop, free of settings and signals.

A message only says that there is work: the table tells whose turn it is, whatever the order in which messages come.
It is asked too, whenever the queue is silent or a place becomes free, so that neither a lost message nor SQS being away
leaves work undone.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from datasources import log
from datasources.postgres.jobs.jobs import Jobs
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import ReceivedMessage, UnreadableMessage, WakeQueue, encode_wake_up
from domain.fairness.fair_slots import fair_share
from domain.jobs import attempt as running
from domain.jobs.outcomes import MAX_BACKOFF_SECONDS, Done, GiveUp, Outcome
from domain.jobs.worker_id import lease_owner
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import Unavailable
from models.jobs import Claim, LeaseLost, WakeUp

_log = logging.getLogger(__name__)
_LISTEN_SECONDS = 5.0
_RETRY_SECONDS = 1.0
# How often a message that finds no place is handed on to other workers before the table alone keeps the job.
_MAX_HANDOFFS = 2


@dataclass(slots=True)
class SlotPool:
    """Places for some kinds of jobs, so that long ones never delay quick ones.

    drain_seconds: how long a job may go on after the signal to stop, before it is given back. share: of the places that
    one organization may have, so that its long jobs cannot have all of them when another's come.
    """

    kinds: Sequence[JobKind]
    slots: int
    drain_seconds: float
    share: float = 1.0
    used: int = 0
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    used_by: Counter[str] = field(default_factory=Counter)

    @property
    def free_slots(self) -> int:
        return self.slots - self.used

    def full_organizations(self) -> list[str]:
        """Organizations that have as many places as they may."""
        return [
            organization for organization, held in self.used_by.items() if held >= fair_share(self.slots, self.share)
        ]

    def has_slot(self, organization: str) -> bool:
        return self.free_slots > 0 and organization not in self.full_organizations()

    def acquire(self, organization: str) -> None:
        self.used += 1
        self.used_by[organization] += 1

    def release(self, organization: str) -> None:
        self.used -= 1
        self.used_by[organization] -= 1
        if not self.used_by[organization]:
            del self.used_by[organization]


class Worker:
    """A worker's whole life: listen, look, run, drain. sweeps: what else runs beside it, each until cancelled."""

    def __init__(
        self,
        jobs: Jobs,
        queue: WakeQueue,
        outbox: Outbox,
        handlers: Mapping[JobKind, running.JobHandler],
        pools: Sequence[SlotPool],
        *,
        lease_seconds: float,
        max_attempts: int,
        max_backoff_seconds: float = MAX_BACKOFF_SECONDS,
        sweeps: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._outbox = outbox
        self._handlers = handlers
        self._pools = pools
        self._lease_seconds = lease_seconds
        self._max_attempts = max_attempts
        self._max_backoff_seconds = max_backoff_seconds
        self._sweeps = sweeps
        self._poll_wanted = asyncio.Event()
        self._slot_freed = asyncio.Event()
        self.name = lease_owner(uuid4().hex[:8])

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set; then let jobs end for a while, and give back the rest."""
        self._poll_wanted.set()
        rounds = [
            self._outbox.run(),
            self._receive_messages(),
            self._poll_table(),
            *(sweep() for sweep in self._sweeps),
        ]
        tasks = [asyncio.create_task(each) for each in rounds]
        stop = asyncio.create_task(stopping.wait())
        _log.info("The worker listens", extra={"worker": self.name})
        try:
            done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (stop, *tasks):
                task.cancel()
            await asyncio.gather(stop, *tasks, return_exceptions=True)
            await asyncio.gather(*(self._drain(lane) for lane in self._pools))
            _log.info("The worker has stopped")

    async def _drain(self, pool: SlotPool) -> None:
        if not pool.tasks:
            return
        _, unfinished = await asyncio.wait(pool.tasks, timeout=pool.drain_seconds)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _receive_messages(self) -> None:
        """Take messages as long as there is room for any kind of job."""
        while True:
            while not (free := sum(lane.free_slots for lane in self._pools)):
                self._slot_freed.clear()
                await self._slot_freed.wait()
            try:
                messages = await self._queue.receive(free, _LISTEN_SECONDS)
            except Unavailable as error:
                _log.warning("The table is polled: %s", error)
                messages = []
                await asyncio.sleep(_RETRY_SECONDS)
            # At every word from the queue, and when it is silent: whose turn it is has not to wait for its own message.
            self._poll_wanted.set()
            for message in messages:
                try:
                    await self._handle_message(message)
                except Unavailable as error:
                    # The message shows up again by itself.
                    _log.warning("A message has to wait: %s", error)
                    await asyncio.sleep(_RETRY_SECONDS)
                except Exception:
                    # It shows up again, and in the end among the dead letters; the next ones are not kept waiting.
                    _log.exception("A message cannot be heeded", extra={"message_id": message.message_id})

    async def _poll_table(self) -> None:
        """Take due jobs from the table, whenever there is reason to look."""
        while True:
            await self._poll_wanted.wait()
            self._poll_wanted.clear()
            try:
                for lane in self._pools:
                    await self._start_due(lane)
            except Unavailable as error:
                _log.warning("The table cannot be read: %s", error)

    async def _start_due(self, pool: SlotPool) -> None:
        """Start what is due, by turns, until there is no place or no work."""
        while pool.free_slots > 0:
            room = pool.free_slots
            due = await self._outbox.list_due(pool.kinds, room, pool.full_organizations())
            started = [await self._claim_and_start(pool, wake_up, None) for wake_up in due]
            if not any(started) or len(due) < room:
                return

    async def _handle_message(self, message: ReceivedMessage) -> None:
        """Begin what a message asks for, or be done with it."""
        try:
            wake_up = message.parse_wake_up()
        except UnreadableMessage as problem:
            _log.warning("A message is put away: %s", problem, extra={"message_id": message.message_id})
            await self._queue.dead_letters.send(message.body, str(problem))
            await self._queue.delete(message.receipt)
            return
        job = await self._jobs.get(Principal.worker(wake_up.organization), wake_up.job_id)
        lane = next((lane for lane in self._pools if job and job.kind in lane.kinds), None)
        if lane is None:
            _log.warning("A message names no job that can be run here", extra={"job_id": str(wake_up.job_id)})
        elif not lane.has_slot(wake_up.organization) and message.receive_count <= _MAX_HANDOFFS:
            await self._queue.extend_visibility(message.receipt, 0)
            return
        elif await self._start_next(lane, wake_up, message.receipt):
            return
        # Held by another, ended, or kept by the table until there is room or its turn.
        await self._queue.delete(message.receipt)

    async def _start_next(self, pool: SlotPool, wake_up: WakeUp, receipt: str) -> bool:
        """Start the job whose turn it is; whether that is the message's own, which then goes with it."""
        if pool.free_slots <= 0:
            return False
        for first in await self._outbox.list_due(pool.kinds, 1, pool.full_organizations()):
            if first == wake_up:
                return await self._claim_and_start(pool, first, receipt)
            await self._claim_and_start(pool, first, None)
        return False

    async def _claim_and_start(self, pool: SlotPool, wake_up: WakeUp, receipt: str | None) -> bool:
        """Claim a job and run it in the background; False where it is not due any more, or there is no place."""
        if not pool.has_slot(wake_up.organization):
            return False
        pool.acquire(wake_up.organization)
        claim = None
        try:
            claim = await self._jobs.claim(
                Principal.worker(wake_up.organization), wake_up.job_id, self.name, self._lease_seconds
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
        """One try of a job. Nothing that it raises reaches the worker."""
        job = claim.job
        with log.bind_log_fields(job_id=str(job.id), kind=job.kind, attempt=job.attempt):
            _log.info("The job begins", extra={"video_id": str(job.video_id)} if job.video_id else None)
            try:
                outcome = await running.run_attempt(
                    claim,
                    self._handlers[job.kind],
                    self._jobs,
                    max_attempts=self._max_attempts,
                    max_backoff_seconds=self._max_backoff_seconds,
                    extend_visibility=self._visibility_extender(receipt),
                )
                _log_outcome(outcome)
                if isinstance(outcome, GiveUp) and outcome.error.code == "ATTEMPTS_EXHAUSTED":
                    # The row says it too, so nothing is lost where SQS is away.
                    with suppress(Unavailable):
                        wake_up = encode_wake_up(WakeUp(job.id, job.organization))
                        await self._queue.dead_letters.send(wake_up, str(outcome.error))
            except asyncio.CancelledError:
                _log.info("The job is given back")
                await self._settle_message(receipt, lambda kept: self._queue.extend_visibility(kept, 0))
                raise
            except LeaseLost:
                _log.warning("The job was cancelled or deleted, or is another's by now")
            except Exception:
                _log.exception("The job could not be written down; its lease will run out")
            await self._settle_message(receipt, self._queue.delete)

    def _visibility_extender(self, receipt: str | None) -> Callable[[], Awaitable[None]] | None:
        return None if receipt is None else lambda: self._queue.extend_visibility(receipt, self._lease_seconds)

    async def _settle_message(self, receipt: str | None, action: Callable[[str], Awaitable[None]]) -> None:
        if receipt is not None:
            # A message that stays only finds the job ended.
            with suppress(Unavailable):
                await action(receipt)


def _log_outcome(outcome: Outcome) -> None:
    if isinstance(outcome, Done):
        _log.info("The job is done")
    elif isinstance(outcome, GiveUp):
        _log.warning("The job is given up: %s", outcome.error, extra={"code": outcome.error.code})
    else:
        _log.warning("The job is tried again in %.0f s: %s", outcome.after_seconds, outcome.error)
