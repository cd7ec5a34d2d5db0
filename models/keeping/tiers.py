"""Tiers of storage, and how a video moves between them.

HOT (S3 Standard) and WARM (Standard-IA) are read at once. COLD (Glacier Flexible Retrieval) has to be restored: then it
is RESTORING for hours, HOT for some days, and COLD again. An original that moves is copied into its new class under a
new key, and the video names the copy from one transaction on; so a process may die at any time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.enums import OriginalState, StorageTier, VideoStatus
from models.errors import UnusableMedia, UserMistake, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ARCHIVE_CLASSES, Bucket

STORAGE_CLASSES: Mapping[StorageTier, str] = {
    StorageTier.HOT: "STANDARD",
    StorageTier.WARM: "STANDARD_IA",
    StorageTier.COLD: "GLACIER",
}
ARCHIVED_TIERS = frozenset({StorageTier.COLD, StorageTier.RESTORING})
AVAILABILITY_COLUMNS = ("tier", "original_fault")
TIER_COLUMNS = (
    "id", "name", "status", "size_bytes", "content_type", "recorded_at", "created_at", "expires_at", "held_until",
    "tier_changed_at", "restore", "restored_until", *AVAILABILITY_COLUMNS, *ObjectRef.COLUMNS,
)  # fmt: skip


def tier_of_class(storage_class: str) -> StorageTier:
    """The tier of an object of this class, if nothing was restored."""
    if storage_class in ARCHIVE_CLASSES:
        return StorageTier.COLD
    return StorageTier.HOT if storage_class in ("STANDARD", "REDUCED_REDUNDANCY") else StorageTier.WARM


def find_obstacle(video: Mapping[str, Any]) -> UserMistake | None:
    """Why the footage cannot be read now; None where it can. video: a row with AVAILABILITY_COLUMNS."""
    if video["original_fault"] == OriginalState.EXPIRED:
        return WrongState("FOOTAGE_EXPIRED")
    if video["tier"] in ARCHIVED_TIERS:
        return WrongState("FOOTAGE_ARCHIVED", tier=video["tier"])
    return None


def find_move_obstacle(video: Mapping[str, Any], tier: StorageTier, *, held: bool) -> UserMistake | None:
    """Why a video cannot move to this tier now; None where it can. video: a row with TIER_COLUMNS."""
    status, current = VideoStatus(video["status"]), StorageTier(video["tier"])
    if status is VideoStatus.UPLOADING:
        return WrongState("NOT_UPLOADED")
    if video["original_fault"] is not None:
        return _find_fault(OriginalState(video["original_fault"]))
    if status in (VideoStatus.QUEUED, VideoStatus.ANALYZING):
        return WrongState("TIER_OF_ANALYZED")
    if current is StorageTier.RESTORING:
        return WrongState("TIER_RESTORING")
    if current is tier and video["restored_until"] is None:
        return WrongState("TIER_SAME", tier=tier.value)
    if current is StorageTier.COLD or video["restored_until"] is not None:
        # A restored copy is read, and ends by itself; what lasts is the archived object.
        return WrongState("TIER_NEEDS_RESTORE") if tier is not StorageTier.COLD else WrongState("TIER_RESTORED")
    return WrongState("LEGAL_HOLD") if held and tier is StorageTier.COLD else None


def _find_fault(fault: OriginalState) -> UserMistake:
    if fault is OriginalState.EXPIRED:
        return WrongState("FOOTAGE_EXPIRED")
    return UnusableMedia("ORIGINAL_MISSING") if fault is OriginalState.MISSING else WrongState("ORIGINAL_REPLACED")


@dataclass(frozen=True, slots=True)
class KeptObject:
    """An original or a clip, by its object. content_type: as it was announced."""

    bucket: Bucket
    pinned: ObjectRef
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class MovedObject:
    """An object and its copy in another class."""

    former: KeptObject
    now: ObjectRef


@dataclass(frozen=True, slots=True)
class KeptVideo:
    """A video with everything of it that moves between tiers: its original first, then its clips."""

    id: UUID
    tier: StorageTier
    held_until: datetime | None
    restored_until: datetime | None
    restore: Mapping[str, Any] | None
    objects: Sequence[KeptObject]


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """The order of a restoration. percent: objects that are there; tries: how often S3 was asked."""

    days: int
    at: datetime
    percent: int = 0
    tries: int = 0

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "RestoreOrder":
        return cls(stored["days"], datetime.fromisoformat(stored["at"]), stored["percent"], stored["tries"])

    def to_stored(self) -> dict[str, Any]:
        return {"days": self.days, "at": self.at.isoformat(), "percent": self.percent, "tries": self.tries}
