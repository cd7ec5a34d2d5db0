"""Delivers progress and new events: one LISTEN connection per process, for any number of subscribers.

There is no queue per subscriber. A notification only marks its subject as changed; each subscriber then reads what came
after its last step, so a slow one skips to the newest state. Subscribers of one subject share what is read.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress import announcements, event_feed, progress, video_feed
from datasources.postgres.progress.event_feed import EventFeed
from datasources.postgres.progress.feed import Feed
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.progress.subject_feed import SubjectFeed
from datasources.postgres.progress.video_feed import VideoFeed
from models.access.principal import Principal
from models.enums import ProgressKind
from models.errors import Unavailable
from models.jobs import ProgressStep

_log = logging.getLogger(__name__)
_PING_SECONDS = 15.0
_MIN_PAUSE, _MAX_PAUSE = 0.1, 2.0
# asyncpg raises InternalClientError where the server closes a connection while it is used.
_FAILURES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    Unavailable,
)
_NOW = "SELECT clock_timestamp()"
# What a subscriber may see: the organization, and the sites as row-level security compares with them.
_Sight = tuple[str, str]
_FeedT = TypeVar("_FeedT", bound=Feed[Any])


class Listener:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._progress_log = ProgressLog(postgres)
        # By the notification's payload, then by what the subscribers may see: rows are never shared beyond that.
        self._subjects: dict[str, dict[_Sight, SubjectFeed]] = {}
        # By the hash of the organization, then by what the subscribers may see of it.
        self._event_feeds: dict[str, dict[_Sight, EventFeed]] = {}
        self._video_feeds: dict[str, dict[_Sight, VideoFeed]] = {}
        # Notifications of events that arrive while missed ones are read, which come before them; None at other times.
        self._held_back: list[str] | None = None
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
        """The steps of a subject, as SubjectFeed.stream_events yields them, without empty events."""
        with self.open_subject(principal, kind, subject_id) as subject:
            async with aclosing(subject.stream_events(after)) as steps:
                async for event in steps:
                    if event.step is not None:
                        yield event.step

    @contextmanager
    def open_subject(self, principal: Principal, kind: ProgressKind, subject_id: UUID) -> Iterator[SubjectFeed]:
        """The shared subject, kept while it has subscribers. It yields nothing for another organization's subject."""
        payload, sight = f"{kind.value}:{subject_id}", _get_sight(principal)
        by_sight = self._subjects.setdefault(payload, {})
        subject = by_sight.get(sight)
        if subject is None:
            subject = by_sight[sight] = SubjectFeed(self._progress_log, principal, kind, subject_id)
        # Registered before the first read: a step written in between marks it stale, and is read next.
        subject.subscribers += 1
        try:
            yield subject
        finally:
            subject.subscribers -= 1
            if not subject.subscribers:
                del by_sight[sight]
                if not by_sight:
                    del self._subjects[payload]

    @contextmanager
    def open_event_feed(self, principal: Principal) -> Iterator[EventFeed]:
        """The feed of what the principal sees of its organization, kept while it has subscribers."""
        organization_hash = announcements.hash_organization(principal.organization)
        with _open_feed(self._event_feeds, organization_hash, EventFeed(self._postgres, principal)) as feed:
            yield feed

    @contextmanager
    def open_video_feed(self, principal: Principal) -> Iterator[VideoFeed]:
        """The same of changed videos."""
        organization_hash = announcements.hash_organization(principal.organization)
        with _open_feed(self._video_feeds, organization_hash, VideoFeed(self._postgres, principal)) as feed:
            yield feed

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except _FAILURES as error:
                _log.warning(
                    "Lost the connection for notifications; reconnecting", extra={"cause": type(error).__name__}
                )
            # Steps that were written without a listener are found by reading.
            self._mark_all_stale()
            await asyncio.sleep(self._retry_pause)
            self._retry_pause = min(self._retry_pause * 2, _MAX_PAUSE)

    async def _listen(self) -> None:
        """Receive notifications until the connection is lost."""
        connection = await asyncpg.connect(**self._postgres.connect_arguments)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(progress.CHANNEL, self._on_progress)
            self._held_back = []
            await connection.add_listener(announcements.CHANNEL, self._on_events)
            await connection.add_listener(video_feed.CHANNEL, self._on_video)
            self._mark_all_stale()
            await self._catch_up(await connection.fetchval(_NOW))
            held_back, self._held_back = self._held_back, None
            for payload in held_back:
                self._add_events(payload)
            self._retry_pause = _MIN_PAUSE
            while not lost.is_set():
                try:
                    async with asyncio.timeout(_PING_SECONDS):
                        await lost.wait()
                except TimeoutError:
                    # Only a query shows that the server is gone when it did not close the connection.
                    self._heard_until = await connection.fetchval(_NOW)
        finally:
            self._held_back = None
            connection.terminate()

    async def _catch_up(self, now: datetime) -> None:
        """Add events to the feeds that were stored since they opened, or since the last connection was alive."""
        for feed in self._list_event_feeds():
            since = self._compute_missed_since(feed, now)
            stored = await announcements.list_announced_since(self._postgres, feed.principal, since)
            new = [each for each in stored if each.position > feed.last_position]
            if sum(len(each.ids) for each in new) > announcements.MAX_BUFFERED_EVENTS:
                feed.overflow()
                feed.last_position = new[-1].position
            else:
                feed.announce(new)
        for videos in [feed for by_sight in self._video_feeds.values() for feed in by_sight.values()]:
            since = self._compute_missed_since(videos, now)
            changed = await video_feed.list_changed_since(self._postgres, videos.principal, since)
            if len(changed) > announcements.MAX_BUFFERED_EVENTS:
                videos.overflow()
            else:
                videos.add(changed)
        self._heard_until = now

    def _compute_missed_since(self, feed: Feed[Any], now: datetime) -> datetime:
        """The moment since which a feed may have missed notifications."""
        since = now - timedelta(seconds=asyncio.get_running_loop().time() - feed.started_at)
        if self._heard_until is None:
            return since
        # Transactions that were open at that time notified nobody.
        return max(since, self._heard_until - event_feed.MAX_TRANSACTION_TIME)

    def _list_event_feeds(self) -> list[EventFeed]:
        return [feed for by_sight in self._event_feeds.values() for feed in by_sight.values()]

    def _on_progress(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        for subject in self._subjects.get(str(payload), {}).values():
            subject.mark_stale()

    def _on_video(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        organization_hash, id_ = video_feed.parse_notification(str(payload))
        for feed in self._video_feeds.get(organization_hash, {}).values():
            feed.add([id_])

    def _on_events(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if self._held_back is None:
            self._add_events(str(payload))
        else:
            self._held_back.append(str(payload))

    def _add_events(self, payload: str) -> None:
        organization_hash, announced = announcements.parse_notification(payload)
        for feed in self._event_feeds.get(organization_hash, {}).values():
            feed.announce([announced])

    def _mark_all_stale(self) -> None:
        for by_sight in self._subjects.values():
            for subject in by_sight.values():
                subject.mark_stale()


@contextmanager
def _open_feed(feeds: dict[str, dict[_Sight, _FeedT]], organization_hash: str, new: _FeedT) -> Iterator[_FeedT]:
    """The feed that subscribers who see the same share, or the new one; kept while it has subscribers."""
    sight = _get_sight(new.principal)
    by_sight = feeds.setdefault(organization_hash, {})
    feed = by_sight.setdefault(sight, new)
    feed.subscribers += 1
    try:
        yield feed
    finally:
        feed.subscribers -= 1
        if not feed.subscribers:
            del by_sight[sight]
            if not by_sight:
                del feeds[organization_hash]


def _get_sight(principal: Principal) -> _Sight:
    return principal.organization, principal.site_scope
