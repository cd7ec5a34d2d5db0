"""Checks the announcement of an upload: which files are accepted, and under which names they are stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from domain.language.validation import validate_datetime, validate_line, validate_paragraph, validate_time_zone
from domain.uploads.checksums import validate_checksum
from models.errors import InvalidInput
from models.mistakes import MistakeCollector

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
# Other names that browsers and systems use for them.
_CONTENT_TYPE_ALIASES: Mapping[str, str] = {
    "video/matroska": "video/x-matroska",
    "video/avi": "video/x-msvideo",
    "video/msvideo": "video/x-msvideo",
    "video/vnd.avi": "video/x-msvideo",
    "video/vnd.dlna.mpeg-tts": "video/mp2t",
    "video/m4v": "video/x-m4v",
    "video/x-ms-asf-plugin": "video/x-ms-asf",
}
# What browsers call a file of unknown type: its extension decides, and at the confirmation its content.
_GENERIC_CONTENT_TYPES = frozenset({"application/octet-stream", "binary/octet-stream", ""})
_CONTENT_TYPE_OF_EXTENSION: Mapping[str, str] = {
    **{extension: kind for kind, extension in ACCEPTED_CONTENT_TYPES.items()},
    ".mpeg": "video/mpeg",
    ".vob": "video/mpeg",
    ".m2ts": "video/mp2t",
    ".mts": "video/mp2t",
    ".qt": "video/quicktime",
    ".ogg": "video/ogg",
    # Bare streams are refused at the confirmation, with the reason.
    **dict.fromkeys((".h264", ".264", ".avc", ".h265", ".265", ".hevc", ".m2v", ".m1v"), "video/mpeg"),
}
LARGEST_BYTES = 50 * 1024**3
# Characters that reverse the direction of the text after them: "exe.4pm" would read as "mp4.exe".
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class UploadAnnouncement:
    """An upload as its caller describes it, unchecked."""

    filename: str
    content_type: str
    size_bytes: int
    checksum_sha256: str | None = None
    part_checksums: bool | None = False
    name: str | None = None
    camera: str | None = None
    camera_id: UUID | None = None
    timezone: str | None = None
    description: str | None = None
    recorded_at: datetime | None = None
    allow_duplicate: bool | None = False


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """A checked announcement. allow_duplicate: take the file even where the organization has it already.

    timezone: as it was given; null: the camera's. recorded_at: as it was given, with its offset.
    """

    filename: str
    content_type: str
    size_bytes: int
    checksum_sha256: str | None
    part_checksums: bool
    name: str
    camera: str | None
    timezone: str | None
    description: str | None
    recorded_at: datetime | None
    allow_duplicate: bool = False
    camera_id: UUID | None = None

    def object_name(self, *, single_request: bool) -> str:
        """The name of the object in its video's folder of the storage bucket, while the bytes are sent.

        A URL that takes a whole file can be used again until it expires, so the file is copied afterwards to a key
        without a URL (`make_pinned_name`). Parts need no copy: the server itself joins them, once.
        """
        return f"{'incoming/' if single_request else ''}original{ACCEPTED_CONTENT_TYPES[self.content_type]}"

    def to_columns(self) -> dict[str, Any]:
        """The columns of the new video, without those that it has of its camera.

        Its object key is set once the video's id is known.
        """
        return {
            "name": self.name,
            "original_filename": self.filename,
            "description": self.description,
            "content_type": self.content_type,
            "size_bytes": self.size_bytes,
            "checksum_sha256": self.checksum_sha256,
            "object_key": "",
        }


def make_pinned_name(upload_key: str) -> str:
    """The name of the copy of a file that was sent in one request, in its video's folder. Never the same twice."""
    return f"original/{uuid4().hex}{PurePosixPath(upload_key).suffix}"


def validate_upload(announcement: UploadAnnouncement) -> UploadRequest:
    """Check what a caller announces. Raises InvalidInput for all that is wrong."""
    given = announcement
    with MistakeCollector() as mistakes:
        filename = mistakes.check(_validate_filename, given.filename)
        content_type = mistakes.check(_validate_content_type, given.content_type, filename or given.filename)
        size_bytes = mistakes.check(_validate_size, given.size_bytes)
        checksum = given.checksum_sha256
        if checksum is not None:
            checksum = mistakes.check(validate_checksum, checksum, ("input", "checksumSha256"))
        name = mistakes.check(validate_line, given.name, ("input", "name"))
        camera = mistakes.check(validate_line, given.camera, ("input", "camera"))
        timezone = given.timezone or None
        if timezone is not None:
            timezone = mistakes.check(validate_time_zone, timezone, ("input", "timezone"))
        description = mistakes.check(validate_paragraph, given.description, ("input", "description"))
        recorded_at = mistakes.check(validate_datetime, given.recorded_at, ("input", "recordedAt"))
    return UploadRequest(
        filename=filename,
        content_type=content_type,
        size_bytes=size_bytes,
        checksum_sha256=checksum,
        part_checksums=bool(given.part_checksums),
        name=name or filename,
        camera=camera,
        timezone=timezone,
        description=description,
        recorded_at=recorded_at,
        allow_duplicate=bool(given.allow_duplicate),
        camera_id=given.camera_id,
    )


def choose_content_type(content_type: str | None, filename: str) -> str:
    """The registered MIME type of an object that others stored. Many say nothing of use, so the extension counts first.

    Raises InvalidInput for one that is no video.
    """
    by_extension = _CONTENT_TYPE_OF_EXTENSION.get(PurePosixPath(filename).suffix.lower())
    return by_extension or _validate_content_type(content_type or "", filename)


def _validate_content_type(content_type: str, filename: str) -> str:
    """The registered MIME type of a container that can be opened, without parameters such as the codecs of a browser's
    recorder. The extension of the file name decides where the browser does not know the type."""
    kind = content_type.split(";")[0].strip().lower()
    kind = _CONTENT_TYPE_ALIASES.get(kind, kind)
    if kind in _GENERIC_CONTENT_TYPES:
        kind = _CONTENT_TYPE_OF_EXTENSION.get(PurePosixPath(filename).suffix.lower(), kind)
    if kind not in ACCEPTED_CONTENT_TYPES:
        raise InvalidInput(
            "CONTENT_TYPE_NOT_ACCEPTED", field=("input", "contentType"), accepted=", ".join(ACCEPTED_CONTENT_TYPES)
        )
    return kind


def _validate_size(size_bytes: int) -> int:
    if size_bytes == 0:
        raise InvalidInput("EMPTY_FILE", field=("input", "sizeBytes"))
    if not 0 < size_bytes <= LARGEST_BYTES:
        raise InvalidInput("SIZE_NOT_ACCEPTED", field=("input", "sizeBytes"), largest=LARGEST_BYTES)
    return size_bytes


def _validate_filename(text: str) -> str:
    field = ("input", "filename")
    # Some browsers and scripts send the whole path; only its end is a name. ".." in it is no path of a file.
    *folders, name = re.split(r"[/\\]", text)
    if ".." in folders or name.strip() in (".", ".."):
        raise InvalidInput("BAD_FILENAME", field=field)
    if _BIDI_CONTROLS.search(name):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    filename = validate_line(name, field)
    if filename is None:
        raise InvalidInput("BAD_FILENAME", field=field)
    return filename
