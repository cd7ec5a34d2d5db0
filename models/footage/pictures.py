"""Pictures and the stored objects that they are pinned to."""

from dataclasses import dataclass
from uuid import UUID

from models.enums import OriginalState


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture of a video or an event. fault: the last check's result, REPLACED or MISSING; null: intact."""

    object_key: str
    video_id: UUID
    etag: str
    fault: OriginalState | None
