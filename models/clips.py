"""A clip: which footage was asked for, and what was cut."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Range:
    """Footage between two moments: seconds from its first frame, in whole milliseconds.

    exact: from and to just these moments; else from the key frame before, as it was recorded.
    """

    start_seconds: float
    end_seconds: float
    exact: bool

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "Range":
        return cls(float(payload["start_seconds"]), float(payload["end_seconds"]), bool(payload["exact"]))

    def payload(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def name(self) -> str:
        """The same for the same range: part of a job's key, and of an object's."""
        kind = "-exact" if self.exact else ""
        return f"{round(self.start_seconds * 1000)}-{round(self.end_seconds * 1000)}{kind}"


@dataclass(frozen=True, slots=True)
class StoredClip:
    """What was cut: from start_seconds to end_seconds. checksum_sha256 is hexadecimal.

    etag is null of clips that were cut before it was kept; object_version where the bucket keeps no versions.
    """

    id: UUID
    start_seconds: float
    end_seconds: float
    object_key: str
    size_bytes: int
    checksum_sha256: str
    etag: str | None
    object_version: str | None
