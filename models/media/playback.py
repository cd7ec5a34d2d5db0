"""What browsers play of a video: its original, or a rendition that was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self
from uuid import UUID

from models.enums import PlaybackState, StorageTier, VideoStatus
from models.footage.originals import Original
from models.media.signed_urls import SignedUrl

_READABLE = frozenset({StorageTier.HOT, StorageTier.WARM})


@dataclass(frozen=True, slots=True)
class StoredRendition:
    """What browsers play where they do not play the original: an object in the highlights bucket.

    checksum_sha256 is hexadecimal. made_by: which code made it, and whether with sound. encoded: its pictures were
    encoded again.
    """

    video_id: UUID
    object_key: str
    size_bytes: int
    checksum_sha256: str
    etag: str | None
    object_version: str | None
    made_by: str
    encoded: bool


@dataclass(frozen=True, slots=True)
class PlayedVideo:
    """What of a video's row decides what is played of it.

    plays: whether browsers play the original; None: not known. is_readable: whether the original lies where it can be
    read at once.
    """

    original: Original
    is_uploaded: bool
    is_readable: bool
    plays: bool | None
    size_bytes: int
    duration_seconds: float | None

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "status",
        "tier",
        "play_obstacles",
        "size_bytes",
        "duration_seconds",
        *Original.COLUMNS,
    )

    @classmethod
    def from_row(cls, video: Mapping[str, Any]) -> Self:
        """From a video's row with COLUMNS."""
        obstacles = video["play_obstacles"]
        return cls(
            Original.from_row(video),
            is_uploaded=video["status"] != VideoStatus.UPLOADING,
            is_readable=video["tier"] in _READABLE,
            plays=None if obstacles is None else not obstacles,
            size_bytes=video["size_bytes"],
            duration_seconds=video["duration_seconds"],
        )


@dataclass(frozen=True, slots=True)
class Playback:
    """What is played of a video. signed: null unless state is ORIGINAL or READY. error: code and values of why not."""

    state: PlaybackState
    signed: SignedUrl | None = None
    error_code: str | None = None
    error_values: dict[str, Any] = field(default_factory=dict)
