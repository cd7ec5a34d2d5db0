"""What may be uploaded: checks on an announcement, and where the bytes will stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.given import line, moment, paragraph, zone
from models.errors import InvalidInput

# MIME type → extension of the key. What PyAV's demuxers open: ISO media, Matroska, AVI, MPEG program and transport.
ACCEPTED: Mapping[str, str] = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/x-matroska": ".mkv",
    "video/webm": ".webm",
    "video/x-msvideo": ".avi",
    "video/mp2t": ".ts",
    "video/mpeg": ".mpg",
    "video/3gpp": ".3gp",
}
# One PUT carries at most 5 GiB: a limit of S3.
LARGEST_BYTES = 5 * 1024**3
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Announcement:
    """An upload as its caller describes it, checked."""

    filename: str
    content_type: str
    size_bytes: int
    checksum_sha256: str | None
    name: str
    camera: str | None
    timezone: str
    description: str | None
    recorded_at: datetime | None

    def key(self, organization: str, video_id: UUID) -> str:
        """Where the original will stand in the storage bucket."""
        return f"{organization}/{video_id}/original{ACCEPTED[self.content_type]}"


def announced(
    *,
    filename: str,
    content_type: str,
    size_bytes: int,
    checksum_sha256: str | None,
    name: str | None,
    camera: str | None,
    timezone: str | None,
    description: str | None,
    recorded_at: datetime | None,
) -> Announcement:
    """Check what a caller announces. Raises InvalidInput for the first thing that is wrong."""
    filename = _filename(filename)
    kind = content_type.strip().lower()
    if kind not in ACCEPTED:
        raise InvalidInput("CONTENT_TYPE_NOT_ACCEPTED", field=("input", "contentType"), accepted=", ".join(ACCEPTED))
    if size_bytes == 0:
        raise InvalidInput("EMPTY_FILE", field=("input", "sizeBytes"))
    if not 0 < size_bytes <= LARGEST_BYTES:
        raise InvalidInput("SIZE_NOT_ACCEPTED", field=("input", "sizeBytes"), largest=LARGEST_BYTES)
    checksum = None if checksum_sha256 is None else checksum_sha256.strip().lower()
    if checksum is not None and not _SHA256.fullmatch(checksum):
        raise InvalidInput("BAD_CHECKSUM", field=("input", "checksumSha256"))
    return Announcement(
        filename=filename,
        content_type=kind,
        size_bytes=size_bytes,
        checksum_sha256=checksum,
        name=line(name, ("input", "name")) or filename,
        camera=line(camera, ("input", "camera")),
        timezone=zone(timezone or "UTC", ("input", "timezone")),
        description=paragraph(description, ("input", "description")),
        recorded_at=moment(recorded_at, ("input", "recordedAt")),
    )


def _filename(text: str) -> str:
    # Some browsers and scripts send the whole path; only its end is a name.
    name = line(re.split(r"[/\\]", text)[-1], ("input", "filename"))
    if name is None or name in (".", ".."):
        raise InvalidInput("BAD_FILENAME", field=("input", "filename"))
    return name
