"""Take a video away: its rows at once, then its objects; whoever dies in between, a DELETE job comes after.

The order is that of safety: what people can find goes first and in one transaction, what it pointed at follows.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done, GiveUp
from models.access.principal import Principal
from models.errors import NotFound, Unavailable, UserMistake
from models.footage.object_keys import is_video_key, video_folders
from models.jobs import ProgressUpdate
from models.paging import Row

_log = logging.getLogger(__name__)
SWEEP_SECONDS = 60.0
_UPLOADS_PER_ROUND = 100
Bucket = Literal["storage", "thumbnails", "highlights"]
_BUCKETS: Mapping[str, Bucket] = {"storage": "storage", "thumbnails": "thumbnails", "highlights": "highlights"}


class RemovalStorage(Protocol):
    async def delete(self, bucket: Bucket, key: str, /) -> None: ...

    async def delete_prefix(self, bucket: Bucket, prefix: str, only: Callable[[str], bool], /) -> int: ...

    async def abort_multiparts(
        self, bucket: Literal["storage"], prefix: str, only: Callable[[str], bool], /
    ) -> int: ...


class RemovalVideos(Protocol):
    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[Row | None]: ...


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


class ExpiredUploads(Protocol):
    async def list_expired(self, at_most: int, /) -> list[tuple[UUID, str]]: ...


async def delete_objects(objects: RemovalStorage, organization: str, video_id: object) -> dict[str, int]:
    """Delete every object of a video: how many went, by kind. May be repeated."""
    counted = dict.fromkeys(("parts", "originals", "thumbnails", "clips"), 0)
    for folder in video_folders(organization, video_id):
        # Unfinished parts first: one that is put together meanwhile becomes an original, which goes next.
        counted["parts"] += await objects.abort_multiparts("storage", folder, is_video_key)
        for bucket, kind in (("storage", "originals"), ("thumbnails", "thumbnails"), ("highlights", "clips")):
            counted[kind] += await objects.delete_prefix(_BUCKETS[bucket], folder, is_video_key)
    return counted


@dataclass(frozen=True, slots=True)
class Remover:
    """look_again_seconds: when the objects are looked for once more, for whatever an address that was handed out, or
    a worker that did not know yet, put there after them.
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
    """What may be left of how a video was sent: the object under the key that it was sent to, and copies of it that a
    confirmation which did not come to its end made.
    """

    video_id: UUID
    upload_key: str


class DeleteJobHandler:
    """The handler of DELETE jobs. Their payload: the video of which nothing may be left, the strays of one that stays,
    or the bucket and key of one object.
    """

    def __init__(self, objects: RemovalStorage, videos: RemovalVideos) -> None:
        self._objects = objects
        self._videos = videos

    async def run(self, context: JobContext) -> Done:
        left = context.claim.job.parse_payload(_parse_payload)
        if isinstance(left, UUID):
            found = await delete_objects(self._objects, context.principal.organization, left)
            _log.info("What was left of a video is deleted", extra={"video_id": str(left), **found})
        elif isinstance(left, StrayObjects):
            await self._remove_strays(context.principal, left)
        else:
            await self._objects.delete(*left)
        await context.end(ProgressUpdate("DONE", "DONE", 100))
        return Done()

    async def _remove_strays(self, principal: Principal, strays: StrayObjects) -> None:
        [video] = await self._videos.get_by_ids(principal, [strays.video_id], ("object_key",))
        if video is None or video["object_key"] == strays.upload_key:
            # A deleted one takes everything with it.
            return
        await self._objects.delete("storage", strays.upload_key)
        # Only where the original stands by its row: one that is just being moved is not there yet, or not any more.
        beside, _, original = video["object_key"].rpartition("/")
        if beside.endswith("/original"):
            await self._objects.delete_prefix(
                "storage", f"{beside}/", lambda rest: rest != original and "/" not in rest
            )

    def queued_update(self, context: JobContext) -> ProgressUpdate | None:
        return None

    def failed_update(self, context: JobContext, give_up: GiveUp) -> ProgressUpdate:
        return ProgressUpdate("FAILED", "DONE", 0)


def _parse_payload(payload: Mapping[str, Any]) -> UUID | StrayObjects | tuple[Bucket, str]:
    """A video, the strays of one, or an object's bucket and key."""
    if "strays" in payload:
        return StrayObjects(UUID(payload["strays"]), str(payload["key"]))
    return UUID(payload["video"]) if "video" in payload else (_BUCKETS[payload["bucket"]], str(payload["key"]))


class UploadSweep:
    """Takes away uploads that nobody confirmed while their tokens held. One a worker."""

    def __init__(self, uploads: ExpiredUploads, remover: Remover) -> None:
        self._uploads = uploads
        self._remover = remover

    async def run(self, every_seconds: float = SWEEP_SECONDS) -> None:
        """Round after round, until cancelled. Neither the database nor S3 being away ends it."""
        while True:
            try:
                taken = await self.remove_expired()
                if taken:
                    _log.info("Uploads that nobody confirmed were taken away", extra={"uploads": taken})
            except Unavailable as error:
                _log.warning("Uploads past their end have to wait: %s", error)
            await asyncio.sleep(every_seconds)

    async def remove_expired(self) -> int:
        """Take away what is past its end now; how many uploads."""
        taken = 0
        for video_id, organization in await self._uploads.list_expired(_UPLOADS_PER_ROUND):
            try:
                await self._remover.remove(Principal.worker(organization), video_id, unconfirmed=True)
                taken += 1
            except NotFound:
                continue  # Another worker was faster.
            except UserMistake as error:
                _log.warning("An upload past its end stays: %s", error, extra={"video_id": str(video_id)})
        return taken
