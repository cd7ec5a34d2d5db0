"""Legal holds, and the agreement between those who set one and those who delete.

Whoever sets a hold first takes an advisory lock on the video, shared, and only then waits for its row. Whoever deletes
holds the row, and at the very end tries for the same lock: if somebody waits with a hold, the deletion is undone. So a
hold that comes while a deletion runs wins, up to the moment of the commit.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import is_one_of_ids, video
from models.access.principal import Principal
from models.errors import NotFound, WrongState
from models.keeping.holds import LegalHold
from models.tables import LegalHoldRow

hold = LegalHoldRow.__table__
_COLUMNS = [hold.c[name] for name in LegalHold.__dataclass_fields__]
_IN_FORCE: tuple[ColumnElement[bool], ...] = (
    hold.c.released_at.is_(None),
    or_(hold.c.until.is_(None), hold.c.until > func.clock_timestamp()),
)
_ANNOUNCE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('hold:' || CAST(:video_id AS uuid), 0))")
_AWAITED = text(
    "SELECT id FROM unnest(CAST(:ids AS uuid[])) AS video (id)"
    " WHERE NOT pg_try_advisory_xact_lock(hashtextextended('hold:' || id, 0))"
)


def is_not_held() -> ColumnElement[bool]:
    """The condition that a row of `video` is under no legal hold."""
    return or_(video.c.held_until.is_(None), video.c.held_until <= func.clock_timestamp())


async def list_awaited_in(connection: AsyncConnection, video_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the videos on which somebody is setting a hold right now. Call it last before a deletion commits."""
    return list((await connection.execute(_AWAITED, {"ids": list(video_ids)})).scalars())


class Holds:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_by_video(self, principal: Principal, video_ids: Sequence[UUID]) -> list[list[LegalHold]]:
        """The holds in force on each video, the first set first."""
        query = select(*_COLUMNS).where(is_one_of_ids(hold.c.video_id, video_ids), *_IN_FORCE)
        async with self._postgres.transaction(principal) as connection:
            found = _to_holds(await connection.execute(query.order_by(hold.c.set_at, hold.c.id)))
        by_video: dict[UUID, list[LegalHold]] = {id_: [] for id_ in video_ids}
        for one in found:
            by_video[one.video_id].append(one)
        return [by_video[id_] for id_ in video_ids]

    async def lock_in(self, connection: AsyncConnection, video_id: UUID) -> list[LegalHold]:
        """Wait for a video, ahead of its deletion, and lock it; its holds in force. Raises NotFound.

        Raises WrongState, FOOTAGE_EXPIRED, where only the events of the video are left.
        """
        query = select(video.c.id).where(video.c.id == video_id)
        if (await connection.execute(query)).one_or_none() is None:
            # Nobody delays the deletion of what they may not see.
            raise NotFound
        await connection.execute(_ANNOUNCE, {"video_id": video_id})
        locked = select(video.c.original_fault).where(video.c.id == video_id).with_for_update(key_share=True)
        row = (await connection.execute(locked)).one_or_none()
        if row is None:
            raise NotFound
        if row.original_fault == "EXPIRED":
            raise WrongState("FOOTAGE_EXPIRED")
        in_force = select(*_COLUMNS).where(hold.c.video_id == video_id, *_IN_FORCE).order_by(hold.c.set_at, hold.c.id)
        return _to_holds(await connection.execute(in_force))

    async def add_in(self, connection: AsyncConnection, principal: Principal, video_id: UUID, **columns: Any) -> UUID:
        """Set a hold on a video that the transaction has locked; its id. columns: reason, until."""
        statement = insert(hold).values(
            organization=principal.organization,
            video_id=video_id,
            set_by=principal.user_id,
            set_at=func.clock_timestamp(),
            **columns,
        )
        new_id: UUID = (await connection.execute(statement.returning(hold.c.id))).scalar_one()
        return new_id

    async def release_in(
        self, connection: AsyncConnection, principal: Principal, hold_ids: Sequence[UUID], reason: str
    ) -> None:
        """Release these holds of a video that the transaction has locked."""
        statement = update(hold).where(is_one_of_ids(hold.c.id, hold_ids))
        await connection.execute(
            statement.values(released_at=func.clock_timestamp(), released_by=principal.user_id, release_reason=reason)
        )


def _to_holds(rows: Any) -> list[LegalHold]:
    return [LegalHold(**row) for row in rows.mappings()]
