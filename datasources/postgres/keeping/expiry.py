"""Footage whose time is over: its rows go in slices, each in one short transaction that no hold can slip through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.rows import OPEN_STATUSES, job
from datasources.postgres.keeping.holds import is_not_held, list_awaited_in
from datasources.postgres.search.conditions import is_one_of_ids, video
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.video_deletion import Removals
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.enums import OriginalState, VideoStatus
from models.tables import Clip, Event, Picture, PromptHistory, PromptSession, RenditionRow, TrackRow

event, clip, picture = Event.__table__, Clip.__table__, Picture.__table__
rendition, track = RenditionRow.__table__, TrackRow.__table__
session, history = PromptSession.__table__, PromptHistory.__table__
_REQUEST_ID = "retention"


@dataclass(frozen=True, slots=True)
class ExpiryRules:
    """warning_days: between the announcement and the expiry; 0: it is not announced. event_days: how long events
    outlive their footage. busy_seconds: how long a video waits for jobs that work on it. look_again_seconds: see
    Removals.
    """

    warning_days: float
    event_days: int
    busy_seconds: float
    look_again_seconds: float


@dataclass(frozen=True, slots=True)
class ExpiredVideo:
    """What went of a video, by store. is_whole: the video went with it; else its events are left."""

    id: UUID
    counted: Mapping[str, int]
    is_whole: bool


class HoldAwaited(Exception):
    """Somebody is setting a hold on one of the videos: the slice has to be undone."""


class Expiry:
    def __init__(self, postgres: Postgres, removals: Removals, audit: Audit, rules: ExpiryRules) -> None:
        self._postgres = postgres
        self._removals = removals
        self._audit = audit
        self._rules = rules

    async def expire(self, principal: Principal, at_most: int) -> list[ExpiredVideo] | None:
        """Let at most this many videos expire: their rows, with an audit entry each, in one transaction.

        Left out are those under legal hold, those that others have locked, and for busy_seconds those that a job works
        on. None where somebody sets a hold on one of them meanwhile: then nothing has gone.
        """
        try:
            async with self._postgres.transaction(principal) as connection:
                return await self._expire_in(connection, principal, at_most)
        except HoldAwaited:
            return None

    async def _expire_in(self, connection: AsyncConnection, principal: Principal, at_most: int) -> list[ExpiredVideo]:
        due = (await connection.execute(_select_due(self._rules, at_most))).all()
        if not due:
            return []
        kept = [row.id for row in due if _leaves_events(row, self._rules)]
        gone = [row.id for row in due if row.id not in set(kept)]
        expired = await self._remove(connection, principal, gone)
        expired += await self._strip(connection, principal, kept)
        if await list_awaited_in(connection, [row.id for row in due]):
            raise HoldAwaited
        return expired

    async def _remove(
        self, connection: AsyncConnection, principal: Principal, ids: Sequence[UUID]
    ) -> list[ExpiredVideo]:
        if not ids:
            return []
        counts = await self._removals.count_in(connection, ids)
        entries = [(AuditTarget("VIDEO", video_id), counts[video_id]) for video_id in ids]
        await self._audit.write_all(connection, principal, "expireVideo", entries, _REQUEST_ID)
        await self._removals.remove_in(connection, principal, ids, self._rules.look_again_seconds)
        return [ExpiredVideo(video_id, counts[video_id], is_whole=True) for video_id in ids]

    async def _strip(
        self, connection: AsyncConnection, principal: Principal, ids: Sequence[UUID]
    ) -> list[ExpiredVideo]:
        """Take everything from the videos but their events, which lose their pictures."""
        if not ids:
            return []
        for table in (picture, clip, rendition, track):
            await connection.execute(delete(table).where(is_one_of_ids(table.c.video_id, ids)))
        stripped = update(event).where(is_one_of_ids(event.c.video_id, ids))
        await connection.execute(stripped.values(thumbnail_key=None, clip_key=None))
        left = update(video).where(is_one_of_ids(video.c.id, ids))
        await connection.execute(
            left.values(
                original_fault=OriginalState.EXPIRED.value,
                size_bytes=0,
                thumbnail_key=None,
                storyboard=None,
                tracks_kept=False,
                tier="HOT",
                expires_at=func.now() + timedelta(days=self._rules.event_days),
                expiry_warned_at=None,
                updated_at=func.now(),
            )
        )
        entries: list[tuple[AuditTarget, Mapping[str, Any]]] = [
            (AuditTarget("VIDEO", video_id), {"events": "kept"}) for video_id in ids
        ]
        await self._audit.write_all(connection, principal, "expireFootage", entries, _REQUEST_ID)
        await self._removals.schedule_folder_removals_in(connection, principal, ids, self._rules.look_again_seconds)
        return [ExpiredVideo(video_id, {}, is_whole=False) for video_id in ids]


def _leaves_events(row: Any, rules: ExpiryRules) -> bool:
    """Events outlive footage that was analyzed, once."""
    is_first = row.original_fault != OriginalState.EXPIRED.value
    return rules.event_days > 0 and is_first and row.status == VideoStatus.READY.value


def _select_due(rules: ExpiryRules, at_most: int) -> Any:
    works = select(job.c.id).where(job.c.video_id == video.c.id, job.c.status.in_(OPEN_STATUSES)).exists()
    asked = select(history.c.id).join(session, session.c.id == history.c.session_id)
    is_asked = asked.where(session.c.video_id == video.c.id, history.c.status.in_(OPEN_STATUSES)).exists()
    free_since = func.now() - timedelta(seconds=rules.busy_seconds)
    query = select(video.c.id, video.c.status, video.c.original_fault).where(
        video.c.expires_at <= func.now(),
        video.c.status != VideoStatus.UPLOADING.value,
        is_not_held(),
        or_(video.c.expires_at <= free_since, and_(~works, ~is_asked)),
    )
    if rules.warning_days > 0:
        query = query.where(video.c.expiry_warned_at <= func.now() - timedelta(days=rules.warning_days))
    return query.order_by(video.c.expires_at, video.c.id).limit(at_most).with_for_update(of=video, skip_locked=True)
