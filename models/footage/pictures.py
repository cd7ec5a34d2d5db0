"""A picture, and the object that it is: what was stored, and nothing that came later."""

from dataclasses import dataclass
from uuid import UUID

from models.enums import OriginalState


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Of a video or an event. fault: what was noticed last, REPLACED or MISSING; null: nothing."""

    object_key: str
    video_id: UUID
    etag: str
    fault: OriginalState | None
