"""Copies an object of the inbox to where originals live. S3 copies; a large object in parts, which a process that is
killed does not lose."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import uuid4

from domain.inbox.path import InboxKey
from domain.inbox.ports import InboxData
from domain.uploads.announcement import LARGEST_BYTES, choose_content_type
from domain.uploads.pinning import PinnedObject
from models.access.principal import Principal
from models.errors import AccessDenied, InvalidInput, NotFound, Unavailable, WrongState
from models.footage.inbox import InboxObject, InboxState
from models.footage.object_keys import is_video_key, video_folder
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ObjectHead

_log = logging.getLogger(__name__)


class SourceReplaced(Exception):
    """Another object is at the key now. head: what the store says of it."""

    def __init__(self, head: ObjectHead) -> None:
        super().__init__()
        self.head = head


@dataclass(frozen=True, slots=True)
class TransferLimits:
    """Objects of up to single_bytes are copied in one call, larger ones in parts of part_bytes: each call ends within
    seconds. S3 allows 10,000 parts."""

    single_bytes: int = 128 * 1024**2
    part_bytes: int = 128 * 1024**2


@dataclass(frozen=True, slots=True)
class Copy:
    """in_parts: attempts that follow each other, or run at the same time, work on the same copy."""

    pinned: PinnedObject
    in_parts: bool


class Transfer:
    def __init__(self, data: InboxData, limits: TransferLimits) -> None:
        self._data = data
        self._limits = limits

    async def look(self, source: ObjectRef) -> ObjectHead:
        """What the store says of the object. Raises WrongState where it is gone or closed to us, SourceReplaced."""
        try:
            head = await self._data.objects.head("storage", source.key, source.version)
        except AccessDenied:
            raise WrongState("INBOX_ACCESS_DENIED", key=source.key) from None
        if head is None:
            raise WrongState("INBOX_OBJECT_MISSING", key=source.key)
        if source.etag is not None and head.etag != source.etag:
            raise SourceReplaced(head)
        return head

    async def copy(self, principal: Principal, row: InboxObject, head: ObjectHead, content_type: str) -> Copy:
        """The copy, which nobody else writes to. Raises as `look`, also where the object changes meanwhile."""
        folder = video_folder(row.organization, row.video_id)
        key = f"{folder}original/{uuid4().hex}{PurePosixPath(row.source.key).suffix.lower()}"
        in_parts = head.size_bytes > self._limits.single_bytes
        try:
            if not in_parts:
                await self._data.objects.copy(
                    "storage", row.source, key, size_bytes=head.size_bytes, content_type=content_type
                )
            else:
                key = await self._copy_parts(principal, row, key, head.size_bytes, content_type)
        except AccessDenied:
            raise WrongState("INBOX_ACCESS_DENIED", key=row.source.key) from None
        except (NotFound, WrongState) as error:
            if error.code == "INBOX_OBJECT_ARCHIVED":
                raise
            await self.look(row.source)
            # It is there and the same: the copy raced with something that is over.
            raise Unavailable(service="S3") from None
        copied = await self._data.objects.head("storage", key)
        if copied is None or copied.size_bytes != head.size_bytes:
            raise Unavailable(service="S3")
        copy = Copy(PinnedObject(key, copied), in_parts)
        try:
            # Not every store holds to the condition on the source's etag.
            await self.look(row.source)
        except WrongState:
            # Gone since: the copy is all there is of it.
            _log.warning("An object of the inbox went while it was copied; its copy is kept")
        except SourceReplaced:
            await self.discard(principal, row, copy)
            raise
        return copy

    async def _copy_parts(
        self, principal: Principal, row: InboxObject, new_key: str, size_bytes: int, content_type: str
    ) -> str:
        """Go on with the copy in parts that an earlier attempt began, or begin one; its key."""
        objects, state = self._data.objects, row.copy
        if state is None:
            upload_id = await objects.begin_multipart("storage", new_key, content_type, part_checksums=False)
            state = {"key": new_key, "uploadId": upload_id}
            inbox = self._data.inbox
            if not await inbox.update(principal, row.id, only_in=InboxState.WAITING, copy_state=state):
                await objects.abort_multiparts("storage", new_key.rpartition("/")[0] + "/", is_video_key)
                raise Unavailable(service="S3")
        key, upload_id = str(state["key"]), str(state["uploadId"])
        parts = await objects.copy_missing_parts(
            "storage", row.source, key, upload_id, size_bytes=size_bytes, part_bytes=self._limits.part_bytes
        )
        joined = parts is not None and await objects.complete_multipart("storage", key, upload_id, parts)
        if not joined and await objects.head("storage", key) is None:
            # The parts were discarded, as by a rule for unfinished uploads: begin anew.
            await self._data.inbox.update(principal, row.id, copy_state=None)
            raise Unavailable(service="S3")
        return key

    async def discard(self, principal: Principal, row: InboxObject, copy: Copy | None) -> None:
        """Delete a copy, or what there is of it, unless another attempt has made it an original. copy: null where it
        was not finished."""
        key = None if copy is None or copy.in_parts else copy.pinned.key
        if row.size_bytes > self._limits.single_bytes:
            # Attempts share a copy in parts: whoever takes it out of the row deletes it, and nobody stores it then.
            latest = await self._data.inbox.get(principal, row.id)
            state = None if latest is None else latest.copy
            if await self._data.inbox.update(principal, row.id, only_in=InboxState.WAITING, copy_state=None):
                key = None if state is None else str(state["key"])
        # What cannot be reached now stays without a name.
        with suppress(Unavailable):
            folder = f"{video_folder(row.organization, row.video_id)}original/"
            await self._data.objects.abort_multiparts("storage", folder, is_video_key)
            if key is not None:
                await self._data.objects.delete("storage", key)


def check_object(key: InboxKey, head: ObjectHead) -> str:
    """The content type of the object. Raises InvalidInput for one that is no video, empty, or too large."""
    if head.size_bytes == 0:
        raise InvalidInput("EMPTY_FILE")
    if head.size_bytes > LARGEST_BYTES:
        raise InvalidInput("SIZE_NOT_ACCEPTED", largest=LARGEST_BYTES)
    return choose_content_type(head.content_type, key.filename)
