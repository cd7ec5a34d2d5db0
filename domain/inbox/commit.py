"""Stores an imported object as a video, and queues its analysis, in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from uuid import UUID

from domain.fairness.quotas import Quotas, check_stored_bytes
from domain.inbox.footage import CameraFinder, columns_of_camera, columns_of_time, file_columns, make_name
from domain.inbox.path import InboxKey
from domain.inbox.ports import InboxData
from domain.uploads.camera import stamp_by_file
from domain.uploads.confirmation import media_columns
from domain.uploads.inspection import FileInspection
from domain.uploads.pinning import PinnedObject
from domain.uploads.ports import Connection, QuotaMeter
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.enums import JobKind, VideoStatus
from models.errors import Unavailable, WrongState
from models.footage.inbox import InboxObject, InboxState
from models.footage.object_keys import video_folder
from models.jobs import NewJob
from vision.version import ANALYSIS_PIPELINE

_NOT_YET_A_VIDEO = (VideoStatus.UPLOADING, VideoStatus.FAILED)


@dataclass(frozen=True, slots=True)
class PreparedImport:
    """An object that was copied and looked into. in_parts: see domain.inbox.transfer.Copy."""

    key: InboxKey
    content_type: str
    pinned: PinnedObject
    in_parts: bool
    inspection: FileInspection


class CommitResult(Enum):
    """STORED: the copy is the original of the object's video. NEEDLESS: no video comes of the object, so nothing in its
    folder is needed. LATE: another attempt has stored another copy."""

    STORED = auto()
    NEEDLESS = auto()
    LATE = auto()


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """charge_analysis: counts an analysis against the organization's day; raises QuotaExceeded. stray_seconds: after
    that time no worker still copies for an attempt that was lost."""

    quotas: Quotas
    quota_meter: QuotaMeter
    charge_analysis: Callable[[Connection, Principal], Awaitable[None]]
    stray_seconds: float


class ImportCommit:
    def __init__(self, data: InboxData, cameras: CameraFinder, limits: ImportLimits) -> None:
        self._data = data
        self._cameras = cameras
        self._limits = limits

    async def check_quota(self, principal: Principal, size_bytes: int) -> None:
        """Raise QuotaExceeded where the organization has no room for so many bytes."""
        if self._limits.quotas.stored_bytes:
            async with self._data.postgres.transaction(principal) as connection:
                await self._check_quota_in(connection, principal, size_bytes)

    async def run(self, principal: Principal, id_: UUID, done: PreparedImport) -> CommitResult:
        """Make the copy the original of the object's video, unless that was done, or has become needless.

        Raises QuotaExceeded, and WrongState where the camera or the time does not hold.
        """
        async with self._data.postgres.transaction(principal) as connection:
            row = await self._data.inbox.lock_in(connection, id_)
            if row is None:
                return CommitResult.NEEDLESS
            if row.state is not InboxState.WAITING:
                return await self._compare_stored(connection, row, done)
            is_current = not done.in_parts or (row.copy is not None and row.copy["key"] == done.pinned.key)
            folder = video_folder(row.organization, row.video_id)
            if not is_current or not done.pinned.key.startswith(folder):
                # Another attempt has discarded it, or the object is to be another video by now.
                raise Unavailable(service="S3")
            state = await self._store(connection, principal, row, done)
            await self._data.inbox.update_in(connection, id_, state=state.value, copy_state=None)
        return CommitResult.STORED if state is InboxState.STORED else CommitResult.NEEDLESS

    async def _compare_stored(self, connection: Connection, row: InboxObject, done: PreparedImport) -> CommitResult:
        video = await self._data.uploads.lock_video(connection, row.video_id)
        is_same = video is not None and video["object_key"] == done.pinned.key
        return CommitResult.STORED if is_same else CommitResult.LATE

    async def _store(
        self, connection: Connection, principal: Principal, row: InboxObject, done: PreparedImport
    ) -> InboxState:
        data, head = self._data, done.pinned.head
        video = await data.uploads.lock_video(connection, row.video_id) if row.requested else None
        if row.requested and (video is None or video["status"] not in _NOT_YET_A_VIDEO):
            return InboxState.DROPPED
        if await self._is_duplicate(connection, row, done):
            if row.requested:
                failure: dict[str, Any] = {"failure_code": "INBOX_DUPLICATE", "failure_values": {}}
                await data.videos.update_in(connection, row.video_id, status=VideoStatus.FAILED.value, **failure)
            return InboxState.DUPLICATE
        await self._check_quota_in(connection, principal, head.size_bytes)
        await self._limits.charge_analysis(connection, principal)
        details: dict[str, Any] = {"sizeBytes": head.size_bytes}
        if video is not None:
            columns = media_columns(done.pinned, done.inspection)
            columns |= stamp_by_file(done.inspection.media.created_at, video)
            file = file_columns(done.key, done.content_type, head.size_bytes)
            await data.videos.update_in(
                connection, row.video_id, **columns, **file, checksum_sha256=head.checksum_sha256, failure_code=None
            )
        else:
            details |= await self._insert_video(connection, principal, row, done)
        await self._finish(connection, principal, row, details)
        return InboxState.STORED

    async def _insert_video(
        self, connection: Connection, principal: Principal, row: InboxObject, done: PreparedImport
    ) -> dict[str, Any]:
        """Insert the video of a key that says all; what the audit log has to say of its time."""
        path = done.key.parse()
        if path is None:
            raise WrongState("INBOX_KEY_FOREIGN", key=row.source.key, problem="")
        camera = await self._cameras.find_in(connection, principal, path)
        placed = self._cameras.place(path, camera)
        await self._data.videos.insert(
            connection,
            principal,
            id=row.video_id,
            name=make_name(camera, placed.at),
            checksum_sha256=done.pinned.head.checksum_sha256,
            **columns_of_camera(camera),
            **columns_of_time(placed),
            **file_columns(done.key, done.content_type, done.pinned.head.size_bytes),
            **media_columns(done.pinned, done.inspection),
        )
        return {
            name: True
            for name, is_so in (("ambiguousTime", placed.is_ambiguous), ("skippedTime", placed.is_skipped))
            if is_so
        }

    async def _finish(
        self, connection: Connection, principal: Principal, row: InboxObject, details: dict[str, Any]
    ) -> None:
        data, video_id = self._data, row.video_id
        unused = f"{video_folder(row.organization, video_id)}incoming/original"
        # Copies by attempts that were lost lie beside the original.
        await data.removals.schedule_stray_removal_in(
            connection, principal, video_id, unused, self._limits.stray_seconds
        )
        job = NewJob(JobKind.ANALYZE, pipeline_version=ANALYSIS_PIPELINE, video_id=video_id, restart_failed=True)
        await data.jobs.enqueue(connection, principal, job)
        target = AuditTarget("VIDEO", video_id)
        await data.audit.write(connection, principal, "importVideo", target, details, f"inbox/{row.id}")

    async def _is_duplicate(self, connection: Connection, row: InboxObject, done: PreparedImport) -> bool:
        """Whether the organization has the same file. A copy in parts has another etag than its source."""
        head = done.pinned.head
        for etag in {head.etag, row.source.etag}:
            found = await self._data.uploads.find_duplicate_in(
                connection,
                size_bytes=head.size_bytes,
                checksum_sha256=head.checksum_sha256,
                etag=etag,
                other_than=row.video_id,
            )
            if found is not None:
                return True
        return False

    async def _check_quota_in(self, connection: Connection, principal: Principal, size_bytes: int) -> None:
        if self._limits.quotas.stored_bytes:
            usage = await self._limits.quota_meter.measure_usage(connection, principal)
            check_stored_bytes(self._limits.quotas, usage, size_bytes, ())
