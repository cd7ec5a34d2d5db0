"""Uploads: announced, sent in parts, confirmed, given up."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from domain.uploads.request import DuplicateVideo, UploadTicket
from models.enums import Language, Role, UploadMethod
from models.errors import UserMistake
from resolvers import upload as uploads
from resolvers.core.access import UPLOAD_ACCESS
from resolvers.core.ids import Kind, encode
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import Info, access_metadata, select_columns
from schema.inputs.upload import ConfirmUploadInput, ImportVideoInput, RequestUploadInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.mutations.video import VideoPayload
from schema.types.upload import HttpHeader, UploadPart
from schema.types.video import Video

UploadTokenArgument = Annotated[str, strawberry.argument(description="As requestUpload gave it.")]


@strawberry.type(description="Where and how to send the bytes.")
class RequestUploadPayload(MutationPayload):
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

    @classmethod
    def from_mistake(cls, mistake: UserMistake, language: Language) -> Self:
        payload = super().from_mistake(mistake, language)
        if isinstance(mistake, DuplicateVideo):
            payload.duplicate_of = Video.from_row(mistake.video)
        return payload

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
class RequestUploadPartsPayload(MutationPayload):
    parts: list[UploadPart] | None = strawberry.field(default=None, description="As asked for; null on an error.")


@strawberry.type(description="The video that an upload became.")
class ConfirmUploadPayload(MutationPayload):
    video: Video | None = strawberry.field(default=None, description="Queued for analysis; null on an error.")
    duplicate_of: Video | None = strawberry.field(
        default=None, description="The video that has the same file, where that is why this one was refused."
    )

    @classmethod
    def from_mistake(cls, mistake: UserMistake, language: Language) -> Self:
        payload = super().from_mistake(mistake, language)
        if isinstance(mistake, DuplicateVideo):
            payload.duplicate_of = Video.from_row(mistake.video)
        return payload


@strawberry.type(description="An upload that was given up.")
class AbortUploadPayload(MutationPayload):
    aborted_video_id: strawberry.ID | None = strawberry.field(
        default=None, description="The video that it would have been; null on an error."
    )


@strawberry.type
class UploadMutations:
    @mutation(
        role=Role.INGEST,
        description="Announce an upload: the answer says where to PUT the bytes, at once up to 64 MiB, in parts above. "
        "The same file again (by its SHA-256) is refused with duplicateOf, unless allowDuplicate.",
    )
    async def request_upload(
        self,
        info: Info,
        input: Annotated[RequestUploadInput, strawberry.argument(description="The upload.")],  # noqa: A002
    ) -> RequestUploadPayload:
        columns, of_duplicate = select_columns(info, Video, "video"), select_columns(info, Video, "duplicateOf")
        announcement = input.to_announcement()
        return RequestUploadPayload.from_ticket(
            await uploads.request_upload(info.context, announcement, columns, of_duplicate)
        )

    @mutation(
        role=Role.INGEST,
        description="Addresses for parts of an upload: those not signed yet, or whose address ended.",
    )
    async def request_upload_parts(
        self,
        info: Info,
        upload_token: UploadTokenArgument,
        part_numbers: Annotated[list[int], strawberry.argument(description="From 1; at most 50.")],
        checksums_sha256: Annotated[
            list[str] | None,
            strawberry.argument(description="With partChecksums: the SHA-256 of each of these parts; else none."),
        ] = None,
    ) -> RequestUploadPartsPayload:
        signed = await uploads.sign_parts(info.context, upload_token, part_numbers, checksums_sha256)
        return RequestUploadPartsPayload(parts=[UploadPart.from_signed(part) for part in signed])

    @mutation(
        role=Role.INGEST,
        description="Tell that the bytes were sent. They are put together, compared with what was announced, looked "
        "into, and queued for analysis. It may be repeated: one video and one analysis come of it. What cannot become "
        "a video is removed.",
    )
    async def confirm_upload(
        self,
        info: Info,
        input: Annotated[ConfirmUploadInput, strawberry.argument(description="The upload.")],  # noqa: A002
    ) -> ConfirmUploadPayload:
        parts = None if input.parts is None else [part.to_part() for part in input.parts]
        columns, of_duplicate = select_columns(info, Video, "video"), select_columns(info, Video, "duplicateOf")
        row = await uploads.confirm_upload(info.context, input.upload_token, parts, columns, of_duplicate)
        return ConfirmUploadPayload(video=Video.from_row(row))

    @mutation(
        role=Role.INGEST,
        description="Make a video of an object that lies in the inbox of the footage bucket. It is copied and looked "
        "into by a job: the video is UPLOADING until then, and FAILED where it cannot become one. Repeated, it answers "
        "the same video.",
    )
    async def import_video(
        self,
        info: Info,
        input: Annotated[ImportVideoInput, strawberry.argument(description="The object.")],  # noqa: A002
    ) -> VideoPayload:
        row = await uploads.import_video(
            info.context, input.camera_id, input.to_request, select_columns(info, Video, "video")
        )
        return VideoPayload(video=Video.from_row(row))

    @mutation(
        role=Role.INGEST,
        description="Give an upload up: what was sent of it is removed. A confirmed one is a video: deleteVideo.",
    )
    async def abort_upload(self, info: Info, upload_token: UploadTokenArgument) -> AbortUploadPayload:
        video_id = await uploads.abort_upload(info.context, upload_token)
        return AbortUploadPayload(aborted_video_id=strawberry.ID(encode(Kind.VIDEO, video_id)))
