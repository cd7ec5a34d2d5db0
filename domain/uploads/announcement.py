"""What may be uploaded: checks on an announcement, and where the bytes will stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from uuid import uuid4

from domain.language.validation import validate_datetime, validate_line, validate_paragraph, validate_time_zone
from domain.uploads.checksums import validate_checksum
from models.errors import InvalidInput

# MIME type → extension of the key: the containers that can be opened (see vision.media.container), by their registered
# names, or by the customary ones where none is registered.
ACCEPTED_CONTENT_TYPES: Mapping[str, str] = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/x-m4v": ".m4v",
    "video/3gpp": ".3gp",
    "video/3gpp2": ".3g2",
    "video/x-matroska": ".mkv",
    "video/webm": ".webm",
    "video/x-msvideo": ".avi",
    "video/mp2t": ".ts",
    "video/mpeg": ".mpg",
    "video/x-ms-asf": ".asf",
    "video/x-ms-wmv": ".wmv",
    "video/x-flv": ".flv",
    "video/ogg": ".ogv",
    "application/mxf": ".mxf",
}
# What browsers and systems call them otherwise.
_CONTENT_TYPE_ALIASES: Mapping[str, str] = {
    "video/matroska": "video/x-matroska",
    "video/avi": "video/x-msvideo",
    "video/msvideo": "video/x-msvideo",
    "video/vnd.avi": "video/x-msvideo",
    "video/vnd.dlna.mpeg-tts": "video/mp2t",
    "video/m4v": "video/x-m4v",
    "video/x-ms-asf-plugin": "video/x-ms-asf",
}
# What browsers call a file whose kind they do not know: its name tells, and at the confirmation what it is.
_GENERIC_CONTENT_TYPES = frozenset({"application/octet-stream", "binary/octet-stream", ""})
_CONTENT_TYPE_OF_EXTENSION: Mapping[str, str] = {
    **{extension: kind for kind, extension in ACCEPTED_CONTENT_TYPES.items()},
    ".mpeg": "video/mpeg",
    ".vob": "video/mpeg",
    ".m2ts": "video/mp2t",
    ".mts": "video/mp2t",
    ".qt": "video/quicktime",
    ".ogg": "video/ogg",
    # Bare streams are refused at the confirmation, which says why.
    **dict.fromkeys((".h264", ".264", ".avc", ".h265", ".265", ".hevc", ".m2v", ".m1v"), "video/mpeg"),
}
LARGEST_BYTES = 50 * 1024**3
# Characters that turn the direction of what follows: "exe.4pm" would read as "mp4.exe".
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """An upload as its caller describes it, checked."""

    filename: str
    content_type: str
    size_bytes: int
    checksum_sha256: str | None
    part_checksums: bool
    name: str
    camera: str | None
    timezone: str
    description: str | None
    recorded_at: datetime | None

    def object_name(self, *, single_request: bool) -> str:
        """What it will be called in its video's folder of the storage bucket, while it is sent.

        An address that takes a whole file may be used again for as long as it holds, so what is sent at once is copied
        to where no address leads (see pinned_name). Parts make no object: that is done here, once.
        """
        return f"{'incoming/' if single_request else ''}original{ACCEPTED_CONTENT_TYPES[self.content_type]}"


def make_pinned_name(upload_key: str) -> str:
    """What the copy of a file that was sent at once is called in its video's folder: never the same twice."""
    return f"original/{uuid4().hex}{PurePosixPath(upload_key).suffix}"


def validate_upload(
    *,
    filename: str,
    content_type: str,
    size_bytes: int,
    checksum_sha256: str | None,
    part_checksums: bool,
    name: str | None,
    camera: str | None,
    timezone: str | None,
    description: str | None,
    recorded_at: datetime | None,
) -> UploadRequest:
    """Check what a caller announces. Raises InvalidInput for the first thing that is wrong."""
    filename = _validate_filename(filename)
    # Without parameters, such as the codecs that a browser's recorder adds.
    kind = content_type.split(";")[0].strip().lower()
    kind = _CONTENT_TYPE_ALIASES.get(kind, kind)
    if kind in _GENERIC_CONTENT_TYPES:
        kind = _CONTENT_TYPE_OF_EXTENSION.get(PurePosixPath(filename).suffix.lower(), kind)
    if kind not in ACCEPTED_CONTENT_TYPES:
        raise InvalidInput(
            "CONTENT_TYPE_NOT_ACCEPTED", field=("input", "contentType"), accepted=", ".join(ACCEPTED_CONTENT_TYPES)
        )
    if size_bytes == 0:
        raise InvalidInput("EMPTY_FILE", field=("input", "sizeBytes"))
    if not 0 < size_bytes <= LARGEST_BYTES:
        raise InvalidInput("SIZE_NOT_ACCEPTED", field=("input", "sizeBytes"), largest=LARGEST_BYTES)
    if checksum_sha256 is not None:
        checksum_sha256 = validate_checksum(checksum_sha256, ("input", "checksumSha256"))
    return UploadRequest(
        filename=filename,
        content_type=kind,
        size_bytes=size_bytes,
        checksum_sha256=checksum_sha256,
        part_checksums=part_checksums,
        name=validate_line(name, ("input", "name")) or filename,
        camera=validate_line(camera, ("input", "camera")),
        timezone=validate_time_zone(timezone or "UTC", ("input", "timezone")),
        description=validate_paragraph(description, ("input", "description")),
        recorded_at=validate_datetime(recorded_at, ("input", "recordedAt")),
    )


def _validate_filename(text: str) -> str:
    field = ("input", "filename")
    # Some browsers and scripts send the whole path; only its end is a name. Whoever steps upwards means something else.
    *folders, name = re.split(r"[/\\]", text)
    if ".." in folders or name.strip() in (".", ".."):
        raise InvalidInput("BAD_FILENAME", field=field)
    if _BIDI_CONTROLS.search(name):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    given = validate_line(name, field)
    if given is None:
        raise InvalidInput("BAD_FILENAME", field=field)
    return given
