"""Evidence packages: ordered, read with the state of their job, and completed."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, case, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_rows
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.search.conditions import is_one_of_ids
from models.access.principal import Principal
from models.enums import EvidenceStatus, JobKind, JobStatus
from models.errors import NotFound
from models.evidence.order import EvidenceOrder
from models.evidence.packages import AbandonedUpload, StoredPackage
from models.jobs import Claim, ProgressUpdate
from models.rows.evidence import EvidencePackageRow
from models.tables import EvidencePackage, Job

package, job = EvidencePackage.__table__, Job.__table__
_DONE = ProgressUpdate("DONE", "DONE", 100)
_IS_DONE = package.c.completed_at.is_not(None)
# A package has no state of its own while it is made: its job has.
_STATUS = case(
    (_IS_DONE, literal(EvidenceStatus.DONE.value)),
    (job.c.status == JobStatus.QUEUED, literal(EvidenceStatus.QUEUED.value)),
    (job.c.status == JobStatus.RUNNING, literal(EvidenceStatus.BUILDING.value)),
    else_=literal(EvidenceStatus.FAILED.value),
).label("status")
_PERCENT = case((_IS_DONE, 100), else_=func.coalesce(job.c.percent, 0)).label("percent")
_HAS_FAILED = ~_IS_DONE & (job.c.id.is_(None) | job.c.status.in_([JobStatus.FAILED, JobStatus.CANCELLED]))
_ERROR = case(
    (
        _HAS_FAILED,
        func.jsonb_build_object(
            "code",
            func.coalesce(job.c.error_code, "EVIDENCE_LOST"),
            "values",
            func.coalesce(job.c.error_values, func.jsonb_build_object()),
        ),
    ),
).label("error")
_ABANDONED = "SELECT package_id, organization, object_key, upload_id FROM abandoned_evidence_uploads()"


class EvidencePackages:
    def __init__(self, postgres: Postgres, jobs: Jobs) -> None:
        self._postgres = postgres
        self._jobs = jobs

    async def insert_in(
        self,
        connection: AsyncConnection,
        principal: Principal,
        order: EvidenceOrder,
        sites: Sequence[str] | None,
    ) -> UUID:
        """Insert an ordered package in the caller's transaction; its id. sites: of those who may see it; None: all."""
        values = {
            "organization": principal.organization,
            "sites": sites,
            "user_id": principal.user_id,
            "video_ids": order.video_ids,
            "ordered": order.to_json(),
        }
        added = await connection.execute(insert(package).values(**values).returning(package.c.id))
        package_id: UUID = added.scalar_one()
        return package_id

    async def set_job_in(self, connection: AsyncConnection, package_id: UUID, job_id: UUID) -> None:
        """Name the job that makes the package."""
        await connection.execute(update(package).where(package.c.id == package_id).values(job_id=job_id))

    async def count_open_in(self, connection: AsyncConnection, principal: Principal) -> int:
        """How many packages of the organization are being made. Other orders wait until the transaction ends."""
        lock = func.pg_advisory_xact_lock(func.hashtextextended(f"evidence {principal.organization}", 0))
        await connection.execute(select(lock))
        # Jobs of packages belong to no site: also those are counted whose packages the caller may not see.
        is_open = (job.c.kind == JobKind.EVIDENCE, job.c.status.in_([JobStatus.QUEUED, JobStatus.RUNNING]))
        found = await connection.execute(select(func.count()).select_from(job).where(*is_open))
        return int(found.scalar_one())

    async def get_by_ids(self, principal: Principal, ids: Sequence[UUID]) -> list[EvidencePackageRow | None]:
        """The packages with these ids, in this order; None where missing or not the principal's."""
        query = _select_packages().where(is_one_of_ids(package.c.id, ids))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        by_id = {row["id"]: row for row in cast("Sequence[EvidencePackageRow]", rows)}
        return [by_id.get(id_) for id_ in ids]

    async def begin(self, claim: Claim, package_id: UUID, object_key: str, upload_id: str) -> None:
        """Note the upload that the holder of the job sends. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await self._jobs.report_in(connection, claim, ProgressUpdate("RUNNING", "BUILDING", 0))
            noted = {"object_key": object_key, "upload_id": upload_id}
            await connection.execute(update(package).where(package.c.id == package_id).values(**noted))

    async def complete(self, claim: Claim, package_id: UUID, made: StoredPackage) -> None:
        """Store what came of the order, and end its job, in one transaction. Raises LeaseLost, NotFound."""
        columns = {
            "object_key": made.stored.key,
            "etag": made.stored.etag,
            "object_version": made.stored.version,
            "size_bytes": made.size_bytes,
            "checksum_sha256": made.checksum_sha256,
            "key_id": made.key_id,
            "upload_id": None,
            "completed_at": func.now(),
        }
        async with self._postgres.transaction(claim.principal) as connection:
            written = await connection.execute(update(package).where(package.c.id == package_id).values(**columns))
            if written.rowcount != 1:
                raise NotFound
            await self._jobs.end_in(connection, claim, JobStatus.DONE, _DONE)

    async def list_abandoned(self) -> list[AbandonedUpload]:
        """Uploads of packages that were given up, of all organizations, the first of them."""
        async with self._postgres.system_transaction() as connection:
            rows = await fetch_rows(connection, _ABANDONED)
        return [AbandonedUpload(*row) for row in rows]

    async def forget_upload(self, abandoned: AbandonedUpload) -> None:
        """Note that an abandoned upload is gone."""
        query = update(package).where(package.c.id == abandoned.package_id, package.c.upload_id == abandoned.upload_id)
        async with self._postgres.transaction(Principal.worker(abandoned.organization)) as connection:
            await connection.execute(query.values(upload_id=None, object_key=None))


def _select_packages() -> Select[Any]:
    read = [column for column in package.c if column.name != "upload_id"]
    return select(*read, _STATUS, _PERCENT, _ERROR).select_from(package.outerjoin(job, job.c.id == package.c.job_id))
