"""An original, and the object that it is: what was checked at its confirmation, and nothing that came later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from models.enums import OriginalState, VideoStatus


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object by its key and, since it was checked, its etag; version where the bucket keeps versions.

    etag is null of videos that were confirmed before originals were pinned.
    """

    key: str
    etag: str | None = None
    version: str | None = None

    COLUMNS: ClassVar[tuple[str, ...]] = ("object_key", "etag", "object_version")

    @classmethod
    def from_row(cls, video: Mapping[str, Any]) -> Self:
        """Of a video's row with COLUMNS."""
        return cls(video["object_key"], video["etag"], video["object_version"])


@dataclass(frozen=True, slots=True)
class Original:
    """A video's original as its row tells it. fault: what was noticed last, REPLACED or MISSING; null: nothing."""

    video_id: UUID
    pinned: ObjectRef
    fault: OriginalState | None

    COLUMNS: ClassVar[tuple[str, ...]] = ("id", *ObjectRef.COLUMNS, "original_fault")

    @classmethod
    def from_row(cls, video: Mapping[str, Any]) -> Self:
        """Of a video's row with COLUMNS."""
        return cls(video["id"], ObjectRef.from_row(video), _parse_fault(video))


# The columns that `state` reads.
STATE_COLUMNS = ("status", "etag", "original_fault")


def original_state(video: Mapping[str, Any]) -> OriginalState:
    """How the original of a video stood when it was last looked at. video: a row with STATE_COLUMNS."""
    if video["status"] == VideoStatus.UPLOADING:
        return OriginalState.PENDING
    return _parse_fault(video) or (OriginalState.UNPINNED if video["etag"] is None else OriginalState.PINNED)


def _parse_fault(video: Mapping[str, Any]) -> OriginalState | None:
    return None if video["original_fault"] is None else OriginalState(video["original_fault"])
