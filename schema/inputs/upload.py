"""What a client announces of an upload, and what it confirms."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.inbox.request import ImportRequest
from domain.uploads.announcement import UploadAnnouncement
from models.footage.uploads import ReportedPart
from resolvers.core import ids
from schema.graphql.scalars import BigInt


@strawberry.input(description="An upload, as its sender announces it.")
class RequestUploadInput:
    filename: str = strawberry.field(description="Name of the file, with its extension.")
    content_type: str = strawberry.field(description="MIME type; see serverInfo.acceptedContentTypes.")
    size_bytes: BigInt = strawberry.field(description="Exact size in bytes. S3 refuses another.")
    checksum_sha256: str | None = strawberry.field(
        default=None,
        description="SHA-256 of the file, 64 hexadecimal digits. Another content is refused: by S3 itself where the "
        "file is sent at once, else when it is confirmed or, above a gigabyte, analyzed.",
    )
    part_checksums: bool | None = strawberry.field(
        default=False,
        description="True: each part of a large file is sent with its SHA-256, so that S3 itself refuses another "
        "content. requestUploadParts wants them to sign, confirmUpload to compare the whole. It changes nothing where "
        "the file is sent at once.",
    )
    name: str | None = strawberry.field(default=None, description="Name for people; the file's name if absent.")
    camera: str | None = strawberry.field(
        default=None,
        description="Name of the camera, where cameraId is absent: the camera without a site of that name, or the only "
        "one, or a new one.",
    )
    camera_id: strawberry.ID | None = strawberry.field(
        default=None, description="The camera: name, site, time zone, zones and clock are taken from it."
    )
    timezone: str | None = strawberry.field(
        default=None, description="IANA time zone of the recording; the camera's if absent, or else UTC."
    )
    description: str | None = strawberry.field(default=None, description="Free text.")
    recorded_at: datetime | None = strawberry.field(
        default=None,
        description="When recording began by the camera's clock, with its offset; if absent, the file's own time of "
        "creation is taken.",
    )
    allow_duplicate: bool | None = strawberry.field(
        default=False, description="True: take the file even where a video of the organization has it already."
    )

    def to_announcement(self) -> UploadAnnouncement:
        """Raises NotFound for an id that is no camera's."""
        named = self.camera_id
        camera_id = None if named is None else ids.require(ids.Kind.CAMERA, named, "input", "cameraId")
        return UploadAnnouncement(**{**vars(self), "camera_id": camera_id})


@strawberry.input(description="An object of the inbox, and what is known of it.")
class ImportVideoInput:
    key: str = strawberry.field(description="Its key in the footage bucket, in the inbox of the organization.")
    version_id: str | None = strawberry.field(default=None, description="Its version; the newest if absent.")
    camera_id: strawberry.ID | None = strawberry.field(
        default=None, description="The camera, whose site, time zone and zones it has; if absent, the one of its key."
    )
    name: str | None = strawberry.field(default=None, description="Name for people; made of camera and time if absent.")
    timezone: str | None = strawberry.field(
        default=None, description="IANA time zone; the camera's, or UTC without one, if absent."
    )
    recorded_at: datetime | None = strawberry.field(
        default=None, description="When recording began; if absent, what the key says, else what the file says."
    )

    def to_request(self, camera_id: UUID | None) -> ImportRequest:
        return ImportRequest(self.key, self.version_id, camera_id, self.name, self.timezone, self.recorded_at)


@strawberry.input(description="A part that was sent.")
class UploadedPartInput:
    part_number: int = strawberry.field(description="From 1.")
    etag: str = strawberry.field(description="The ETag header of S3's answer.")
    checksum_sha256: str | None = strawberry.field(
        default=None,
        description="SHA-256 of the part, 64 hexadecimal digits: required with partChecksums. That of all of them "
        "together is compared with S3's.",
    )

    def to_part(self) -> ReportedPart:
        return ReportedPart(self.part_number, self.etag, self.checksum_sha256)


@strawberry.input(description="The end of an upload.")
class ConfirmUploadInput:
    upload_token: str = strawberry.field(description="As requestUpload gave it.")
    parts: list[UploadedPartInput] | None = strawberry.field(
        default=None,
        description="All parts, by number, to be compared with what S3 holds; absent: S3's own list. Required with "
        "partChecksums.",
    )
