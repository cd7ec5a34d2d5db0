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
from datasources.sqs.queue import Received, UnreadableMessage, WakeQueue, encode
from domain.fairness.fair_slots import part_of
from domain.jobs import attempt as running
from domain.jobs.outcomes import LONGEST_PAUSE, Done, GiveUp, Outcome
from domain.jobs.worker_id import holder
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import Unavailable
from models.jobs import Claim, LeaseLost, WakeUp

_log = logging.getLogger(__name__)
_LISTEN_SECONDS = 5.0
_PAUSE_SECONDS = 1.0
# How often a message that finds no place is handed on to other workers before the table alone keeps the job.
_HANDED_ON = 2


@dataclass(slots=True)
class Lane:
    """Places for some kinds of jobs, so that long ones never delay quick ones.

    drain_seconds: how long a job may go on after the signal to stop, before it is given back. share: of the places that
    one organization may have, so that its long jobs cannot have all of them when another's come.
    """

    kinds: Sequence[JobKind]
    places: int
    drain_seconds: float
    share: float = 1.0
    taken: int = 0
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    of: Counter[str] = field(default_factory=Counter)

    @property
    def free(self) -> int:
        return self.places - self.taken

    def full(self) -> list[str]:
        """Organizations that have as many places as they may."""
        return [organization for organization, held in self.of.items() if held >= part_of(self.places, self.share)]

    def has_place(self, organization: str) -> bool:
        return self.free > 0 and organization not in self.full()

    def take(self, organization: str) -> None:
        self.taken += 1
        self.of[organization] += 1

    def leave(self, organization: str) -> None:
        self.taken -= 1
        self.of[organization] -= 1
        if not self.of[organization]:
            del self.of[organization]


