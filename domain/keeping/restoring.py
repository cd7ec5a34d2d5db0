"""Restored footage: asked of S3 until it is there, and given back when its days are over.

S3 tells nobody when a copy is there, so every worker looks once a minute, at footage that is on its way alone. What S3
says is believed only when the first byte can be read.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from models.access.principal import Principal
from models.enums import StorageTier
from models.errors import NotFound, Unavailable
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ARCHIVE_CLASSES, Bucket, ObjectHead
from models.keeping.tiers import KeptObject, KeptVideo, RestoreOrder, tier_of_class

_log = logging.getLogger(__name__)
SWEEP_SECONDS = 60.0
_PAGE = 50
# S3 promises a standard retrieval within 5 hours, a bulk one within 12.
_GIVEN_UP_AFTER = timedelta(days=3)
_MOST_TRIES = 20


class RestoreStorage(Protocol):
    async def head(self, bucket: Bucket, key: str, version: str | None = None, /) -> ObjectHead | None: ...

    async def request_restore(self, bucket: Bucket, pinned: ObjectRef, days: int, /) -> bool: ...

    async def is_readable(self, bucket: Bucket, pinned: ObjectRef, /) -> bool: ...


class RestoreRows(Protocol):
    async def list_organizations(self) -> list[str]: ...

    async def list_pending(self, principal: Principal, after: UUID | None, at_most: int, /) -> list[KeptVideo]: ...

    async def report_restore(self, principal: Principal, video_id: UUID, order: RestoreOrder, /) -> None: ...

    async def end_restore(self, principal: Principal, video_id: UUID, until: datetime, /) -> None: ...

    async def fail_restore(self, principal: Principal, video_id: UUID, code: str, /) -> None: ...

    async def extend_restored(self, principal: Principal, video_id: UUID, until: datetime, /) -> None: ...

    async def adopt(
        self, principal: Principal, video_id: UUID, tier: StorageTier, found: StorageTier, /
    ) -> StorageTier | None: ...


@dataclass(frozen=True, slots=True)
class RestoreSweep:
    rows: RestoreRows
    objects: RestoreStorage
    clock: Callable[[], datetime]

    async def run(self, every_seconds: float = SWEEP_SECONDS) -> None:
        """Run rounds until cancelled. An unavailable database or S3 does not end it."""
        while True:
            try:
                await self.run_round()
            except Unavailable as error:
                _log.warning("Restored footage is looked for later: %s", error)
            await asyncio.sleep(every_seconds)

    async def run_round(self) -> None:
        """Look once at everything that is on its way."""
        for organization in await self.rows.list_organizations():
            worker, after = Principal.worker(organization), None
            while page := await self.rows.list_pending(worker, after, _PAGE):
                for video in page:
                    await self._look_at(worker, video)
                after = page[-1].id

    async def _look_at(self, worker: Principal, video: KeptVideo) -> None:
        try:
            if video.tier is StorageTier.RESTORING:
                await self.follow(worker, video)
            else:
                await self._end(worker, video)
        except Unavailable as error:
            # Also where S3 refuses: an operator may allow it. One video does not keep others waiting.
            _log.warning("A restoration cannot go on now: %s", error, extra={"video_id": str(video.id)})

    async def follow(self, worker: Principal, video: KeptVideo) -> None:
        """See whether everything of a video that is being restored is there; ask S3 for what it has forgotten."""
        order = RestoreOrder.from_stored(video.restore or RestoreOrder(7, self.clock()).to_stored())
        until, there = self.clock() + timedelta(days=order.days), 0
        asked = False
        for kept in video.objects:
            head = await self.objects.head(kept.bucket, kept.pinned.key, kept.pinned.version)
            if head is None:
                if kept.bucket == "storage":
                    await self.rows.fail_restore(worker, video.id, "ORIGINAL_MISSING")
                    return
                there += 1  # A clip that is gone is cut again when it is asked for.
            elif await self._is_there(kept, head):
                there += 1
                until = min(until, head.restored_until or until)
            elif not head.is_restoring:
                asked = True
                if not await self._ask(kept, order.days):
                    there += 1
        if there == len(video.objects):
            await self.rows.end_restore(worker, video.id, until)
            return
        told = replace(order, percent=100 * there // len(video.objects), tries=order.tries + asked)
        if told.tries > _MOST_TRIES or self.clock() - order.at > _GIVEN_UP_AFTER:
            await self.rows.fail_restore(worker, video.id, "RESTORE_FAILED")
        elif told != order:
            await self.rows.report_restore(worker, video.id, told)

    async def _is_there(self, kept: KeptObject, head: ObjectHead) -> bool:
        """Whether it can be read, whatever S3 says of it."""
        return not head.is_restoring and await self.objects.is_readable(kept.bucket, kept.pinned)

    async def _ask(self, kept: KeptObject, days: int) -> bool:
        """False where there is nothing to restore."""
        try:
            return await self.objects.request_restore(kept.bucket, kept.pinned, days)
        except NotFound:
            return True

    async def _end(self, worker: Principal, video: KeptVideo) -> None:
        """A restored copy was to end by now: the video is where its object is again, unless the copy lasts longer."""
        original = video.objects[0]
        head = await self.objects.head(original.bucket, original.pinned.key, original.pinned.version)
        if head is None:
            return
        if head.restored_until is not None and head.restored_until > self.clock():
            await self.rows.extend_restored(worker, video.id, head.restored_until)
            return
        await self.rows.adopt(worker, video.id, video.tier, tier_of_class(head.storage_class))


def find_moved(
    found: Sequence[tuple[UUID, StorageTier, ObjectRef, bool]], classes: dict[str, str]
) -> list[tuple[UUID, StorageTier, StorageTier]]:
    """The videos whose original is in another class than their tier says: id, tier, and the tier where it is.

    found: see Tiers.list_originals. classes: of the latest versions in the bucket, by key.
    """
    moved: list[tuple[UUID, StorageTier, StorageTier]] = []
    for video_id, tier, original, is_restored in found:
        storage_class = classes.get(original.key)
        if storage_class is None or tier is StorageTier.RESTORING or (is_restored and storage_class in ARCHIVE_CLASSES):
            continue
        where = tier_of_class(storage_class)
        if where is not tier:
            moved.append((video_id, tier, where))
    return moved
