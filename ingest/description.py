"""What the API is told about a recording."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.journal import Entry

_TYPES = {
    ".mkv": "video/x-matroska",
    ".ts": "video/mp2t",
    ".m2ts": "video/mp2t",
    ".avi": "video/x-msvideo",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".flv": "video/x-flv",
    ".ps": "video/mp2p",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
    ".3gp": "video/3gpp",
    ".wmv": "video/x-ms-wmv",
    ".asf": "video/x-ms-asf",
    ".mxf": "application/mxf",
    ".m4v": "video/x-m4v",
    ".mp4": "video/mp4",
}


@dataclass(frozen=True, slots=True)
class UploadDescription:
    """zone_name: the IANA time zone of the cameras. camera_ids: ids at the server, by the camera's name here.

    A camera with an id has its name and time zone at the server; every other is told by name and zone.
    """

    zone_name: str
    camera_ids: Mapping[str, str]

    def build(self, entry: Entry, checksum: str) -> dict[str, object]:
        """The input of requestUpload."""
        name = PurePosixPath(entry.path).name
        type_ = _TYPES.get(PurePosixPath(name.lower()).suffix) or mimetypes.guess_type(name)[0]
        camera_id = self.camera_ids.get(entry.camera)
        camera = {"cameraId": camera_id} if camera_id else {"camera": entry.camera, "timezone": self.zone_name}
        return {
            "filename": name,
            "contentType": type_ or "application/octet-stream",
            "sizeBytes": str(entry.file.size_bytes),
            "checksumSha256": checksum,
            "recordedAt": entry.started_at.isoformat(),
            **camera,
        }
