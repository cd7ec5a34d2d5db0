"""Checks that pictures are the objects that were stored, whenever one is handed out."""

import asyncio
from collections.abc import Sequence
from typing import Literal, Protocol

from domain.ports import TaggedObject
from models.access.principal import Principal
from models.enums import OriginalState
from models.errors import Unavailable
from models.footage.pictures import StoredPicture

_CONCURRENT_HEADS = 16


class PictureStorage(Protocol):
    async def head(self, bucket: Literal["thumbnails"], key: str, /) -> TaggedObject | None: ...


class PictureFaultLog(Protocol):
    async def record_fault(
        self, principal: Principal, stored: StoredPicture, fault: OriginalState | None, request_id: str, /
    ) -> bool:
        """Note a picture's fault (None: none) on its row and in the audit log; False where it was known."""
        ...


async def check_pictures(
    objects: PictureStorage,
    fault_log: PictureFaultLog,
    principal: Principal,
    pictures: Sequence[StoredPicture | None],
    request_id: str,
) -> list[bool | Unavailable]:
    """For each picture, whether it may be shown; Unavailable where it cannot be checked now.

    New faults are noted. None stands for a picture whose ETag is not known: it is shown.
    """
    slots = asyncio.Semaphore(_CONCURRENT_HEADS)

    async def check(stored: StoredPicture | None) -> bool | Unavailable:
        if stored is None:
            return True
        try:
            async with slots:
                head = await objects.head("thumbnails", stored.object_key)
            fault = None
            if head is None:
                fault = OriginalState.MISSING
            elif head.etag != stored.etag:
                fault = OriginalState.REPLACED
            if fault is not stored.fault:
                await fault_log.record_fault(principal, stored, fault, request_id)
        except Unavailable as error:
            return error
        return fault is None

    return list(await asyncio.gather(*(check(stored) for stored in pictures)))
