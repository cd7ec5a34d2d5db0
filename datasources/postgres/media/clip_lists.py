"""Lists of the clips that were exported, newest first."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, get_shape, slice_rows
from datasources.postgres.core.statement_cache import read_by_filters
from datasources.postgres.search.conditions import is_one_of_named_keys, name_keys
from models.access.principal import Principal
from models.media.clips import ClipRow
from models.paging import PageWindow, Slice
from models.tables import Clip

clip = Clip.__table__
NEWEST_FIRST = Keyset(clip.c.created_at, clip.c.id, descending=True, kind=datetime)


class ClipLists:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_page(
        self, principal: Principal, window: PageWindow, columns: Collection[str], video_id: UUID | None = None
    ) -> Slice[ClipRow]:
        """A page of the clips, with these columns and their id. video_id: only those of it."""

        def compose() -> Select[Any]:
            query = select(*_select_columns(columns))
            if video_id is not None:
                query = query.where(clip.c.video_id == bindparam("video_id", video_id))
            return NEWEST_FIRST.apply_window(query, window)

        kind = ("clips", get_shape(window), frozenset(columns), video_id is None)
        named = {**NEWEST_FIRST.bind_window(window), "video_id": video_id}
        rows = await read_by_filters(self._postgres, principal, kind, compose, **named)
        return slice_rows(cast("Sequence[ClipRow]", rows), window)

    async def count(self, principal: Principal, video_id: UUID | None = None) -> int:
        query = select(func.count()).select_from(clip)
        if video_id is not None:
            query = query.where(clip.c.video_id == video_id)
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[ClipRow | None]:
        """The clips with these ids, in this order; None where there is none."""
        names = frozenset(columns)

        def compose() -> Select[Any]:
            return select(*_select_columns(names)).where(is_one_of_named_keys(clip.c.id, ids))

        kind = ("clips by id", names, len(ids) == 1)
        rows = await read_by_filters(self._postgres, principal, kind, compose, **name_keys(ids))
        by_id = {row["id"]: row for row in cast("Sequence[ClipRow]", rows)}
        return [by_id.get(id_) for id_ in ids]


def _select_columns(names: Iterable[str]) -> list[Any]:
    return [clip.c[name] for name in sorted({"id", *names})]
