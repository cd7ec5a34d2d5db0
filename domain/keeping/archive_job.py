"""ARCHIVE jobs: move a video with its clips into another tier.

Each object is copied into the class of the tier, under a key that belongs to the order; then the video names the
copies, in one transaction; then the former objects go. Killed before the transaction, another attempt finds the copies
that are there; killed after it, DELETE jobs remove the former objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol
from uuid import UUID, uuid4

from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.keeping.moving import MoveCheck
from models.enums import JobKind, StorageTier
from models.errors import NotFound, UnusableMedia, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, ObjectHead
from models.jobs import Claim, NewJob
from models.keeping.tiers import STORAGE_CLASSES, KeptObject, KeptVideo, MovedObject

ARCHIVE_PIPELINE = "archive/1"


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Where a video goes. token: in the keys of the copies; no two orders share it."""

    tier: StorageTier
    token: str

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "MoveOrder":
        return cls(StorageTier(payload["tier"]), str(payload["token"]))


def build_archive_job(video_id: UUID, tier: StorageTier) -> NewJob:
    """The job that moves a video into a tier."""
    payload = {"tier": tier.value, "token": uuid4().hex}
    return NewJob(JobKind.ARCHIVE, ARCHIVE_PIPELINE, video_id=video_id, payload=payload, restart=True)


def make_key(former: str, order: MoveOrder) -> str:
    """The key of the copy of an object: beside it, marked with its tier and its order."""
    path = PurePosixPath(former)
    stem = path.name.removesuffix(path.suffix).split("~")[0]
    # Originals from before pinning lie in the video's folder itself; copies lie where pinned originals do.
    folder = path.parent if path.parent.name in ("original", "clips") else path.parent / "original"
    return f"{folder}/{stem}~{order.tier.value.lower()}-{order.token}{path.suffix}"


class ArchiveStorage(Protocol):
    async def head(self, bucket: Bucket, key: str, version: str | None = None, /) -> ObjectHead | None: ...

    async def copy_into(self, kept: KeptObject, key: str, storage_class: str, /) -> None:
        """Copy an object. Raises NotFound, and WrongState where it was replaced or is archived."""
        ...


class ArchiveRows(Protocol):
    async def load(self, principal: Any, video_id: UUID, /) -> KeptVideo | None: ...

    async def switch(
        self, claim: Claim, before: KeptVideo, tier: StorageTier, moved: list[MovedObject], look_again_seconds: float, /
    ) -> None: ...


class ArchiveJobHandler:
    """look_again_seconds: how long URLs of former objects may be valid."""

    def __init__(self, rows: ArchiveRows, objects: ArchiveStorage, check: MoveCheck, look_again_seconds: float) -> None:
        self._rows = rows
        self._objects = objects
        self._check = check
        self._look_again_seconds = look_again_seconds

    async def run(self, context: JobContext) -> Done:
        order = context.claim.job.parse_payload(MoveOrder.from_payload)
        video_id = context.claim.job.video_id
        if video_id is None:
            raise NotFound
        # What changed since the order is found before anything is copied, and again at the end.
        await self._check.require(context.principal, video_id, order.tier)
        video = await self._rows.load(context.principal, video_id)
        if video is None:
            raise NotFound
        moved = []
        for kept in video.objects:
            moved.append(MovedObject(kept, await self._copy(kept, order)))
            await context.check_lease()
        await context.finish(
            lambda: self._rows.switch(context.claim, video, order.tier, moved, self._look_again_seconds)
        )
        return Done()

    async def _copy(self, kept: KeptObject, order: MoveOrder) -> ObjectRef:
        key, storage_class = make_key(kept.pinned.key, order), STORAGE_CLASSES[order.tier]
        head = await self._objects.head(kept.bucket, key)
        if head is None or head.size_bytes != kept.size_bytes:
            source = await self._objects.head(kept.bucket, kept.pinned.key, kept.pinned.version)
            if source is None:
                raise UnusableMedia("ORIGINAL_MISSING")
            if kept.pinned.etag not in (None, source.etag):
                raise WrongState("ORIGINAL_REPLACED")
            if source.is_archived:
                raise WrongState("FOOTAGE_ARCHIVED", tier=StorageTier.COLD.value)
            await self._objects.copy_into(kept, key, storage_class)
            head = await self._objects.head(kept.bucket, key)
        if head is None or head.size_bytes != kept.size_bytes:
            raise WrongState("UPLOAD_CHANGED")
        if head.storage_class != storage_class:
            # A store without classes: the copy would save nothing, and a lie would stand in the row.
            raise WrongState("TIER_NOT_KEPT", found=head.storage_class, wanted=storage_class)
        return ObjectRef(key, head.etag, head.version)
