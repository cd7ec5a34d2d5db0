"""Following progress and new events: one LISTEN connection a process, however many follow.

Nothing is queued for a follower. A notification only marks its subject as changed; each follower then takes what came
after the last that it saw, so that a slow one skips to newer states. Followers of one subject share what is read of it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress import event_feed as detected
from datasources.postgres.progress import progress
from datasources.postgres.progress.event_feed import Detected
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.progress.subject_feed import Subject
from models.access.principal import Principal
from models.enums import ProgressKind
from models.errors import Unavailable
from models.jobs import ProgressStep

_log = logging.getLogger(__name__)
_PING_SECONDS = 15.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# InternalClientError is what asyncpg raises where the server ends a connection just as it is used.
_FAILURES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    Unavailable,
)
_NOW = "SELECT clock_timestamp()"


class Listener:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._log = ProgressLog(postgres)
        # By what a notification says, then by organization: rows are never shared across organizations.
        self._subjects: dict[str, dict[str, Subject]] = {}
        # By the sign of their organization.
        self._detected: dict[str, Detected] = {}
        # The latest events that were announced to this process, of whatever organization.
        self._heard: deque[UUID] = deque(maxlen=detected.KEPT)
        # Events that were found by looking: they may be announced late.
        self._made_up: set[UUID] = set()
        self._heard_until: datetime | None = None
        self._pause = _SHORTEST_PAUSE

    @classmethod
    @asynccontextmanager
    async def open(cls, postgres: Postgres) -> AsyncIterator["Listener"]:
        """Listen until the block ends. The database must be reached directly: a transaction pooler cannot LISTEN."""
        listener = cls(postgres)
        task = asyncio.create_task(listener._keep_listening(), name="listener")
        try:
            yield listener
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def follow(
        self, principal: Principal, kind: ProgressKind, subject_id: UUID, after: int | None = None
    ) -> AsyncGenerator[ProgressStep, None]:
        """The steps of Subject.told for one follower; where nothing was told yet, it waits."""
        with self.subject(principal, kind, subject_id) as subject:
            async with aclosing(subject.told(after)) as steps:
                async for told in steps:
                    if told.step is not None:
                        yield told.step

    @contextmanager
    def subject(self, principal: Principal, kind: ProgressKind, subject_id: UUID) -> Iterator[Subject]:
        """What is followed, kept for as long as anybody follows it. Another organization's stays silent."""
        name = f"{kind.value}:{subject_id}"
        of_organizations = self._subjects.setdefault(name, {})
        subject = of_organizations.get(principal.organization)
        if subject is None:
            subject = of_organizations[principal.organization] = Subject(self._log, principal, kind, subject_id)
        # Known before its first reading: what is told in between marks it, and is read next.
        subject.followers += 1
        try:
            yield subject
        finally:
            subject.followers -= 1
            if not subject.followers:
                del of_organizations[principal.organization]
                if not of_organizations:
                    del self._subjects[name]

    @contextmanager
    def events(self, principal: Principal) -> Iterator[Detected]:
        """The new events of the principal's organization, kept for as long as anybody follows them."""
        name = detected.sign(principal.organization)
        stream = self._detected.setdefault(name, Detected(self._postgres, principal))
        stream.followers += 1
        try:
            yield stream
        finally:
            stream.followers -= 1
            if not stream.followers:
                del self._detected[name]

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
        connection = await asyncpg.connect(**self._postgres.address)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(progress.CHANNEL, self._progress_told)
            await connection.add_listener(detected.CHANNEL, self._events_announced)
            self._mark_all()
            await self._make_up(await connection.fetchval(_NOW))
            self._pause = _SHORTEST_PAUSE
            while not lost.is_set():
                try:
                    async with asyncio.timeout(_PING_SECONDS):
                        await lost.wait()
                except TimeoutError:
                    # A peer that vanished without a word is noticed only by talking to it.
                    self._heard_until = await connection.fetchval(_NOW)
                    self._made_up.clear()
        finally:
            connection.terminate()

    async def _make_up(self, now: datetime) -> None:
        """Announce to those who follow what was stored since they began, or since the last connection was heard."""
        for stream in list(self._detected.values()):
            since = now - timedelta(seconds=asyncio.get_running_loop().time() - stream.began)
            if self._heard_until is not None:
                # What was being stored then was announced to nobody.
                since = max(since, self._heard_until - detected.LONGEST_TRANSACTION)
            found = await detected.stored_since(self._postgres, stream.principal, since)
            if len(found) > detected.KEPT:
                stream.lose()
                continue
            missed = set(found).difference(self._heard)
            self._made_up |= missed
            self._add(stream, [id_ for id_ in found if id_ in missed])
        self._heard_until = now

    def _add(self, stream: Detected | None, ids: list[UUID]) -> None:
        self._heard.extend(ids)
        if stream is not None and ids:
            stream.add(ids)

    def _progress_told(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        for subject in self._subjects.get(str(payload), {}).values():
            subject.mark()

    def _events_announced(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        sign, ids = detected.announced(str(payload))
        self._add(self._detected.get(sign), [id_ for id_ in ids if id_ not in self._made_up])

    def _mark_all(self) -> None:
        for of_organizations in self._subjects.values():
            for subject in of_organizations.values():
                subject.mark()
