"""What the store holds of an upload so far, and giving an upload up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.uploads.scope import UploadScope, plan_parts
from models.enums import UploadMethod, VideoStatus
from models.footage.stored_objects import PartHead
from models.mistakes import about_field
from models.rows.video import VideoRow

_TOKEN_FIELD = ("uploadToken",)


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """The parts that arrived, and the numbers of those that are missing. A single PUT is part 1."""

    video: VideoRow
    method: UploadMethod
    parts: Sequence[PartHead]
    missing: Sequence[int]
    expires_at: datetime


async def load_received(scope: UploadScope, token: str, columns: frozenset[str]) -> ReceivedUpload:
    """What arrived so far. Raises InvalidInput for an invalid token, NotFound for another organization's."""
    terms = scope.read_terms(token, _TOKEN_FIELD)
    video = await scope.load_video(terms.video_id, columns | {"status", "etag", "size_bytes"}, _TOKEN_FIELD)
    layout = plan_parts(terms)
    if layout is None and video["status"] != VideoStatus.UPLOADING:
        # The confirmed file is under another key. What is sent to the upload's key now changes nothing.
        parts = [PartHead(1, video["etag"] or "", video["size_bytes"])]
        return ReceivedUpload(video, UploadMethod.SINGLE, parts, [], terms.expires_at)
    head = await scope.data.objects.head("storage", terms.key)
    if layout is None:
        parts = [] if head is None else [PartHead(1, head.etag, head.size_bytes)]
        return ReceivedUpload(video, UploadMethod.SINGLE, parts, [] if parts else [1], terms.expires_at)
    if head is not None:
        # The parts were joined: none is left, and none is missing.
        return ReceivedUpload(video, UploadMethod.MULTIPART, [], [], terms.expires_at)
    assert terms.upload_id is not None
    parts = await scope.data.objects.list_parts("storage", terms.key, terms.upload_id) or []
    missing = layout.missing_parts({part.number: part.size_bytes for part in parts})
    return ReceivedUpload(video, UploadMethod.MULTIPART, parts, missing, terms.expires_at)


async def abort_upload(scope: UploadScope, token: str) -> UUID:
    """Remove every trace of an upload that is not confirmed; the id of the video that it would have been."""
    terms = scope.read_terms(token, _TOKEN_FIELD)
    with about_field(*_TOKEN_FIELD):
        await scope.remove_unconfirmed(terms.video_id, "abortUpload")
    return terms.video_id
