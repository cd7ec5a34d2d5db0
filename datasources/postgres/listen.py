"""Following progress: one LISTEN connection a process, however many follow.

Nothing is queued for a follower. A notification only marks its subject as changed; each follower then takes the steps
after the last that it saw, so that a slow one skips to newer ones. Followers of one subject share what was read of it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from uuid import UUID

import asyncpg

from datasources.postgres.engine import Postgres
from datasources.postgres.progress import CHANNEL, MOST_AT_ONCE, ProgressLog
from models.enums import ProgressKind
from models.jobs import ProgressStep
from models.principal import Principal

_log = logging.getLogger(__name__)
_KEPT_STEPS = 256
_PING_SECONDS = 15.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


@dataclass(slots=True)
class _Subject:
    """What the followers of one subject in one organization share.

    steps are the newest that were read, without a gap; `last` is the sequence up to which was read, null before the
    first reading; stale says that there may be more.
    """

    principal: Principal
    kind: ProgressKind
    subject_id: UUID
    followers: int = 0
    last: int | None = None
    stale: bool = True
    steps: deque[ProgressStep] = field(default_factory=lambda: deque(maxlen=_KEPT_STEPS))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def mark(self) -> None:
        self.stale = True
        self.changed.set()
        # Those who wait hold the event that was set; who waits from now on waits for the next.
        self.changed = asyncio.Event()

    async def after(self, log: ProgressLog, seen: int) -> list[ProgressStep]:
        """The steps after `seen`: of those that are shared, or from the table for one who is further behind."""
        async with self.reading:
            if self.stale:
                await self._read(log, seen)
        if self.last is not None and seen >= self.last:
            return []
        if self.steps and self.steps[0].sequence <= seen + 1:
            return [step for step in self.steps if step.sequence > seen]
        return await log.since(self.principal, self.kind, self.subject_id, seen)

    async def _read(self, log: ProgressLog, seen: int) -> None:
        # Unmarked before the reading: what is told meanwhile marks it again.
        self.stale = False
        begin = seen if self.last is None else self.last
        try:
            steps = await log.since(self.principal, self.kind, self.subject_id, begin)
        except BaseException:
            self.stale = True
            raise
        self.steps.extend(steps)
        self.last = steps[-1].sequence if steps else begin
        self.stale = self.stale or len(steps) == MOST_AT_ONCE


class ProgressListener:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._log = ProgressLog(postgres)
        # By what a notification says, then by organization: rows are never shared across organizations.
        self._subjects: dict[str, dict[str, _Subject]] = {}
        self._pause = _SHORTEST_PAUSE

    @classmethod
    @asynccontextmanager
    async def open(cls, postgres: Postgres) -> AsyncIterator["ProgressListener"]:
        """Listen until the block ends. The database must be reached directly: a transaction pooler cannot LISTEN."""
        listener = cls(postgres)
        task = asyncio.create_task(listener._keep_listening(), name="progress listener")
        try:
            yield listener
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def follow(
        self, principal: Principal, kind: ProgressKind, subject_id: UUID, after: int | None = None
    ) -> AsyncGenerator[ProgressStep, None]:
        """The state as it is, then every change, until the run's terminal step.

        With `after`, the sequence of the last step that a client saw, what was told since comes first; one who has seen
        the end gets nothing more. Without it, the first step is the latest one, and its textDelta the whole text so
        far. A text begins anew with each step of stage QUEUED. One who falls behind gets the newest analysis step, but
        all pieces of a text. Where nothing was told yet, it waits. Another organization's subject stays silent.
        Raises Unavailable when the database cannot be read.
        """
        of_organizations = self._subjects.setdefault(f"{kind.value}:{subject_id}", {})
        subject = of_organizations.setdefault(principal.organization, _Subject(principal, kind, subject_id))
        subject.followers += 1
        try:
            # Subscribed before the first reading: what is told in between marks the subject, and is read next.
            async for step in self._steps(subject, after):
                yield step
        finally:
            subject.followers -= 1
            if not subject.followers:
                of_organizations.pop(principal.organization, None)
                if not of_organizations:
                    self._subjects.pop(f"{kind.value}:{subject_id}", None)

    async def _steps(self, subject: _Subject, after: int | None) -> AsyncGenerator[ProgressStep, None]:
        latest = await self._log.latest(subject.principal, subject.kind, subject.subject_id)
        # A number beyond the end was never told here: such a client starts from the state as it is.
        last = 0 if latest is None else latest.sequence
        replaying = after is not None and after <= last
        seen = max(after or 0, 0) if replaying else 0
        if latest is not None and not replaying:
            yield await self._with_whole_text(subject, latest)
            seen = latest.sequence
        ended = latest is not None and latest.terminal and seen == latest.sequence
        while not ended:
            changed = subject.changed
            steps = await subject.after(self._log, seen)
            if not steps:
                replaying = False
                await changed.wait()
                continue
            # Pieces of a text add up, so none may be left out; states replace one another.
            for step in steps if replaying or subject.kind is not ProgressKind.ANALYSIS else steps[-1:]:
                yield step
            seen = steps[-1].sequence
            # A terminal step that others follow ended an earlier run: only the newest ends the stream.
            ended = steps[-1].terminal and not await subject.after(self._log, seen)

    async def _with_whole_text(self, subject: _Subject, latest: ProgressStep) -> ProgressStep:
        if subject.kind is ProgressKind.ANALYSIS:
            return latest
        told = await self._log.text_so_far(subject.principal, subject.kind, subject.subject_id, latest.sequence)
        return replace(latest, payload={**latest.payload, "textDelta": told})

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except _FAILURES as error:
                _log.warning("Progress is polled until the database answers", extra={"cause": type(error).__name__})
            # What was told while nobody listened is found by looking.
            self._mark_all()
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _listen(self) -> None:
        """Hear notifications until the connection is lost."""
        engine = self._postgres.engine
        _, options = engine.dialect.create_connect_args(engine.url)
        connection = await asyncpg.connect(**options, timeout=10)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._heard)
            self._pause = _SHORTEST_PAUSE
            self._mark_all()
            while not lost.is_set():
                try:
                    async with asyncio.timeout(_PING_SECONDS):
                        await lost.wait()
                except TimeoutError:
                    # A peer that vanished without a word is noticed only by talking to it.
                    await connection.execute("SELECT 1", timeout=10)
        finally:
            connection.terminate()

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        for subject in self._subjects.get(str(payload), {}).values():
            subject.mark()

    def _mark_all(self) -> None:
        for of_organizations in self._subjects.values():
            for subject in of_organizations.values():
                subject.mark()
