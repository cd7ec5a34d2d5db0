"""Whether originals are the objects that were confirmed: compared whenever one is read or handed out, and written down
where one is not.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Literal, Protocol

from domain.ports import ObjectHead, OriginalFaultLog
from models.access.principal import Principal
from models.enums import OriginalState
from models.errors import Unavailable, UnusableMedia, UserMistake, WatchgraphError, WrongState
from models.footage.originals import Original

_log = logging.getLogger(__name__)
# Objects looked at together for one caller.
_CONCURRENT_HEADS = 16
_FAULT_OF_CODE = {"ORIGINAL_REPLACED": OriginalState.REPLACED, "ORIGINAL_MISSING": OriginalState.MISSING}


class OriginalStorage(Protocol):
    async def head(self, bucket: Literal["storage"], key: str, version: str | None, /) -> ObjectHead | None: ...


def fault_error(fault: OriginalState) -> UserMistake:
    """Why an original with this fault is not handed out."""
    if fault is OriginalState.MISSING:
        return UnusableMedia("ORIGINAL_MISSING")
    return WrongState("ORIGINAL_REPLACED")


async def check_originals(
    objects: OriginalStorage,
    fault_log: OriginalFaultLog,
    principal: Principal,
    originals: Sequence[Original],
    request_id: str,
) -> list[WatchgraphError | None]:
    """Why each original must not be handed out now, in order; None where it is the object that was confirmed.

    What was not known of it is written down. A pinned one that cannot be looked at is not handed out either.
    """
    places = asyncio.Semaphore(_CONCURRENT_HEADS)

    async def one(original: Original) -> WatchgraphError | None:
        pinned = original.pinned
        if pinned.etag is None:
            # There is nothing to compare it with: its video says UNPINNED.
            return None
        try:
            async with places:
                head = await objects.head("storage", pinned.key, pinned.version)
            fault = None
            if head is None:
                fault = OriginalState.MISSING
            elif pinned.etag != head.etag:
                fault = OriginalState.REPLACED
            if fault is not original.fault:
                await _record_fault(fault_log, principal, original, fault, request_id)
        except Unavailable as error:
            return error
        return None if fault is None else fault_error(fault)

    return list(await asyncio.gather(*(one(original) for original in originals)))


@asynccontextmanager
async def record_faults(
    fault_log: OriginalFaultLog, principal: Principal, original: Original, request_id: str
) -> AsyncIterator[None]:
    """Write down what reading an original inside finds of it. Whatever is raised there goes on."""
    try:
        yield
    except UserMistake as error:
        fault = _FAULT_OF_CODE.get(error.code)
        if fault is not None:
            await _record_fault(fault_log, principal, original, fault, request_id)
        raise


async def _record_fault(
    fault_log: OriginalFaultLog, principal: Principal, original: Original, fault: OriginalState | None, request_id: str
) -> None:
    if await fault_log.record_original_fault(principal, original, fault, request_id):
        found = "as it was confirmed" if fault is None else fault.value
        _log.warning("An original was found changed", extra={"video_id": str(original.video_id), "found": found})
