"""Clips: the requested range, and the stored result."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple
from uuid import UUID


class ClipNote(NamedTuple):
    """A remark about a clip: its kind and a detail. The message is CLIP_<kind> in models.messages.errors."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class ClipRange:
    """A range of footage in seconds from the first frame, with whole milliseconds.

    exact: cut at exactly these times, which needs encoding; otherwise start at the key frame before, without encoding.
    """

    start_seconds: float
    end_seconds: float
    exact: bool

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "ClipRange":
        return cls(float(payload["start_seconds"]), float(payload["end_seconds"]), bool(payload["exact"]))

    def to_payload(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def key_part(self) -> str:
        """A text for this range, as part of a job's key and of an object's key."""
        kind = "-exact" if self.exact else ""
        return f"{round(self.start_seconds * 1000)}-{round(self.end_seconds * 1000)}{kind}"


@dataclass(frozen=True, slots=True)
class StoredClip:
    """A stored clip, from start_seconds to end_seconds of the video. checksum_sha256 is hexadecimal.

    etag is null for clips from before etags were stored; object_version where the bucket keeps no versions. made_by:
    which code cut it, and whether with sound (see domain.videos.clip_job). encoded: its pictures were encoded again,
    for these reasons. omitted: parts of the original that the clip lacks. reasons and omitted hold the two words of a
    ClipNote each.
    """

    id: UUID
    start_seconds: float
    end_seconds: float
    object_key: str
    size_bytes: int
    checksum_sha256: str
    etag: str | None
    object_version: str | None
    made_by: str
    encoded: bool = False
    reasons: Sequence[Sequence[str]] = field(default_factory=list)
    omitted: Sequence[Sequence[str]] = field(default_factory=list)
