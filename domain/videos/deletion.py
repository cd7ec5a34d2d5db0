"""Deletes a video: its rows in one transaction, then its objects.

Rows go first, because people find objects through them. A DELETE job deletes the objects again later, so a process may
die in between.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.ports import VideoReader
from models.access.principal import Principal
from models.errors import NotFound, Unavailable, UserMistake
from models.footage.object_keys import RENDITION_FOLDER, is_video_key, video_folders
from models.footage.stored_objects import DeletedObjects
from models.jobs import ProgressUpdate

_log = logging.getLogger(__name__)
SWEEP_SECONDS = 60.0
_UPLOADS_PER_ROUND = 100
Bucket = Literal["storage", "thumbnails", "highlights"]
_BUCKETS: Mapping[str, Bucket] = {"storage": "storage", "thumbnails": "thumbnails", "highlights": "highlights"}


class RemovalStorage(Protocol):
    async def delete(self, bucket: Bucket, key: str, /) -> None: ...

    async def delete_all_versions(self, bucket: Bucket, key: str, /) -> None: ...

    async def delete_prefix(self, bucket: Bucket, prefix: str, only: Callable[[str], bool], /) -> int: ...

    async def delete_folder(self, bucket: Bucket, prefix: str, only: Callable[[str], bool], /) -> DeletedObjects:
        """Delete the objects in a folder with every version of them that the bucket keeps."""
        ...

    async def abort_multiparts(
        self, bucket: Literal["storage"], prefix: str, only: Callable[[str], bool], /
    ) -> int: ...


# Writes the audit entry of a removal in its transaction: (the datasource's connection, number of rows by table).
RemovalAudit = Callable[[Any, Mapping[str, int]], Awaitable[None]]


class RemovalRows(Protocol):
    async def remove(
        self,
        principal: Principal,
        video_id: UUID,
        /,
        *,
        look_again_seconds: float,
        unconfirmed: bool,
        write_audit: RemovalAudit | None,
    ) -> Mapping[str, int]: ...


class ObjectReceipts(Protocol):
    async def note_objects(self, principal: Principal, counted: Sequence[tuple[UUID, Mapping[str, int]]], /) -> None:
        """Note in the audit log how many objects of each video went."""
        ...


class ExpiredUploads(Protocol):
    async def list_expired(self, at_most: int, /) -> list[tuple[UUID, str]]: ...


async def delete_objects(objects: RemovalStorage, organization: str, video_id: object) -> dict[str, int]:
    """Delete every object of a video with all its versions: how many went, by kind. May be repeated."""
    counted = Counter[str]()
    for folder in video_folders(organization, video_id):
        # Unfinished uploads first: one that is completed meanwhile becomes an original, which goes next.
        counted["parts"] += await objects.abort_multiparts("storage", folder, is_video_key)
        for bucket, path, kind in (
            ("highlights", f"{folder}{RENDITION_FOLDER}", "rendition"),
            ("storage", folder, "original"),
            ("thumbnails", folder, "thumbnail"),
            ("highlights", folder, "clip"),
        ):
            deleted = await objects.delete_folder(_BUCKETS[bucket], path, is_video_key)
            counted[f"{kind}s"] += deleted.objects
            counted[f"{kind}_versions"] += deleted.versions
    return dict(counted)


@dataclass(frozen=True, slots=True)
class Remover:
    """Deletes videos. look_again_seconds: delay of the DELETE job.

    The job deletes objects that arrive after the removal, by a URL that is still valid or from a worker that has not
    noticed it.
    """

    rows: RemovalRows
    objects: RemovalStorage
    look_again_seconds: float

    async def remove(
        self,
        principal: Principal,
        video_id: UUID,
        *,
        unconfirmed: bool = False,
        write_audit: RemovalAudit | None = None,
    ) -> dict[str, int]:
        """Remove the video: how many rows and objects went, by store.

        Objects whose store does not answer are left to the DELETE job, and not counted. With unconfirmed, only an
        upload that was not confirmed is removed. Raises NotFound, WrongState (legal hold; confirmed).
        """
        counted = dict(
            await self.rows.remove(
                principal,
                video_id,
                look_again_seconds=self.look_again_seconds,
                unconfirmed=unconfirmed,
                write_audit=write_audit,
            )
        )
        try:
            counted |= await delete_objects(self.objects, principal.organization, video_id)
        except Unavailable as error:
            _log.warning("The objects of a video are deleted later: %s", error, extra={"video_id": str(video_id)})
        return counted


@dataclass(frozen=True, slots=True)
class StrayObjects:
    """What an upload may leave behind: the object under the upload's key, and copies by confirmations that failed."""

    video_id: UUID
    upload_key: str


