"""Updates the object keys in rows after objects have moved."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import execute, fetch_rows
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import video
from models.access.principal import Principal
from models.enums import VideoStatus
from models.errors import NotFound
from models.footage.originals import ObjectRef, Original

_ORGANIZATIONS = text("SELECT * FROM organizations_with_videos()")
# $1: the video; $2, $3: the old and the new prefix of keys.
_MOVE = (
    """
    UPDATE video SET thumbnail_key = $3 || substr(thumbnail_key, length($2) + 1)
    WHERE id = $1 AND starts_with(thumbnail_key, $2)
    """,
    """
    UPDATE event SET thumbnail_key = $3 || substr(thumbnail_key, length($2) + 1)
    WHERE video_id = $1 AND starts_with(thumbnail_key, $2)
    """,
    """
    UPDATE event SET clip_key = $3 || substr(clip_key, length($2) + 1)
    WHERE video_id = $1 AND starts_with(clip_key, $2)
    """,
    # A copy may have another etag.
    "DELETE FROM picture WHERE video_id = $1 AND (starts_with(object_key, $2) OR starts_with(object_key, $3))",
)
# The same within JSON documents, with prefixes as JSON escapes them. Answers of any session may cite the video.
_MOVE_IN_DOCUMENTS = (
    """
    UPDATE video SET summary = replace(summary::text, $2, $3)::jsonb,
      summary_draft = replace(summary_draft::text, $2, $3)::jsonb
    WHERE id = $1 AND (strpos(summary::text, $2) > 0 OR strpos(summary_draft::text, $2) > 0)
    """,
    """
    UPDATE superseded_event SET told = replace(told::text, $2, $3)::jsonb
    WHERE video_id = $1 AND strpos(told::text, $2) > 0
    """,
    """
    UPDATE prompt_history SET citations = replace(citations::text, $2, $3)::jsonb,
      plan = replace(plan::text, $2, $3)::jsonb
    WHERE $1::uuid IS NOT NULL AND (strpos(citations::text, $2) > 0 OR strpos(plan::text, $2) > 0)
    """,
)
_MOVE_ORIGINAL = "UPDATE video SET object_key = $2, etag = $3, object_version = $4 WHERE id = $1"
_MOVE_CLIP = "UPDATE clip SET object_key = $3, etag = $4, object_version = $5 WHERE video_id = $1 AND object_key = $2"
_CLIPS = "SELECT object_key FROM clip WHERE video_id = $1"


class MovedKeys:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_organizations(self) -> list[str]:
        """The names of all organizations that have videos."""
        async with self._postgres.system_transaction() as connection:
            return list((await connection.execute(_ORGANIZATIONS)).scalars())

    async def list_originals(self, principal: Principal, after: UUID | None, at_most: int) -> list[Original]:
        """The organization's next originals, by video id. Excludes open uploads: their URLs contain the key."""
        query = select(*(video.c[name] for name in Original.COLUMNS)).where(
            video.c.status != VideoStatus.UPLOADING.value
        )
        if after is not None:
            query = query.where(video.c.id > after)
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query.order_by(video.c.id).limit(at_most))).mappings()
            return [Original.from_row(dict(row)) for row in rows]

    async def list_clips(self, principal: Principal, video_id: UUID) -> list[str]:
        """The keys of a video's clips."""
        async with self._postgres.transaction(principal) as connection:
            return [row["object_key"] for row in await fetch_rows(connection, _CLIPS, video_id)]

    async def move(
        self,
        principal: Principal,
        original: Original,
        old_prefix: str,
        new_prefix: str,
        *,
        moved_original: ObjectRef | None,
        moved_clips: Mapping[str, ObjectRef],
    ) -> bool:
        """Replace the prefix of keys in a video's rows, in one transaction.

        moved_original: the copy of the original, null where it stays. moved_clips: old key → copy of the clip. False
        where another process has moved the original. Raises NotFound where the video was deleted.
        """
        escaped_prefixes = [json.dumps(prefix, ensure_ascii=False)[1:-1] for prefix in (old_prefix, new_prefix)]
        async with self._postgres.transaction(principal) as connection:
            if not await _lock_original(connection, original):
                return False
            if moved_original is not None:
                copied = (moved_original.key, moved_original.etag, moved_original.version)
                await execute(connection, _MOVE_ORIGINAL, original.video_id, *copied)
            for key, clip in moved_clips.items():
                await execute(connection, _MOVE_CLIP, original.video_id, key, clip.key, clip.etag, clip.version)
            await _execute_each(connection, _MOVE, original.video_id, [old_prefix, new_prefix])
            await _execute_each(connection, _MOVE_IN_DOCUMENTS, original.video_id, escaped_prefixes)
        return True


async def _execute_each(
    connection: AsyncConnection, statements: Sequence[str], video_id: UUID, texts: Sequence[str]
) -> None:
    for statement in statements:
        await execute(connection, statement, video_id, *texts)


async def _lock_original(connection: AsyncConnection, original: Original) -> bool:
    """Lock the video's row; returns whether it still has this original."""
    query = select(video.c.object_key).where(video.c.id == original.video_id).with_for_update()
    key = (await connection.execute(query)).scalar_one_or_none()
    if key is None:
        raise NotFound
    return bool(key == original.pinned.key)
