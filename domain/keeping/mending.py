"""`python -m worker orphans`: tells what database and buckets do not both know; with --mend, puts it right.

Objects that no row needs go, with old versions and unfinished uploads. Rows whose object is gone or another say so: a
video's originalState, a clip that is forgotten and cut again, a picture that is not shown. What rows say already is not
told again.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TextIO
from uuid import UUID

from domain.keeping.orphans import BUCKETS, BucketLists, KnownRows, OrphanScan, parse_key
from domain.ports import OriginalFaultLog
from domain.videos.clip_integrity import StoredClipStorage, check_clips
from domain.videos.original_integrity import OriginalStorage, check_originals
from domain.videos.picture_integrity import PictureFaultLog, PictureStorage, check_pictures
from models.access.principal import Principal
from models.enums import OriginalState
from models.errors import Unavailable
from models.footage.clips import StoredClip
from models.footage.originals import Original
from models.footage.pictures import StoredPicture
from models.footage.stored_objects import Bucket, ObjectHead, ObjectVersion
from models.keeping.orphans import Orphan, OrphanReason

COMMAND = "python -m worker orphans"
_BATCH = 100
_SHOWN = 1000
_REQUEST_ID = "orphans"
_FAULTS = ("ORIGINAL_MISSING", "ORIGINAL_REPLACED")


class OrphanStorage(BucketLists, OriginalStorage, StoredClipStorage, PictureStorage, Protocol):
    async def head(self, bucket: Bucket, key: str, version: str | None = None, /) -> ObjectHead | None: ...

    async def delete_versions(self, bucket: Bucket, versions: Sequence[ObjectVersion], /) -> None: ...

    async def abort_multipart(self, bucket: Bucket, key: str, upload_id: str, /) -> None: ...


class OrphanRows(KnownRows, Protocol):
    async def list_clips(self, principal: Principal, after: UUID | None, at_most: int, /) -> list[StoredClip]: ...

    async def list_pictures(self, principal: Principal, after: str, at_most: int, /) -> list[StoredPicture]: ...


class OriginalRows(Protocol):
    async def list_organizations(self) -> list[str]: ...

    async def list_originals(self, principal: Principal, after: UUID | None, at_most: int, /) -> list[Original]: ...


class ClipLog(Protocol):
    async def delete_replaced(self, principal: Principal, stored: StoredClip, request_id: str, /) -> bool: ...


class _Silent:
    """Notes nothing: without --mend, nothing changes."""

    async def record_original_fault(
        self, principal: Principal, original: Original, fault: OriginalState | None, request_id: str, /
    ) -> bool:
        return False

    async def record_fault(
        self, principal: Principal, stored: StoredPicture, fault: OriginalState | None, request_id: str, /
    ) -> bool:
        return False


@dataclass(slots=True)
class OrphanCommand:
    """older_than: objects that were stored later are left alone. found: what was told, by kind."""

    rows: OrphanRows
    originals: OriginalRows
    objects: OrphanStorage
    faults: tuple[OriginalFaultLog, ClipLog, PictureFaultLog]
    stream: TextIO
    older_than: datetime
    found: Counter[str] = field(default_factory=Counter)

    async def run(self, *, mend: bool) -> bool:
        """Compare both ways. False where something is left to mend. Raises Unavailable."""
        for bucket in BUCKETS:
            scan = OrphanScan(self.rows, self.objects, self.older_than)
            async for orphan in scan.find(bucket):
                if orphan.reason is OrphanReason.FORMER and not await self._is_replaced(orphan):
                    continue
                self._tell(orphan.reason, f"{bucket}: {orphan.key} {orphan.version} {orphan.size_bytes} bytes")
                if mend:
                    await self._remove(orphan)
            left = ", ".join(f"{count} {reason}" for reason, count in sorted(scan.left.items()))
            self._print(f"{bucket}: left alone: {left or 'nothing'}")
        for organization in await self.originals.list_organizations():
            await self._check_rows(Principal.worker(organization), mend=mend)
        self._sum_up(mend=mend)
        return mend or not self.found

    async def _is_replaced(self, orphan: Orphan) -> bool:
        """Whether the version that rows name is there, so that a former one is not all that is left of it."""
        key = parse_key(orphan.key)
        named = {} if key is None else await self.rows.find_objects([key.video_id])
        for version in named.get((orphan.bucket, orphan.key), ()):
            if await self.objects.head(orphan.bucket, orphan.key, version or None) is not None:
                return True
        return False

    async def _remove(self, orphan: Orphan) -> None:
        if orphan.reason is OrphanReason.UNFINISHED:
            await self.objects.abort_multipart(orphan.bucket, orphan.key, orphan.version)
            return
        version = ObjectVersion(
            orphan.key, orphan.version, "", 0, self.older_than, "", is_latest=False, is_marker=False
        )
        await self.objects.delete_versions(orphan.bucket, [version])

    async def _check_rows(self, worker: Principal, *, mend: bool) -> None:
        originals, clips, pictures = self.faults
        async for batch in self._iterate_originals(worker):
            await self._check_originals(worker, batch, originals if mend else _Silent())
        async for stored in self._iterate_clips(worker):
            await self._check_clips(worker, stored, clips if mend else None)
        async for shown in self._iterate_pictures(worker):
            await self._check_pictures(worker, shown, pictures if mend else _Silent())

    async def _check_originals(self, worker: Principal, batch: Sequence[Original], log: OriginalFaultLog) -> None:
        errors = await check_originals(self.objects, log, worker, batch, _REQUEST_ID)
        for original, error in zip(batch, errors, strict=True):
            if isinstance(error, Unavailable):
                raise error
            if error is not None and original.fault is None and error.code in _FAULTS:
                self._tell(error.code, f"storage: {original.pinned.key}")

    async def _check_clips(self, worker: Principal, batch: Sequence[StoredClip], log: ClipLog | None) -> None:
        for clip, intact in zip(batch, await check_clips(self.objects, batch), strict=True):
            if isinstance(intact, Unavailable):
                raise intact
            if not intact:
                self._tell("CLIP_REPLACED", f"highlights: {clip.object_key}")
                if log is not None:
                    await log.delete_replaced(worker, clip, _REQUEST_ID)

    async def _check_pictures(self, worker: Principal, batch: Sequence[StoredPicture], log: PictureFaultLog) -> None:
        found = await check_pictures(self.objects, log, worker, batch, _REQUEST_ID)
        for picture, whole in zip(batch, found, strict=True):
            if isinstance(whole, Unavailable):
                raise whole
            if not whole and picture.fault is None:
                self._tell("PICTURE_REPLACED", f"thumbnails: {picture.object_key}")

    async def _iterate_originals(self, worker: Principal) -> AsyncIterator[list[Original]]:
        after: UUID | None = None
        while part := await self.originals.list_originals(worker, after, _BATCH):
            yield part
            after = part[-1].video_id

    async def _iterate_clips(self, worker: Principal) -> AsyncIterator[list[StoredClip]]:
        after: UUID | None = None
        while part := await self.rows.list_clips(worker, after, _BATCH):
            yield part
            after = part[-1].id

    async def _iterate_pictures(self, worker: Principal) -> AsyncIterator[list[StoredPicture]]:
        after = ""
        while part := await self.rows.list_pictures(worker, after, _BATCH):
            yield part
            after = part[-1].object_key

    def _tell(self, kind: str, line: str) -> None:
        self.found[kind] += 1
        if sum(self.found.values()) <= _SHOWN:
            self._print(f"{kind}  {line}")

    def _sum_up(self, *, mend: bool) -> None:
        if not self.found:
            self._print("Database and buckets agree.")
            return
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(self.found.items()))
        self._print(f"{told}: mended." if mend else f"{told}. To put it right: {COMMAND} --mend")

    def _print(self, line: str) -> None:
        self.stream.write(f"{line}\n")