class Shift:
    """A worker's whole life: listen, look, run, drain. sweeps: what else runs beside it, each until cancelled."""

    def __init__(
        self,
        jobs: Jobs,
        queue: WakeQueue,
        outbox: Outbox,
        handlers: Mapping[JobKind, running.Handler],
        lanes: Sequence[Lane],
        *,
        lease_seconds: float,
        attempts: int,
        longest_pause: float = LONGEST_PAUSE,
        sweeps: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._outbox = outbox
        self._handlers = handlers
        self._lanes = lanes
        self._lease_seconds = lease_seconds
        self._attempts = attempts
        self._longest_pause = longest_pause
        self._sweeps = sweeps
        self._look = asyncio.Event()
        self._room = asyncio.Event()
        self.name = holder(uuid4().hex[:8])

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set; then let jobs end for a while, and give back the rest."""
        self._look.set()
        rounds = [self._outbox.run(), self._listen(), self._look_around(), *(sweep() for sweep in self._sweeps)]
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
            await asyncio.gather(*(self._drain(lane) for lane in self._lanes))
            _log.info("The worker has stopped")

    async def _drain(self, lane: Lane) -> None:
        if not lane.tasks:
            return
        _, unfinished = await asyncio.wait(lane.tasks, timeout=lane.drain_seconds)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _listen(self) -> None:
        """Take messages as long as there is room for any kind of job."""
        while True:
            while not (free := sum(lane.free for lane in self._lanes)):
                self._room.clear()
                await self._room.wait()
            try:
                messages = await self._queue.receive(free, _LISTEN_SECONDS)
            except Unavailable as error:
                _log.warning("The table is polled: %s", error)
                messages = []
                await asyncio.sleep(_PAUSE_SECONDS)
            # At every word from the queue, and when it is silent: whose turn it is has not to wait for its own message.
            self._look.set()
            for message in messages:
                try:
                    await self._heed(message)
                except Unavailable as error:
                    # The message shows up again by itself.
                    _log.warning("A message has to wait: %s", error)
                    await asyncio.sleep(_PAUSE_SECONDS)
                except Exception:
                    # It shows up again, and in the end among the dead letters; the next ones are not kept waiting.
                    _log.exception("A message cannot be heeded", extra={"message_id": message.message_id})

    async def _look_around(self) -> None:
        """Take due jobs from the table, whenever there is reason to look."""
        while True:
            await self._look.wait()
            self._look.clear()
            try:
                for lane in self._lanes:
                    await self._fill(lane)
            except Unavailable as error:
                _log.warning("The table cannot be read: %s", error)

    async def _fill(self, lane: Lane) -> None:
        """Start what is due, by turns, until there is no place or no work."""
        while lane.free > 0:
            room = lane.free
            due = await self._outbox.due(lane.kinds, room, lane.full())
            started = [await self._start(lane, wake_up, None) for wake_up in due]
            if not any(started) or len(due) < room:
                return

    async def _heed(self, message: Received) -> None:
        """Begin what a message asks for, or be done with it."""
        try:
            wake_up = message.wake_up()
        except UnreadableMessage as problem:
            _log.warning("A message is put away: %s", problem, extra={"message_id": message.message_id})
            await self._queue.dead_letters.bury(message.body, str(problem))
            await self._queue.delete(message.receipt)
            return
        job = await self._jobs.by_id(Principal.worker(wake_up.organization), wake_up.job_id)
        lane = next((lane for lane in self._lanes if job and job.kind in lane.kinds), None)
        if lane is None:
            _log.warning("A message names no job that can be run here", extra={"job_id": str(wake_up.job_id)})
        elif not lane.has_place(wake_up.organization) and message.times <= _HANDED_ON:
            await self._queue.extend(message.receipt, 0)
            return
        elif await self._start_first(lane, wake_up, message.receipt):
            return
        # Held by another, ended, or kept by the table until there is room or its turn.
        await self._queue.delete(message.receipt)

    async def _start_first(self, lane: Lane, wake_up: WakeUp, receipt: str) -> bool:
        """Start the job whose turn it is; whether that is the message's own, which then goes with it."""
        if lane.free <= 0:
            return False
        for first in await self._outbox.due(lane.kinds, 1, lane.full()):
            if first == wake_up:
                return await self._start(lane, first, receipt)
            await self._start(lane, first, None)
        return False

    async def _start(self, lane: Lane, wake_up: WakeUp, receipt: str | None) -> bool:
        """Claim a job and run it in the background; False where it is not due any more, or there is no place."""
        if not lane.has_place(wake_up.organization):
            return False
        lane.take(wake_up.organization)
        claim = None
        try:
            claim = await self._jobs.claim(
                Principal.worker(wake_up.organization), wake_up.job_id, self.name, self._lease_seconds
            )
        finally:
            if claim is None:
                lane.leave(wake_up.organization)
        if claim is None:
            return False
        task = asyncio.create_task(self._work(claim, receipt))
        lane.tasks.add(task)
        task.add_done_callback(lane.tasks.discard)
        task.add_done_callback(lambda _: self._leave(lane, wake_up.organization))
        return True

    def _leave(self, lane: Lane, organization: str) -> None:
        lane.leave(organization)
        self._room.set()
        self._look.set()

    async def _work(self, claim: Claim, receipt: str | None) -> None:
        """One try of a job. Nothing that it raises reaches the worker."""
        job = claim.job
        with log.about(job_id=str(job.id), kind=job.kind, attempt=job.attempt):
            _log.info("The job begins", extra={"video_id": str(job.video_id)} if job.video_id else None)
            try:
                outcome = await running.run(
                    claim,
                    self._handlers[job.kind],
                    self._jobs,
                    attempts=self._attempts,
                    longest_pause=self._longest_pause,
                    keep_hidden=self._keeping_hidden(receipt),
                )
                _tell(outcome)
                if isinstance(outcome, GiveUp) and outcome.error.code == "ATTEMPTS_EXHAUSTED":
                    # The row says it too, so nothing is lost where SQS is away.
                    with suppress(Unavailable):
                        wake_up = encode(WakeUp(job.id, job.organization))
                        await self._queue.dead_letters.bury(wake_up, str(outcome.error))
            except asyncio.CancelledError:
                _log.info("The job is given back")
                await self._settle(receipt, lambda kept: self._queue.extend(kept, 0))
                raise
            except LeaseLost:
                _log.warning("The job was cancelled or deleted, or is another's by now")
            except Exception:
                _log.exception("The job could not be written down; its lease will run out")
            await self._settle(receipt, self._queue.delete)

    def _keeping_hidden(self, receipt: str | None) -> Callable[[], Awaitable[None]] | None:
        return None if receipt is None else lambda: self._queue.extend(receipt, self._lease_seconds)

    async def _settle(self, receipt: str | None, how: Callable[[str], Awaitable[None]]) -> None:
        if receipt is not None:
            # A message that stays only finds the job ended.
            with suppress(Unavailable):
                await how(receipt)


def _tell(outcome: Outcome) -> None:
    if isinstance(outcome, Done):
        _log.info("The job is done")
    elif isinstance(outcome, GiveUp):
        _log.warning("The job is given up: %s", outcome.error, extra={"code": outcome.error.code})
    else:
        _log.warning("The job is tried again in %.0f s: %s", outcome.after_seconds, outcome.error)
