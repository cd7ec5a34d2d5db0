"""Whether pictures are still the objects that were stored: compared whenever one is handed out."""

import asyncio
from collections.abc import Sequence
from typing import Literal, Protocol

from domain.ports import ObjectHead
from models.access.principal import Principal
from models.enums import OriginalState
from models.errors import Unavailable
from models.footage.pictures import StoredPicture

_CONCURRENT_HEADS = 16


class PictureStorage(Protocol):
    async def head(self, bucket: Literal["thumbnails"], key: str, /) -> ObjectHead | None: ...


class PictureFaultLog(Protocol):
    async def record_fault(
        self, principal: Principal, stored: StoredPicture, fault: OriginalState | None, request_id: str, /
    ) -> bool:
        """Write down on the row and in the audit log how a picture was found; False where that was known."""
        ...


async def check_pictures(
    objects: PictureStorage,
    fault_log: PictureFaultLog,
    principal: Principal,
    pictures: Sequence[StoredPicture | None],
    request_id: str,
) -> list[bool | Unavailable]:
    """Of each picture, in order, whether it may be shown; Unavailable where that cannot be told now.

    What was not known of it is written down. Of one that is None there is nothing to compare with: it is shown.
    """
    places = asyncio.Semaphore(_CONCURRENT_HEADS)

    async def one(stored: StoredPicture | None) -> bool | Unavailable:
        if stored is None:
            return True
        try:
            async with places:
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

    return list(await asyncio.gather(*(one(stored) for stored in pictures)))
