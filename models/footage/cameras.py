"""A camera's correction, which its existing footage follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

# Settings that footage has of its camera. A correction stores each that changed as [before, after].
FOLLOWED_SETTINGS = ("name", "site", "timezone", "clock_offset_seconds", "zones")
# What following a correction reads of a video.
FOLLOWING_COLUMNS = (
    "id",
    "camera",
    "site",
    "timezone",
    "zones",
    "recorded_at",
    "clock_offset_seconds",
    "recorded_offset_seconds",
    "camera_change",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """settings: (before, after) by setting. keep_moments: no recording moves for a new time zone."""

    id: UUID
    settings: Mapping[str, tuple[Any, Any]]
    keep_moments: bool = False

    @classmethod
    def from_stored(cls, id_: UUID, change: Mapping[str, Any]) -> "Correction":
        settings = {name: (before, after) for name, (before, after) in change["settings"].items()}
        return cls(id_, settings, bool(change.get("keep_moments")))


@dataclass(frozen=True, slots=True)
class CorrectionOrder:
    """A correction whose footage has followed, with who ordered it and what came of it.

    moved: how many of the videos got other times; least_seconds, most_seconds: by how much.
    """

    id: UUID
    user_id: str
    request_id: str
    settings: Sequence[str]
    videos: int
    moved: int
    least_seconds: float | None
    most_seconds: float | None


@dataclass(frozen=True, slots=True)
class FollowedVideo:
    """What a video becomes. moved_seconds: by how much recorded_at moves for each correction; null: it has no time."""

    id: UUID
    columns: Mapping[str, Any]
    moved_seconds: Mapping[UUID, float]