class DeleteJobHandler:
    """Runs DELETE jobs. Their payload: a video to delete all objects of, a video to delete the strays of, or the bucket
    and key of one object.
    """

    def __init__(self, objects: RemovalStorage, videos: VideoReader, receipts: ObjectReceipts | None = None) -> None:
        self._objects = objects
        self._videos = videos
        self._receipts = receipts

    async def run(self, context: JobContext) -> Done:
        target = context.claim.job.parse_payload(_parse_payload)
        if isinstance(target, UUID):
            counted = await delete_objects(self._objects, context.principal.organization, target)
            _log.info("The remaining objects of a video are deleted", extra={"video_id": str(target), **counted})
            if self._receipts is not None and any(counted.values()):
                # Whoever deleted the rows did not come to these.
                await self._receipts.note_objects(context.principal, [(target, counted)])
        elif isinstance(target, StrayObjects):
            await self._remove_strays(context.principal, target)
        else:
            await self._objects.delete_all_versions(*target)
        await context.end(ProgressUpdate("DONE", "DONE", 100))
        return Done()

    async def _remove_strays(self, principal: Principal, strays: StrayObjects) -> None:
        [video] = await self._videos.get_by_ids(principal, [strays.video_id], ("object_key",))
        if video is None or video["object_key"] == strays.upload_key:
            # The deletion of a video deletes its strays, too.
            return
        await self._objects.delete("storage", strays.upload_key)
        # Only beside the original that the row names: one that is being moved is not there yet, or not any more.
        folder, _, original = video["object_key"].rpartition("/")
        if folder.endswith("/original"):
            await self._objects.delete_prefix(
                "storage", f"{folder}/", lambda rest: rest != original and "/" not in rest
            )


def _parse_payload(payload: Mapping[str, Any]) -> UUID | StrayObjects | tuple[Bucket, str]:
    """A video, the strays of one, or an object's bucket and key."""
    if "strays" in payload:
        return StrayObjects(UUID(payload["strays"]), str(payload["key"]))
    return UUID(payload["video"]) if "video" in payload else (_BUCKETS[payload["bucket"]], str(payload["key"]))


class UploadSweep:
    """Deletes uploads that were not confirmed before their tokens expired. Each worker runs one."""

    def __init__(self, uploads: ExpiredUploads, remover: Remover) -> None:
        self._uploads = uploads
        self._remover = remover

    async def run(self, every_seconds: float = SWEEP_SECONDS) -> None:
        """Sweep periodically until cancelled. An unavailable database or S3 does not end it."""
        while True:
            try:
                removed = await self.remove_expired()
                if removed:
                    _log.info("Expired uploads were deleted", extra={"uploads": removed})
            except Unavailable as error:
                _log.warning("Expired uploads are deleted later: %s", error)
            await asyncio.sleep(every_seconds)

    async def remove_expired(self) -> int:
        """Delete the uploads that have expired by now; their number."""
        removed = 0
        for video_id, organization in await self._uploads.list_expired(_UPLOADS_PER_ROUND):
            try:
                await self._remover.remove(Principal.worker(organization), video_id, unconfirmed=True)
                removed += 1
            except NotFound:
                continue  # Another worker was faster.
            except UserMistake as error:
                _log.warning("An expired upload cannot be deleted: %s", error, extra={"video_id": str(video_id)})
        return removed
