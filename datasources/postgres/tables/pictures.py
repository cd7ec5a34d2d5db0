"""Pictures of videos and events, with the etag of their objects. Pictures of earlier versions have no row."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import is_one_of
from datasources.postgres.tables.audit import Audit
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.enums import OriginalState
from models.footage.pictures import StoredPicture
from models.tables import Picture

picture = Picture.__table__
_COLUMNS = [picture.c[name] for name in StoredPicture.__dataclass_fields__]
_FAULT_ACTIONS = {
    OriginalState.REPLACED: "pictureReplaced",
    OriginalState.MISSING: "pictureMissing",
    None: "pictureRestored",
}
_BATCH_SIZE = 1000


class Pictures:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def pin_in(
        self, connection: AsyncConnection, principal: Principal, video_id: UUID, etags: Mapping[str, str]
    ) -> None:
        """Store the etags of a video's pictures by key, in the transaction that makes them visible."""
        rows = [
            {"organization": principal.organization, "object_key": key, "video_id": video_id, "etag": etag}
            for key, etag in etags.items()
        ]
        for start in range(0, len(rows), _BATCH_SIZE):
            statement = insert(picture).values(rows[start : start + _BATCH_SIZE])
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["organization", "object_key"],
                    set_={"etag": statement.excluded.etag, "video_id": statement.excluded.video_id, "fault": None},
                )
            )

    async def get_by_keys(self, principal: Principal, keys: Sequence[str]) -> list[StoredPicture | None]:
        """The pictures with these keys, in this order; None for pictures without a stored etag."""
        query = select(*_COLUMNS).where(is_one_of(picture.c.object_key, keys))
        async with self._postgres.transaction(principal) as connection:
            rows = [dict(row) for row in (await connection.execute(query)).mappings()]
        by_key = {
            row["object_key"]: StoredPicture(
                **{**row, "fault": None if row["fault"] is None else OriginalState(row["fault"])}
            )
            for row in rows
        }
        return [by_key.get(key) for key in keys]

    async def record_fault(
        self, principal: Principal, stored: StoredPicture, fault: OriginalState | None, request_id: str
    ) -> bool:
        """Store a picture's fault in its row and the audit log; False where it was already stored."""
        statement = (
            update(picture)
            .where(
                picture.c.object_key == stored.object_key,
                picture.c.etag == stored.etag,
                picture.c.fault.is_distinct_from(fault),
            )
            .values(fault=fault)
            .returning(picture.c.video_id)
        )
        async with self._postgres.transaction(principal) as connection:
            video_id = (await connection.execute(statement)).scalar()
            if video_id is None:
                return False
            target = AuditTarget("VIDEO", video_id)
            await Audit(self._postgres).write(connection, principal, _FAULT_ACTIONS[fault], target, {}, request_id)
        return True
