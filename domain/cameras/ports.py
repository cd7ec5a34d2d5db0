"""What cameras need from outside."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol
from uuid import UUID

from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.footage.cameras import Correction, FollowedVideo
from models.rows.video import VideoRow

# An open transaction. The domain only passes it from one datasource to another.
Connection = Any


class Database(Protocol):
    def transaction(self, principal: Principal, /) -> AbstractAsyncContextManager[Connection]: ...


class CorrectionStore(Protocol):
    async def list_unfinished(self, principal: Principal, /) -> list[UUID]: ...

    async def list_in(self, connection: Connection, camera_id: UUID, /) -> list[Correction]: ...

    async def lock_lagging_in(
        self, connection: Connection, camera_id: UUID, newest: UUID, at_most: int, /
    ) -> list[VideoRow]: ...

    async def store_in(self, connection: Connection, followed: Sequence[FollowedVideo], /) -> None: ...

    async def sum_up_in(
        self, connection: Connection, corrections: Mapping[UUID, Sequence[float | None]], /
    ) -> None: ...

    async def finish(self, principal: Principal, camera_id: UUID, /) -> int: ...


class Organizations(Protocol):
    async def list_organizations(self) -> list[str]: ...


class FootageTimes(Organizations, Protocol):
    """list_organizations: those that have cameras."""

    async def refresh_last_footage(self, principal: Principal, camera_ids: Sequence[UUID] | None = None, /) -> None:
        """Set when the cameras, or all of them, were last recording."""
        ...


class DeletionStore(Protocol):
    async def list_begun(self, principal: Principal, /) -> list[tuple[UUID, Mapping[str, Any]]]: ...

    async def list_videos(
        self, principal: Principal, camera_id: UUID, after: UUID | None, at_most: int, /
    ) -> list[UUID]: ...

    async def delete_in(self, connection: Connection, camera_id: UUID, /) -> bool: ...

    async def restore_in(self, connection: Connection, camera_id: UUID, /) -> bool: ...


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
