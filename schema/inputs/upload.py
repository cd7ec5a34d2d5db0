"""Uploading: what a client announces, what it gets to send the bytes, and what it confirms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

import strawberry

from models.enums import UploadMethod
from models.footage.uploads import ReportedPart
from resolvers.core.access import UPLOAD_ACCESS
from resolvers.upload import ReceivedUpload, UploadTicket
from resolvers.upload_parts import SignedPart
from schema.graphql.connection import UserError
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import access_metadata
from schema.types.video import Video


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
    camera: str | None = strawberry.field(default=None, description="Name of the camera.")
    timezone: str | None = strawberry.field(default=None, description="IANA time zone of the camera; UTC if absent.")
    description: str | None = strawberry.field(default=None, description="Free text.")
    recorded_at: datetime | None = strawberry.field(
        default=None, description="When recording began; if absent, the file's own time of creation is taken."
    )
    allow_duplicate: bool | None = strawberry.field(
        default=False, description="True: take the file even where a video of the organization has it already."
    )


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


@strawberry.type(description="A header that has to be sent as it is.")
class HttpHeader:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value.")

    @classmethod
    def from_mapping(cls, headers: Mapping[str, str]) -> list[Self]:
        return [cls(name=name, value=value) for name, value in headers.items()]


@strawberry.type(description="Where to send a part.")
class UploadPart:
    part_number: int = strawberry.field(description="From 1.")
    url: URL = strawberry.field(
        description="PUT the part there, with no other headers; it holds for 15 minutes.",
        metadata=access_metadata(UPLOAD_ACCESS),
    )
    size_bytes: BigInt = strawberry.field(description="Exact size of the part. S3 refuses another.")
    headers: list[HttpHeader] = strawberry.field(description="Send these with the PUT; none without partChecksums.")

    @classmethod
    def from_signed(cls, part: SignedPart) -> Self:
        return cls(
            part_number=part.number,
            url=URL(part.url),
            size_bytes=BigInt(part.size_bytes),
            headers=HttpHeader.from_mapping(part.headers),
        )


@strawberry.type(description="Where and how to send the bytes.")
class RequestUploadPayload:
    video: Video | None = strawberry.field(default=None, description="The video that it will be; null on an error.")
    upload_token: str | None = strawberry.field(default=None, description="Names the upload from here on, for 7 days.")
    method: UploadMethod | None = strawberry.field(default=None, description="How to send the bytes.")
    url: URL | None = strawberry.field(
        default=None,
        description="SINGLE: PUT the whole file there; else null.",
        metadata=access_metadata(UPLOAD_ACCESS),
    )
    headers: list[HttpHeader] | None = strawberry.field(
        default=None, description="SINGLE: send these with the PUT. Browsers set Content-Length themselves."
    )
    part_size_bytes: BigInt | None = strawberry.field(
        default=None, description="MULTIPART: bytes of each part but the last, which holds the rest; else null."
    )
    parts: list[UploadPart] | None = strawberry.field(
        default=None,
        description="MULTIPART: the first 50 parts; more by requestUploadParts, and with partChecksums all; else null.",
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When the URLs end; null on an error.")
    duplicate_of: Video | None = strawberry.field(
        default=None, description="The video that has the same file (by SHA-256); null where none is known."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")

    @classmethod
    def from_ticket(cls, ticket: UploadTicket) -> Self:
        in_parts = ticket.parts is not None
        return cls(
            video=Video.from_row(ticket.video),
            upload_token=ticket.token,
            method=UploadMethod.MULTIPART if in_parts else UploadMethod.SINGLE,
            url=None if ticket.url is None else URL(ticket.url),
            headers=None if ticket.headers is None else HttpHeader.from_mapping(ticket.headers),
            part_size_bytes=None if ticket.part_size_bytes is None else BigInt(ticket.part_size_bytes),
            parts=None if ticket.parts is None else [UploadPart.from_signed(part) for part in ticket.parts],
            expires_at=ticket.expires_at,
            duplicate_of=Video.from_optional_row(ticket.duplicate),
        )


@strawberry.type(description="Addresses of parts.")
class RequestUploadPartsPayload:
    parts: list[UploadPart] | None = strawberry.field(default=None, description="As asked for; null on an error.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="The video that an upload became.")
class ConfirmUploadPayload:
    video: Video | None = strawberry.field(default=None, description="Queued for analysis; null on an error.")
    duplicate_of: Video | None = strawberry.field(
        default=None, description="The video that has the same file, where that is why this one was refused."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="An upload that was given up.")
class AbortUploadPayload:
    aborted_video_id: strawberry.ID | None = strawberry.field(
        default=None, description="The video that it would have been; null on an error."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="How much was deleted of one kind.")
class DeletionReceipt:
    store: str = strawberry.field(
        description="videos, events, vectors, prompt_sessions, jobs, parts, originals, thumbnails or clips."
    )
    deleted: int = strawberry.field(description="How many.")


@strawberry.type(description="A video that was deleted.")
class DeleteVideoPayload:
    deleted_video_id: strawberry.ID | None = strawberry.field(
        default=None, description="The video that is gone; null on an error."
    )
    receipt: list[DeletionReceipt] | None = strawberry.field(
        default=None,
        description="What went from each store. One that does not answer now is missing, and is seen to by a job.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="A part that S3 holds.")
class UploadedPart:
    part_number: int = strawberry.field(description="From 1; the one PUT of a SINGLE upload is part 1.")
    etag: str = strawberry.field(description="S3's name for its content.")
    size_bytes: BigInt = strawberry.field(description="Its size in bytes.")


@strawberry.type(description="What arrived of an upload so far.")
class UploadStatus:
    video: Video = strawberry.field(description="The video that it will be.")
    method: UploadMethod = strawberry.field(description="How the bytes are sent.")
    uploaded_parts: list[UploadedPart] = strawberry.field(
        description="What S3 holds, by number; none once they were put together."
    )
    missing_part_numbers: list[int] = strawberry.field(description="What has to be sent yet.")
    expires_at: datetime = strawberry.field(description="When the upload token ends.")

    @classmethod
    def from_received(cls, received: ReceivedUpload) -> Self:
        return cls(
            video=Video.from_row(received.video),
            method=received.method,
            uploaded_parts=[
                UploadedPart(part_number=part.number, etag=part.etag, size_bytes=BigInt(part.size_bytes))
                for part in received.parts
            ],
            missing_part_numbers=list(received.missing),
            expires_at=received.expires_at,
        )
