"""Videos on their way between tiers. Every change is one transaction, with its entry in the audit log."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.rows import OPEN_STATUSES, job
from datasources.postgres.search.conditions import is_one_of_ids, video
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.clips import clip, event
from datasources.postgres.tables.video_deletion import Removals
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.enums import JobStatus, StorageTier
from models.errors import NotFound, WrongState
from models.footage.originals import ObjectRef
from models.jobs import Claim, ProgressUpdate
from models.keeping.holds import is_held
from models.keeping.tiers import TIER_COLUMNS, KeptObject, KeptVideo, MovedObject, RestoreOrder
from models.rows.video import VideoRow

_WORK = text("SELECT * FROM organizations_with_tier_work()")
_DONE = ProgressUpdate("DONE", "DONE", 100)
_CLIP_TYPE = "video/mp4"


class Tiers:
    def __init__(self, postgres: Postgres, audit: Audit, jobs: Jobs, removals: Removals) -> None:
        self._postgres = postgres
        self._audit = audit
        self._jobs = jobs
        self._removals = removals

    async def list_organizations(self) -> list[str]:
        """The organizations with footage that is being restored, or whose restored copies have ended."""
        async with self._postgres.system_transaction() as connection:
            return list((await connection.execute(_WORK)).scalars())

    async def list_older(
        self, principal: Principal, before: datetime, tier: StorageTier, at_most: int, columns: Collection[str]
    ) -> list[VideoRow]:
        """The oldest videos that were recorded, or came in, before this time, and are not in the tier."""
        at = func.coalesce(video.c.recorded_at, video.c.created_at)
        query = select(*(video.c[name] for name in sorted(columns)))
        query = query.where(at < before, video.c.tier != tier.value, video.c.original_fault.is_(None))
        async with self._postgres.transaction(principal) as connection:
            found = await connection.execute(query.order_by(at, video.c.id).limit(at_most))
            return list(cast("Sequence[VideoRow]", found.mappings().all()))

    async def list_moving(self, principal: Principal, ids: Sequence[UUID]) -> set[UUID]:
        """Those of the videos that a job is moving, or otherwise works on."""
        query = select(job.c.video_id).where(is_one_of_ids(job.c.video_id, ids), job.c.status.in_(OPEN_STATUSES))
        async with self._postgres.transaction(principal) as connection:
            return set((await connection.execute(query)).scalars())

    async def load(self, principal: Principal, video_id: UUID) -> KeptVideo | None:
        """A video with all that moves; None where there is none."""
        async with self._postgres.transaction(principal) as connection:
            found = await self._load_in(connection, [video_id])
        return found[0] if found else None

    async def list_pending(self, principal: Principal, after: UUID | None, at_most: int) -> list[KeptVideo]:
        """The next videos, by id, that are being restored, or whose restored copies have ended."""
        is_over = and_(video.c.restored_until.is_not(None), video.c.restored_until <= func.now())
        query = select(video.c.id).where(or_(video.c.tier == "RESTORING", is_over)).order_by(video.c.id).limit(at_most)
        if after is not None:
            query = query.where(video.c.id > after)
        async with self._postgres.transaction(principal) as connection:
            return await self._load_in(connection, (await connection.execute(query)).scalars().all())

    async def list_originals(
        self, principal: Principal, ids: Sequence[UUID]
    ) -> list[tuple[UUID, StorageTier, ObjectRef, bool]]:
        """Videos with their tier, their original, and whether a restored copy is there."""
        columns = (video.c.id, video.c.tier, video.c.restored_until, *(video.c[name] for name in ObjectRef.COLUMNS))
        query = select(*columns).where(is_one_of_ids(video.c.id, ids), video.c.original_fault.is_(None))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            (row["id"], StorageTier(row["tier"]), ObjectRef.from_row(dict(row)), row["restored_until"] is not None)
            for row in rows
        ]

    async def switch(
        self,
        claim: Claim,
        before: KeptVideo,
        tier: StorageTier,
        moved: Sequence[MovedObject],
        look_again_seconds: float,
    ) -> None:
        """Let the video and its clips name their copies in the new tier, and end the job, in one transaction.

        DELETE jobs remove the former objects once no URL of them can be valid any more. Raises LeaseLost, NotFound,
        and WrongState: LEGAL_HOLD, or TIER_CHANGED where the video is not what was copied any more.
        """
        principal = claim.principal
        async with self._postgres.transaction(principal) as connection:
            row = await self._lock_in(connection, before.id)
            original = moved[0]
            if row["object_key"] != original.former.pinned.key or row["tier"] != before.tier.value:
                raise WrongState("TIER_CHANGED")
            if tier is StorageTier.COLD and is_held(row, row["now"]):
                raise WrongState("LEGAL_HOLD")
            columns: dict[str, Any] = dict(zip(ObjectRef.COLUMNS, _to_columns(original.now, row["etag"]), strict=True))
            await self._set_tier_in(connection, before.id, tier, **columns)
            for one in moved[1:]:
                await _move_clip_in(connection, before.id, one)
            for one in moved:
                former = one.former
                await self._removals.schedule_object_removal_in(
                    connection, principal, former.bucket, former.pinned.key, look_again_seconds
                )
            details = {"from": before.tier.value, "to": tier.value, "objects": len(moved)}
            await self._note_in(connection, principal, "tierChanged", before.id, details, str(claim.job.id))
            await self._jobs.end_in(connection, claim, JobStatus.DONE, _DONE)

    async def begin_restore_in(self, connection: AsyncConnection, video_id: UUID, order: RestoreOrder) -> bool:
        """Mark a COLD video as being restored; False where it is not COLD any more."""
        columns: dict[str, Any] = {"restore": order.to_stored()}
        return await self._set_tier_in(connection, video_id, StorageTier.RESTORING, StorageTier.COLD, **columns)

    async def report_restore(self, principal: Principal, video_id: UUID, order: RestoreOrder) -> None:
        """Note how far a restoration is."""
        statement = update(video).where(video.c.id == video_id, video.c.tier == "RESTORING")
        async with self._postgres.transaction(principal) as connection:
            await connection.execute(statement.values(restore=order.to_stored(), updated_at=func.now()))

    async def end_restore(self, principal: Principal, video_id: UUID, until: datetime) -> None:
        """The footage of a video that was being restored is there, until then."""
        columns: dict[str, Any] = {"restore": None, "restored_until": until}
        async with self._postgres.transaction(principal) as connection:
            if await self._set_tier_in(connection, video_id, StorageTier.HOT, StorageTier.RESTORING, **columns):
                details = {"until": until.isoformat()}
                await self._note_in(connection, principal, "restored", video_id, details, "tiers")

    async def fail_restore(self, principal: Principal, video_id: UUID, code: str) -> None:
        """A restoration is given up: the video is COLD again."""
        columns: dict[str, Any] = {"restore": None, "restored_until": None}
        async with self._postgres.transaction(principal) as connection:
            if await self._set_tier_in(connection, video_id, StorageTier.COLD, StorageTier.RESTORING, **columns):
                await self._note_in(connection, principal, "restoreFailed", video_id, {"code": code}, "tiers")

    async def extend_restored(self, principal: Principal, video_id: UUID, until: datetime) -> None:
        """The restored copy lasts longer than was known."""
        async with self._postgres.transaction(principal) as connection:
            statement = update(video).where(video.c.id == video_id, video.c.restored_until.is_not(None))
            await connection.execute(statement.values(restored_until=until, updated_at=func.now()))

    async def adopt(
        self, principal: Principal, video_id: UUID, tier: StorageTier, found: StorageTier
    ) -> StorageTier | None:
        """Take over where the original is found to be, though the row says `tier`; where it is now for the product.

        Held footage that is found archived is being restored at once. None where the row says something else by now.
        """
        async with self._postgres.transaction(principal) as connection:
            row = await self._lock_in(connection, video_id)
            if row["tier"] != tier.value:
                return None
            columns: dict[str, Any] = {"restored_until": None, "restore": None}
            if found is StorageTier.COLD and is_held(row, row["now"]):
                found = StorageTier.RESTORING
                columns["restore"] = RestoreOrder(days=30, at=row["now"]).to_stored()
            await self._set_tier_in(connection, video_id, found, **columns)
            details = {"from": tier.value, "to": found.value}
            await self._note_in(connection, principal, "tierAdopted", video_id, details, "tiers")
        return found

    async def note_proposal(self, principal: Principal, details: Mapping[str, Any]) -> None:
        """Note in the audit log what would pay to move."""
        async with self._postgres.transaction(principal) as connection:
            await self._audit.write(connection, principal, "tiersProposed", None, details, "tiers")

    async def _set_tier_in(
        self,
        connection: AsyncConnection,
        video_id: UUID,
        tier: StorageTier,
        before: StorageTier | None = None,
        **columns: Any,
    ) -> bool:
        statement = update(video).where(video.c.id == video_id)
        if before is not None:
            statement = statement.where(video.c.tier == before.value)
        times = {"tier_changed_at": func.now(), "updated_at": func.now()}
        return (await connection.execute(statement.values(tier=tier.value, **times, **columns))).rowcount == 1

    async def _lock_in(self, connection: AsyncConnection, video_id: UUID) -> Mapping[str, Any]:
        query = _select_rows().add_columns(func.clock_timestamp().label("now")).where(video.c.id == video_id)
        row = (await connection.execute(query.with_for_update(of=video))).mappings().one_or_none()
        if row is None:
            raise NotFound
        return cast("Mapping[str, Any]", row)

    async def _load_in(self, connection: AsyncConnection, ids: Sequence[UUID]) -> list[KeptVideo]:
        rows = (await connection.execute(_select_rows().where(is_one_of_ids(video.c.id, ids)))).mappings().all()
        query = select(clip.c.video_id, clip.c.object_key, clip.c.etag, clip.c.object_version, clip.c.size_bytes)
        clips: dict[UUID, list[KeptObject]] = {}
        found = await connection.execute(query.where(is_one_of_ids(clip.c.video_id, ids)).order_by(clip.c.id))
        for one in found.mappings():
            kept = KeptObject("highlights", ObjectRef.from_row(dict(one)), one["size_bytes"], _CLIP_TYPE)
            clips.setdefault(one["video_id"], []).append(kept)
        return [
            KeptVideo(
                row["id"],
                StorageTier(row["tier"]),
                row["held_until"],
                row["restored_until"],
                row["restore"],
                [
                    KeptObject("storage", ObjectRef.from_row(dict(row)), row["size_bytes"], row["content_type"]),
                    *clips.get(row["id"], ()),
                ],
            )
            for row in sorted(rows, key=lambda each: each["id"])
        ]

    async def _note_in(
        self,
        connection: AsyncConnection,
        principal: Principal,
        action: str,
        video_id: UUID,
        details: Mapping[str, Any],
        request_id: str,
    ) -> None:
        await self._audit.write(connection, principal, action, AuditTarget("VIDEO", video_id), details, request_id)


def _select_rows() -> Select[Any]:
    return select(*(video.c[name] for name in TIER_COLUMNS))


def _to_columns(now: ObjectRef, former_etag: str | None) -> tuple[str, str | None, str | None]:
    """An original that was not pinned stays so."""
    return (now.key, now.etag, now.version) if former_etag is not None else (now.key, None, None)


async def _move_clip_in(connection: AsyncConnection, video_id: UUID, moved: MovedObject) -> None:
    former, now = moved.former.pinned.key, moved.now
    statement = update(clip).where(clip.c.video_id == video_id, clip.c.object_key == former)
    await connection.execute(statement.values(object_key=now.key, etag=now.etag, object_version=now.version))
    linked = update(event).where(event.c.video_id == video_id, event.c.clip_key == former)
    await connection.execute(linked.values(clip_key=now.key))
