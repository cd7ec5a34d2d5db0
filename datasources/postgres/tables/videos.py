"""Videos: reading by page or id, and writing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_row
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, get_shape, slice_rows
from datasources.postgres.core.statement_cache import read_by_filters
from datasources.postgres.search.conditions import (
    build_upload_conditions,
    build_video_conditions,
    is_one_of_named_keys,
    name_keys,
    narrow_videos_to_sites,
    video,
)
from datasources.postgres.tables.audit import Audit
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.asking.evidence import VideoContext
from models.enums import OriginalState, VideoOrder, VideoStatus
from models.filters import VideoFilter
from models.footage.originals import Original
from models.paging import PageWindow, Slice
from models.rows.video import VideoRow

ORDERS = {
    VideoOrder.NEWEST_FIRST: Keyset(video.c.created_at, video.c.id, descending=True, kind=datetime),
    VideoOrder.OLDEST_FIRST: Keyset(video.c.created_at, video.c.id, descending=False, kind=datetime),
    VideoOrder.RECORDED_NEWEST_FIRST: Keyset(video.c.recorded_sort, video.c.id, descending=True, kind=datetime),
    VideoOrder.NAME: Keyset(video.c.name, video.c.id, descending=False, kind=str),
    VideoOrder.LONGEST_FIRST: Keyset(video.c.duration_sort, video.c.id, descending=True, kind=float),
}
_FAULT_ACTIONS = {
    OriginalState.REPLACED: "originalReplaced",
    OriginalState.MISSING: "originalMissing",
    None: "originalRestored",
}
_CONTEXT = f"SELECT {', '.join(VideoContext.__dataclass_fields__)} FROM video WHERE id = $1"  # noqa: S608  (our names)


class Videos:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_page(
        self,
        principal: Principal,
        wanted: VideoFilter | None,
        order: VideoOrder,
        window: PageWindow,
        columns: Collection[str],
    ) -> Slice[VideoRow]:
        """A page of matching videos, with these columns and their id.

        Uploads of others that are under way are left out, unless the filter asks for states.
        """
        keyset, uploads = ORDERS[order], build_upload_conditions(principal, wanted)
        wanted = narrow_videos_to_sites(principal, wanted)

        def compose() -> Select[Any]:
            query = select(*_select_columns(columns)).where(*build_video_conditions(wanted), *uploads)
            return keyset.apply_window(query, window)

        if wanted is None:
            kind = ("videos", order, get_shape(window), frozenset(columns))
            named = {"uploader": principal.user_id, **keyset.bind_window(window)}
            found = await read_by_filters(self._postgres, principal, kind, compose, **named)
            return slice_rows(cast("Sequence[VideoRow]", found), window)
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(compose())).mappings().all()
        return slice_rows(cast("Sequence[VideoRow]", rows), window)

    async def count(self, principal: Principal, wanted: VideoFilter | None) -> int:
        conditions = build_video_conditions(narrow_videos_to_sites(principal, wanted))
        uploads = build_upload_conditions(principal, wanted)
        query = select(func.count()).select_from(video).where(*conditions, *uploads)
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[VideoRow | None]:
        """The videos with these ids, in this order; None where missing or another organization's."""
        names = frozenset(columns)

        def compose() -> Select[Any]:
            return select(*_select_columns(names)).where(is_one_of_named_keys(video.c.id, ids))

        kind = ("videos by id", names, len(ids) == 1)
        rows = await read_by_filters(self._postgres, principal, kind, compose, **name_keys(ids))
        by_id = {row["id"]: row for row in cast("Sequence[VideoRow]", rows)}
        return [by_id.get(id_) for id_ in ids]

    async def load_context_in(self, connection: AsyncConnection, video_id: UUID) -> VideoContext | None:
        """The context of a video for models; None where the caller's transaction does not see the video."""
        row = await fetch_row(connection, _CONTEXT, video_id)
        return None if row is None else VideoContext(**row)

    async def lock_status(self, connection: AsyncConnection, video_id: UUID) -> VideoStatus | None:
        """The status of a video that is locked until the transaction ends; None where there is none."""
        row = await self.lock_row(connection, video_id, ("status",))
        return None if row is None else VideoStatus(row["status"])

    async def lock_row(
        self, connection: AsyncConnection, video_id: UUID, columns: Iterable[str]
    ) -> Mapping[str, Any] | None:
        """Columns of a video that is locked until the transaction ends; None where there is none."""
        query = select(*(video.c[name] for name in columns)).where(video.c.id == video_id)
        row = (await connection.execute(query.with_for_update(key_share=True))).mappings().one_or_none()
        return None if row is None else dict(row)

    async def load_contexts(self, principal: Principal, ids: Sequence[UUID]) -> list[VideoContext | None]:
        """The contexts of these videos for models, in this order."""
        rows = await self.get_by_ids(principal, ids, VideoContext.__dataclass_fields__)
        return [VideoContext(**cast("Mapping[str, Any]", row)) if row else None for row in rows]

    async def insert(self, connection: AsyncConnection, principal: Principal, **columns: Any) -> UUID:
        """Insert a video in the caller's transaction; returns its id."""
        mine = {"organization": principal.organization, "uploaded_by": principal.user_id}
        query = insert(video).values(**mine, **columns).returning(video.c.id)
        new_id: UUID = (await connection.execute(query)).scalar_one()
        return new_id

    async def update(self, principal: Principal, video_id: UUID, **columns: Any) -> bool:
        """Change columns of a video; False where there is none."""
        async with self._postgres.transaction(principal) as connection:
            return await self.update_in(connection, video_id, **columns)

    async def update_in(
        self, connection: AsyncConnection, video_id: UUID, *, unless: Collection[VideoStatus] = (), **columns: Any
    ) -> bool:
        """The same in the caller's transaction; False also where the video's status is among `unless`."""
        query = update(video).where(video.c.id == video_id).values(updated_at=func.now(), **columns)
        if unless:
            query = query.where(video.c.status.not_in([status.value for status in unless]))
        return (await connection.execute(query)).rowcount == 1

    async def record_original_fault(
        self, principal: Principal, original: Original, fault: OriginalState | None, request_id: str
    ) -> bool:
        """Store an original's fault in its row and the audit log; null: intact.

        False where it was already stored, and where the row now has another object.
        """
        statement = update(video).where(
            video.c.id == original.video_id,
            video.c.object_key == original.pinned.key,
            video.c.original_fault.is_distinct_from(fault),
            # What has expired is missing for good, and by right.
            video.c.original_fault.is_distinct_from(OriginalState.EXPIRED),
        )
        async with self._postgres.transaction(principal) as connection:
            result = await connection.execute(statement.values(original_fault=fault, updated_at=func.now()))
            if result.rowcount != 1:
                return False
            target = AuditTarget("VIDEO", original.video_id)
            await Audit(self._postgres).write(connection, principal, _FAULT_ACTIONS[fault], target, {}, request_id)
        return True


def _select_columns(names: Iterable[str]) -> list[Any]:
    return [video.c[name] for name in sorted({"id", *names})]
