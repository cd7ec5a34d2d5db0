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
from datasources.postgres.progress.event_feed import EventFeed
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.progress.subject_feed import ProgressSubject
from models.access.principal import Principal
from models.enums import ProgressKind
from models.errors import Unavailable
from models.jobs import ProgressStep

_log = logging.getLogger(__name__)
_PING_SECONDS = 15.0
_MIN_PAUSE, _MAX_PAUSE = 0.1, 2.0
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
        self._progress_log = ProgressLog(postgres)
        # By what a notification says, then by organization: rows are never shared across organizations.
        self._subjects: dict[str, dict[str, ProgressSubject]] = {}
        # By the sign of their organization.
        self._event_feeds: dict[str, EventFeed] = {}
        # The latest events that were announced to this process, of whatever organization.
        self._recent_event_ids: deque[UUID] = deque(maxlen=detected.MAX_BUFFERED_EVENTS)
        # Events that were found by looking: they may be announced late.
        self._caught_up_ids: set[UUID] = set()
        self._heard_until: datetime | None = None
        self._retry_pause = _MIN_PAUSE

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

    async def subscribe(
        self, principal: Principal, kind: ProgressKind, subject_id: UUID, after: int | None = None
    ) -> AsyncGenerator[ProgressStep, None]:
        """The steps of Subject.told for one follower; where nothing was told yet, it waits."""
        with self.open_subject(principal, kind, subject_id) as subject:
            async with aclosing(subject.stream_events(after)) as steps:
                async for told in steps:
                    if told.step is not None:
                        yield told.step

    @contextmanager
    def open_subject(self, principal: Principal, kind: ProgressKind, subject_id: UUID) -> Iterator[ProgressSubject]:
        """What is followed, kept for as long as anybody follows it. Another organization's stays silent."""
        name = f"{kind.value}:{subject_id}"
        of_organizations = self._subjects.setdefault(name, {})
        subject = of_organizations.get(principal.organization)
        if subject is None:
            subject = of_organizations[principal.organization] = ProgressSubject(
                self._progress_log, principal, kind, subject_id
            )
        # Known before its first reading: what is told in between marks it, and is read next.
        subject.subscribers += 1
        try:
            yield subject
        finally:
            subject.subscribers -= 1
            if not subject.subscribers:
                del of_organizations[principal.organization]
                if not of_organizations:
                    del self._subjects[name]

    @contextmanager
    def open_event_feed(self, principal: Principal) -> Iterator[EventFeed]:
        """The new events of the principal's organization, kept for as long as anybody follows them."""
        name = detected.hash_organization(principal.organization)
        stream = self._event_feeds.setdefault(name, EventFeed(self._postgres, principal))
        stream.subscribers += 1
        try:
            yield stream
        finally:
            stream.subscribers -= 1
            if not stream.subscribers:
                del self._event_feeds[name]

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except _FAILURES as error:
                _log.warning("Progress is polled until the database answers", extra={"cause": type(error).__name__})
            # What was told while nobody listened is found by looking.
            self._mark_all_stale()
            await asyncio.sleep(self._retry_pause)
            self._retry_pause = min(self._retry_pause * 2, _MAX_PAUSE)

    async def _listen(self) -> None:
        """Hear notifications until the connection is lost."""
        connection = await asyncpg.connect(**self._postgres.connect_arguments)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(progress.CHANNEL, self._on_progress)
            await connection.add_listener(detected.CHANNEL, self._on_events)
            self._mark_all_stale()
            await self._catch_up(await connection.fetchval(_NOW))
            self._retry_pause = _MIN_PAUSE
            while not lost.is_set():
                try:
                    async with asyncio.timeout(_PING_SECONDS):
                        await lost.wait()
                except TimeoutError:
                    # A peer that vanished without a word is noticed only by talking to it.
                    self._heard_until = await connection.fetchval(_NOW)
                    self._caught_up_ids.clear()
        finally:
            connection.terminate()

    async def _catch_up(self, now: datetime) -> None:
        """Announce to those who follow what was stored since they began, or since the last connection was heard."""
        for stream in list(self._event_feeds.values()):
            since = now - timedelta(seconds=asyncio.get_running_loop().time() - stream.started_at)
            if self._heard_until is not None:
                # What was being stored then was announced to nobody.
                since = max(since, self._heard_until - detected.MAX_TRANSACTION_TIME)
            found = await detected.list_stored_since(self._postgres, stream.principal, since)
            if len(found) > detected.MAX_BUFFERED_EVENTS:
                stream.overflow()
                continue
            missed = set(found).difference(self._recent_event_ids)
            self._caught_up_ids |= missed
            self._add_events(stream, [id_ for id_ in found if id_ in missed])
        self._heard_until = now

    def _add_events(self, stream: EventFeed | None, ids: list[UUID]) -> None:
        self._recent_event_ids.extend(ids)
        if stream is not None and ids:
            stream.add(ids)

    def _on_progress(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        for subject in self._subjects.get(str(payload), {}).values():
            subject.mark_stale()

    def _on_events(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        sign, ids = detected.parse_notification(str(payload))
        self._add_events(self._event_feeds.get(sign), [id_ for id_ in ids if id_ not in self._caught_up_ids])

    def _mark_all_stale(self) -> None:
        for of_organizations in self._subjects.values():
            for subject in of_organizations.values():
                subject.mark_stale()
