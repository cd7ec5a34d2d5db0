"""Originals and the objects that they are pinned to at confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from models.enums import OriginalState, StorageTier, VideoStatus


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object's key, with the etag and version that were checked.

    etag is null for videos confirmed before originals were pinned; version where the bucket keeps no versions.
    """

    key: str
    etag: str | None = None
    version: str | None = None

    COLUMNS: ClassVar[tuple[str, ...]] = ("object_key", "etag", "object_version")

    @classmethod
    def from_row(cls, video: Mapping[str, Any]) -> Self:
        """From a video's row with COLUMNS."""
        return cls(video["object_key"], video["etag"], video["object_version"])


@dataclass(frozen=True, slots=True)
class Original:
    """A video's original, from its row. fault: the last check's result, REPLACED or MISSING; null: intact."""

    video_id: UUID
    pinned: ObjectRef
    fault: OriginalState | None
    tier: StorageTier = StorageTier.HOT

    COLUMNS: ClassVar[tuple[str, ...]] = ("id", *ObjectRef.COLUMNS, "original_fault", "tier")

    @classmethod
    def from_row(cls, video: Mapping[str, Any]) -> Self:
        """From a video's row with COLUMNS."""
        return cls(video["id"], ObjectRef.from_row(video), _parse_fault(video), StorageTier(video["tier"]))


# The columns that `original_state` reads.
STATE_COLUMNS = ("status", "etag", "original_fault")


def original_state(video: Mapping[str, Any]) -> OriginalState:
    """The state of a video's original at its last check. video: a row with STATE_COLUMNS."""
    if video["status"] == VideoStatus.UPLOADING:
        return OriginalState.PENDING
    return _parse_fault(video) or (OriginalState.UNPINNED if video["etag"] is None else OriginalState.PINNED)


def _parse_fault(video: Mapping[str, Any]) -> OriginalState | None:
    return None if video["original_fault"] is None else OriginalState(video["original_fault"])
