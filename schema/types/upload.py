"""Where to send the bytes of an upload, and what arrived of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

import strawberry

from domain.uploads.received import ReceivedUpload
from domain.uploads.signing import SignedPart
from models.enums import UploadMethod
from resolvers.core.access import UPLOAD_ACCESS
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import access_metadata
from schema.types.video import Video


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
