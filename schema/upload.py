"""Uploading: what a client announces, what it gets to send the bytes, and what it confirms."""

from datetime import datetime
from typing import Self

import strawberry

from models.enums import UploadMethod
from resolvers.uploads import Arrived, Ticket
from schema.node import UserError
from schema.scalars import URL, BigInt
from schema.video import Video


@strawberry.input(description="An upload, as its sender announces it.")
class RequestUploadInput:
    filename: str = strawberry.field(description="Name of the file, with its extension.")
    content_type: str = strawberry.field(description="MIME type; see serverInfo.acceptedContentTypes.")
    size_bytes: BigInt = strawberry.field(description="Exact size in bytes. S3 refuses another.")
    checksum_sha256: str | None = strawberry.field(
        default=None, description="SHA-256 of the file, 64 hexadecimal digits. S3 refuses another content."
    )
    name: str | None = strawberry.field(default=None, description="Name for people; the file's name if absent.")
    camera: str | None = strawberry.field(default=None, description="Name of the camera.")
    timezone: str | None = strawberry.field(default=None, description="IANA time zone of the camera; UTC if absent.")
    description: str | None = strawberry.field(default=None, description="Free text.")
    recorded_at: datetime | None = strawberry.field(
        default=None, description="When recording began; if absent, the file's own time of creation is taken."
    )


@strawberry.input(description="The end of an upload.")
class ConfirmUploadInput:
    upload_token: str = strawberry.field(description="As requestUpload gave it.")


@strawberry.type(description="A header that has to be sent as it is.")
class HttpHeader:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value.")


@strawberry.type(description="Where and how to send the bytes.")
class RequestUploadPayload:
    video: Video | None = strawberry.field(default=None, description="The video that it will be; null on an error.")
    upload_token: str | None = strawberry.field(default=None, description="For confirmUpload; holds for 7 days.")
    method: UploadMethod | None = strawberry.field(default=None, description="How to send the bytes.")
    url: URL | None = strawberry.field(default=None, description="PUT the whole file there; null on an error.")
    headers: list[HttpHeader] | None = strawberry.field(
        default=None, description="Send these with the PUT. Browsers set Content-Length themselves."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When the URL ends; null on an error.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return cls(
            video=Video.of(ticket.video),
            upload_token=ticket.token,
            method=UploadMethod.SINGLE,
            url=URL(ticket.url),
            headers=[HttpHeader(name=name, value=value) for name, value in ticket.headers.items()],
            expires_at=ticket.expires_at,
        )


@strawberry.type(description="The video that an upload became.")
class ConfirmUploadPayload:
    video: Video | None = strawberry.field(default=None, description="Queued for analysis; null on an error.")
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
    uploaded_parts: list[UploadedPart] = strawberry.field(description="What S3 holds, by number.")
    missing_part_numbers: list[int] = strawberry.field(description="What has to be sent yet.")
    expires_at: datetime = strawberry.field(description="When the upload token ends.")

    @classmethod
    def of(cls, arrived: Arrived) -> Self:
        part = arrived.etag and UploadedPart(part_number=1, etag=arrived.etag, size_bytes=BigInt(arrived.size_bytes))
        return cls(
            video=Video.of(arrived.video),
            method=UploadMethod.SINGLE,
            uploaded_parts=[part] if part else [],
            missing_part_numbers=[] if part else [1],
            expires_at=arrived.expires_at,
        )
