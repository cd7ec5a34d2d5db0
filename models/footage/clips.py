"""A clip: which footage was asked for, and what was cut."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple
from uuid import UUID


class ClipNote(NamedTuple):
    """Something to tell about a clip: what kind, and of what. The sentence is CLIP_<kind> of models.messages.errors."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class ClipRange:
    """Footage between two moments: seconds from its first frame, in whole milliseconds.

    exact: from and to just these moments; else from the key frame before, as it was recorded.
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
        """The same for the same range: part of a job's key, and of an object's."""
        kind = "-exact" if self.exact else ""
        return f"{round(self.start_seconds * 1000)}-{round(self.end_seconds * 1000)}{kind}"


@dataclass(frozen=True, slots=True)
class StoredClip:
    """What was cut: from start_seconds to end_seconds. checksum_sha256 is hexadecimal.

    etag is null of clips that were cut before it was kept; object_version where the bucket keeps no versions. made_by:
    what cut it, and whether with sound (see domain.videos.clip_job). encoded:
    its pictures were encoded anew, for these reasons. omitted: what the original has and the clip has not. Both are
    lists of a Note's two words.
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
