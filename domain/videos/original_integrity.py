"""Checks that originals are the objects that were confirmed, whenever one is read or handed out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Literal, Protocol

from domain.ports import OriginalFaultLog, ReadableObject
from models.access.principal import Principal
from models.enums import OriginalState, StorageTier
from models.errors import Unavailable, UnusableMedia, UserMistake, WatchgraphError, WrongState
from models.footage.originals import ObjectRef, Original

_log = logging.getLogger(__name__)
# Concurrent HEAD requests for one caller.
_CONCURRENT_HEADS = 16
_EXPIRED = OriginalState.EXPIRED
_ARCHIVED = (StorageTier.COLD, StorageTier.RESTORING)
_FAULT_OF_CODE = {"ORIGINAL_REPLACED": OriginalState.REPLACED, "ORIGINAL_MISSING": OriginalState.MISSING}


class OriginalStorage(Protocol):
    async def head(self, bucket: Literal["storage"], key: str, version: str | None, /) -> ReadableObject | None: ...

    async def is_readable(self, bucket: Literal["storage"], pinned: ObjectRef, /) -> bool: ...


def fault_error(fault: OriginalState) -> UserMistake:
    """The error for an original with this fault."""
    if fault is OriginalState.MISSING:
        return UnusableMedia("ORIGINAL_MISSING")
    if fault is _EXPIRED:
        return WrongState("FOOTAGE_EXPIRED")
    return WrongState("ORIGINAL_REPLACED")


async def check_originals(
    objects: OriginalStorage,
    fault_log: OriginalFaultLog,
    principal: Principal,
    originals: Sequence[Original],
    request_id: str,
) -> list[WatchgraphError | None]:
    """For each original, the error that forbids handing it out; None where it is the object that was confirmed.

    New faults are noted. A pinned original that cannot be checked is not handed out either.
    """
    slots = asyncio.Semaphore(_CONCURRENT_HEADS)

    async def check(original: Original) -> WatchgraphError | None:
        pinned = original.pinned
        if original.fault is _EXPIRED:
            return fault_error(_EXPIRED)
        if pinned.etag is None:
            # There is nothing to compare: its video says UNPINNED.
            return _archived_error(original, is_archived=False)
        try:
            async with slots:
                head = await objects.head("storage", pinned.key, pinned.version)
                # Also where a rule of the bucket has just put it there. Some stores let it be read all the same.
                is_archived = head is not None and head.is_archived
                is_archived = is_archived and not await objects.is_readable("storage", pinned)
            fault = None
            if head is None:
                fault = OriginalState.MISSING
            elif pinned.etag != head.etag:
                fault = OriginalState.REPLACED
            if fault is not original.fault:
                await _record_fault(fault_log, principal, original, fault, request_id)
        except Unavailable as error:
            return error
        if fault is not None:
            return fault_error(fault)
        return _archived_error(original, is_archived=is_archived)

    return list(await asyncio.gather(*(check(original) for original in originals)))


def _archived_error(original: Original, *, is_archived: bool) -> WrongState | None:
    """The error for an original that has to be restored first."""
    if original.tier in _ARCHIVED:
        return WrongState("FOOTAGE_ARCHIVED", tier=original.tier.value)
    return WrongState("FOOTAGE_ARCHIVED", tier=StorageTier.COLD.value) if is_archived else None


@asynccontextmanager
async def record_faults(
    fault_log: OriginalFaultLog, principal: Principal, original: Original, request_id: str
) -> AsyncIterator[None]:
    """Note faults of an original that the block raises while it reads it; the error passes on."""
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
        state = "as it was confirmed" if fault is None else fault.value
        _log.warning("An original was found changed", extra={"video_id": str(original.video_id), "found": state})
