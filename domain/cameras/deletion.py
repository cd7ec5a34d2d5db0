"""Deletes a camera with its footage, video by video, as if each had been deleted for itself.

The camera's row says that it is being deleted, so who is killed in between leaves the rest to the worker's schedule.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.cameras.ports import AuditLog, Connection, Database, DeletionStore
from domain.videos.deletion import Remover
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.errors import NotFound, WrongState

# Videos that are read at once.
_PAGE = 20


@dataclass(frozen=True, slots=True)
class DeletionOrder:
    """Who ordered that a camera be deleted with its footage."""

    camera_id: UUID
    author: Principal
    request_id: str

    @classmethod
    def from_stored(cls, camera_id: UUID, organization: str, stored: Mapping[str, Any]) -> "DeletionOrder":
        author = Principal(stored["user_id"], organization, frozenset())
        return cls(camera_id, author, stored["request_id"])


@dataclass(slots=True)
class DeletedFootage:
    """How much went from each store, and whether the camera is gone, or has footage that must stay."""

    counted: Counter[str] = field(default_factory=Counter)
    held: int = 0
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class CameraRemover:
    database: Database
    deletions: DeletionStore
    videos: Remover
    audit: AuditLog

    async def remove(self, order: DeletionOrder, at_most: int) -> DeletedFootage:
        """Delete about this many videos of a camera that is being deleted, and the camera once none is left.

        Footage that came under legal hold meanwhile stays, and with it the camera, which is there again.
        """
        # Whoever ordered it may not see footage that is still at the camera's former site.
        worker = Principal.worker(order.author.organization)
        deleted, after = DeletedFootage(), None
        while page := await self.deletions.list_videos(worker, order.camera_id, after, _PAGE):
            if deleted.counted["videos"] >= at_most:
                return deleted
            for video_id in page:
                await self._remove_video(worker, order, video_id, deleted)
            after = page[-1]
        await self._end(worker, order, deleted)
        return deleted

    async def _remove_video(
        self, worker: Principal, order: DeletionOrder, video_id: UUID, deleted: DeletedFootage
    ) -> None:
        async def write_audit(connection: Connection, counted: Mapping[str, int]) -> None:
            target = AuditTarget("VIDEO", video_id)
            await self.audit.write(connection, order.author, "deleteVideo", target, counted, order.request_id)

        try:
            deleted.counted.update(await self.videos.remove(worker, video_id, write_audit=write_audit))
        except NotFound:
            pass  # Another process was faster.
        except WrongState:
            deleted.held += 1

    async def _end(self, worker: Principal, order: DeletionOrder, deleted: DeletedFootage) -> None:
        async with self.database.transaction(worker) as connection:
            if not deleted.held:
                # False: an upload came in between; the next round takes it.
                deleted.is_gone = await self.deletions.delete_in(connection, order.camera_id)
            elif await self.deletions.restore_in(connection, order.camera_id):
                target = AuditTarget("CAMERA", order.camera_id)
                details = {"held": deleted.held}
                await self.audit.write(
                    connection, order.author, "deleteCameraStopped", target, details, order.request_id
                )
