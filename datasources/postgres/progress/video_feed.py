"""Feeds of changed videos: a trigger notifies of each, and subscribers read them as they are then.

A video that changed several times is read once. https://www.postgresql.org/docs/current/sql-notify.html
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.single_flight import SingleFlight
from datasources.postgres.progress.announcements import MAX_BUFFERED_EVENTS
from datasources.postgres.progress.feed import Feed
from datasources.postgres.search.conditions import build_video_conditions, is_one_of_ids, video
from models.access.principal import Principal
from models.filters import VideoFilter
from models.rows.video import VideoRow

CHANNEL = "watchgraph_videos"


def parse_notification(payload: str) -> tuple[str, UUID]:
    """The organization's hash and the video's id in a notification."""
    organization_hash, _, id_ = payload.partition(":")
    return organization_hash, UUID(id_)


@dataclass(slots=True, eq=False)
class VideoFeed(Feed[UUID]):
    """The changed videos of one organization."""

    async def iter_batches(
        self, wanted: VideoFilter | None, columns: Collection[str]
    ) -> AsyncGenerator[tuple[list[VideoRow], SingleFlight], None]:
        """Yield batches of videos that changed and match, with these columns and their ids. Never ends by itself.

        Each batch comes with the SingleFlight that subscribers of the same batch share. Raises WrongState for a
        subscriber that is too slow, and Unavailable when the database cannot be read.
        """
        key = (repr(wanted), frozenset(columns))
        async with aclosing(self.iter_recent(self.announced_count, "VIDEOS_MISSED")) as announced:
            async for first, ids in announced:

                async def read(ids: list[UUID] = ids) -> tuple[list[VideoRow], SingleFlight]:
                    return await self._read(ids, wanted, columns), SingleFlight()

                rows, shared = await self.single_flight.run_once((*key, first, len(ids)), read)
                if rows:
                    yield rows, shared

    async def _read(self, ids: Sequence[UUID], wanted: VideoFilter | None, columns: Collection[str]) -> list[VideoRow]:
        """The videos among ids that match and exist, each once, in the order of their last change."""
        query = select(*(video.c[name] for name in sorted({"id", *columns}))).where(
            is_one_of_ids(video.c.id, list(set(ids))), *build_video_conditions(wanted)
        )
        async with self.postgres.transaction(self.principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        by_id = {row["id"]: row for row in cast("Sequence[VideoRow]", rows)}
        latest = list(dict.fromkeys(reversed(ids)))
        return [by_id[id_] for id_ in reversed(latest) if id_ in by_id]


async def list_changed_since(postgres: Postgres, principal: Principal, moment: datetime) -> list[UUID]:
    """Ids of the videos that changed since `moment`, in order; at most MAX_BUFFERED_EVENTS + 1."""
    query = (
        select(video.c.id)
        .where(video.c.organization == principal.organization, video.c.updated_at >= moment)
        .order_by(video.c.updated_at)
        .limit(MAX_BUFFERED_EVENTS + 1)
    )
    async with postgres.transaction(principal) as connection:
        return list((await connection.execute(query)).scalars())
