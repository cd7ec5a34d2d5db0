"""What the inbox needs from outside. `datasources.bootstrap.Datasources` fits `InboxData`."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from domain.uploads.ports import Connection, JobQueue, UploadCameras, UploadData, UploadStorage
from models.access.principal import Principal
from models.footage.inbox import FoundObject, InboxObject, InboxState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, ListedObject, ObjectHead, PartHead
from models.rows.camera import CameraRow


class InboxStorage(UploadStorage, Protocol):
    async def head(self, bucket: Bucket, key: str, version: str | None = None, /) -> ObjectHead | None: ...

    async def copy_missing_parts(
        self,
        bucket: Bucket,
        source: ObjectRef,
        key: str,
        upload_id: str,
        /,
        *,
        size_bytes: int,
        part_bytes: int,
    ) -> list[PartHead] | None: ...

    async def delete_if_same(self, bucket: Bucket, pinned: ObjectRef, /) -> bool: ...

    def list_pages(self, bucket: Bucket, prefix: str, /) -> AsyncIterator[list[ListedObject]]: ...


class InboxRows(Protocol):
    async def register_in(
        self, connection: Connection, principal: Principal, found: Sequence[FoundObject], /
    ) -> list[InboxObject]: ...

    async def list_known(self, principal: Principal, keys: Iterable[str], /) -> set[tuple[str, str]]: ...

    async def get(self, principal: Principal, id_: UUID, /) -> InboxObject | None: ...

    async def lock_in(self, connection: Connection, id_: UUID, /) -> InboxObject | None: ...

    async def update_in(
        self, connection: Connection, id_: UUID, *, only_in: InboxState | None = None, **columns: Any
    ) -> bool: ...

    async def update(
        self, principal: Principal, id_: UUID, *, only_in: InboxState | None = None, **columns: Any
    ) -> bool: ...


class InboxCameras(UploadCameras, Protocol):
    async def find(self, principal: Principal, site: str | None, name: str, /) -> CameraRow | None: ...

    async def find_in(self, connection: Connection, site: str | None, name: str, /) -> CameraRow | None: ...


class InboxData(UploadData, Protocol):
    """The datasources that the inbox uses."""

    @property
    def objects(self) -> InboxStorage: ...
    @property
    def inbox(self) -> InboxRows: ...
    @property
    def cameras(self) -> InboxCameras: ...
    @property
    def jobs(self) -> JobQueue: ...
