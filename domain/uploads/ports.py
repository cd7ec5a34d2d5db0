"""What uploads need from outside: rows, objects, tokens, quotas.

`datasources.bootstrap.Datasources` fits `UploadData`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from domain.fairness.pools import Pool
from domain.fairness.quotas import Quotas
from domain.uploads.inspection import FileInspector
from domain.videos.deletion import RemovalRows, RemovalStorage
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.access.quotas import QuotaUsage
from models.enums import VideoStatus
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, ObjectHead, PartHead
from models.footage.uploads import AnnouncedPart, UploadTerms
from models.jobs import Job, NewJob
from models.rows.camera import CameraRow
from models.rows.video import VideoRow

if TYPE_CHECKING:
    # Its HTTP library does not belong in the process that decodes.
    from datasources.s3.range_reader import RangedSource

# An open transaction. The domain only passes it from one datasource to another.
Connection = Any


class Database(Protocol):
    def transaction(self, principal: Principal, /) -> AbstractAsyncContextManager[Connection]: ...


class UploadVideos(Protocol):
    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[VideoRow | None]: ...

    async def insert(self, connection: Connection, principal: Principal, **columns: Any) -> UUID: ...

    async def update_in(
        self, connection: Connection, video_id: UUID, *, unless: Collection[VideoStatus] = (), **columns: Any
    ) -> bool: ...


class UploadCameras(Protocol):
    async def lock_in(self, connection: Connection, camera_id: UUID, /) -> CameraRow | None: ...

    async def find_by_name_in(self, connection: Connection, name: str, at_most: int, /) -> list[CameraRow]: ...

    async def ensure_in(
        self, connection: Connection, principal: Principal, site: str | None, name: str, **columns: Any
    ) -> CameraRow: ...


class CameraTimes(Protocol):
    async def refresh_last_footage(self, principal: Principal, camera_ids: Sequence[UUID], /) -> None: ...


class UploadRows(Protocol):
    async def insert_in(
        self,
        connection: Connection,
        principal: Principal,
        video_id: UUID,
        /,
        *,
        allow_duplicate: bool,
        expires_at: datetime,
    ) -> None: ...

    async def lock_video(self, connection: Connection, video_id: UUID, /) -> VideoRow | None: ...

    async def allows_duplicate(self, connection: Connection, video_id: UUID, /) -> bool: ...

    async def delete_in(self, connection: Connection, video_id: UUID, /) -> None: ...

    async def find_duplicate(
        self, principal: Principal, /, *, size_bytes: int, checksum_sha256: str
    ) -> UUID | None: ...

    async def find_duplicate_in(
        self,
        connection: Connection,
        /,
        *,
        size_bytes: int,
        checksum_sha256: str | None,
        etag: str | None,
        other_than: UUID | None,
    ) -> UUID | None: ...


class UploadStorage(RemovalStorage, Protocol):
    async def head(self, bucket: Bucket, key: str, /) -> ObjectHead | None: ...

    async def get(self, bucket: Bucket, key: str, /) -> bytes: ...

    async def put(self, bucket: Bucket, key: str, body: bytes, content_type: str, /) -> ObjectRef: ...

    async def copy(
        self, bucket: Bucket, source: ObjectRef, key: str, /, *, size_bytes: int, content_type: str
    ) -> None: ...

    async def open_ranged(self, bucket: Bucket, pinned: ObjectRef, /) -> "RangedSource": ...

    async def begin_multipart(self, bucket: Bucket, key: str, content_type: str, /, *, part_checksums: bool) -> str: ...

    async def list_parts(self, bucket: Bucket, key: str, upload_id: str, /) -> list[PartHead] | None: ...

    async def complete_multipart(
        self, bucket: Bucket, key: str, upload_id: str, parts: Sequence[PartHead], /
    ) -> bool: ...

    async def presign_put(
        self,
        bucket: Bucket,
        key: str,
        /,
        *,
        content_type: str,
        size_bytes: int,
        checksum_sha256: str | None,
        expires_in: int,
    ) -> tuple[str, Mapping[str, str]]: ...

    async def presign_part(
        self,
        bucket: Bucket,
        key: str,
        upload_id: str,
        part: AnnouncedPart,
        /,
        *,
        expires_in: int,
    ) -> tuple[str, Mapping[str, str]]: ...


class UploadTokens(Protocol):
    def issue(self, terms: UploadTerms, purpose: Literal["video", "thumbnail"] = "video", /) -> str: ...

    def read(self, token: str, purpose: Literal["video", "thumbnail"] = "video", /) -> UploadTerms: ...


class UploadRemovals(RemovalRows, Protocol):
    async def schedule_object_removal_in(
        self, connection: Connection, principal: Principal, bucket: Bucket, key: str, after_seconds: float, /
    ) -> None: ...

    async def schedule_stray_removal_in(
        self, connection: Connection, principal: Principal, video_id: UUID, sent_to: str, after_seconds: float, /
    ) -> None: ...

    async def mark_taken_in(self, connection: Connection, bucket: Bucket, key: str, /) -> None: ...


class UploadPictures(Protocol):
    async def pin_in(
        self, connection: Connection, principal: Principal, video_id: UUID, etags: Mapping[str, str], /
    ) -> None: ...


class JobQueue(Protocol):
    async def enqueue(self, connection: Connection, principal: Principal, new: NewJob, /) -> Job: ...


class WakeUpOutbox(Protocol):
    def nudge(self) -> None:
        """Wake the workers for jobs that were queued."""
        ...


class AuditLog(Protocol):
    async def write(
        self,
        connection: Connection,
        principal: Principal,
        action: str,
        target: AuditTarget | None,
        details: Mapping[str, Any],
        request_id: str,
        /,
    ) -> None: ...


class QuotaMeter(Protocol):
    """Counts what an organization has. Others of it wait until the transaction ends, so that they count it too."""

    async def measure_usage(self, connection: Connection, principal: Principal) -> QuotaUsage: ...

    async def count_open_pictures(self, connection: Connection, principal: Principal) -> int: ...


class UploadData(Protocol):
    """The datasources that uploads use."""

    @property
    def postgres(self) -> Database: ...
    @property
    def cameras(self) -> UploadCameras: ...
    @property
    def camera_footage(self) -> CameraTimes: ...
    @property
    def videos(self) -> UploadVideos: ...
    @property
    def uploads(self) -> UploadRows: ...
    @property
    def objects(self) -> UploadStorage: ...
    @property
    def upload_tokens(self) -> UploadTokens: ...
    @property
    def removals(self) -> UploadRemovals: ...
    @property
    def pictures(self) -> UploadPictures: ...
    @property
    def jobs(self) -> JobQueue: ...
    @property
    def outbox(self) -> WakeUpOutbox: ...
    @property
    def audit(self) -> AuditLog: ...


class UploadLimits(Protocol):
    """Bytes and seconds that bound an upload, and the pools that look into files."""

    @property
    def upload_url_seconds(self) -> int: ...
    @property
    def upload_token_seconds(self) -> int: ...
    @property
    def upload_single_bytes(self) -> int: ...
    @property
    def upload_part_bytes(self) -> int: ...
    @property
    def upload_verify_bytes(self) -> int: ...
    @property
    def job_lease_seconds(self) -> float: ...
    @property
    def quotas(self) -> Quotas: ...
    @property
    def inspector(self) -> FileInspector: ...
    @property
    def thumbnail_pool(self) -> Pool: ...
