"""The mutations that bring footage in and take it away."""

from typing import Annotated

import strawberry

from domain.uploads.announcement import validate_upload
from models.errors import UserMistake
from resolvers import upload as uploads
from resolvers import upload_confirmation as confirming
from resolvers import upload_parts as signing
from resolvers import video_deletion as removing
from resolvers.core.ids import Kind, encode
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, computed_field, select_columns
from schema.inputs.upload import (
    AbortUploadPayload,
    ConfirmUploadInput,
    ConfirmUploadPayload,
    DeleteVideoPayload,
    DeletionReceipt,
    RequestUploadInput,
    RequestUploadPartsPayload,
    RequestUploadPayload,
    UploadPart,
)
from schema.types.video import Video

UploadTokenArgument = Annotated[str, strawberry.argument(description="As requestUpload gave it.")]


def _to_user_errors(error: UserMistake, info: Info) -> list[UserError]:
    return [UserError.from_mistake(error, info.context.language)]


@strawberry.type
class UploadMutations:
    @computed_field(
        description="Announce an upload: the answer says where to PUT the bytes, at once up to 64 MiB, in parts above. "
        "The same file again (by its SHA-256) is refused with duplicateOf, unless allowDuplicate."
    )
    async def request_upload(
        self,
        info: Info,
        input: Annotated[RequestUploadInput, strawberry.argument(description="The upload.")],  # noqa: A002
    ) -> RequestUploadPayload:
        given = vars(input).copy()
        allowed = bool(given.pop("allow_duplicate"))
        given["part_checksums"] = bool(given["part_checksums"])
        info.context.authorize("Mutation.requestUpload")
        columns, of_duplicate = select_columns(info, Video, "video"), select_columns(info, Video, "duplicateOf")
        try:
            ticket = await uploads.request_upload(
                info.context, validate_upload(**given), allowed, columns, of_duplicate
            )
        except uploads.DuplicateVideo as found:
            return RequestUploadPayload(
                duplicate_of=Video.from_row(found.video), user_errors=_to_user_errors(found, info)
            )
        except UserMistake as error:
            return RequestUploadPayload(user_errors=_to_user_errors(error, info))
        return RequestUploadPayload.from_ticket(ticket)

    @computed_field(description="Addresses for parts of an upload: those not signed yet, or whose address ended.")
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
        try:
            signed = await signing.sign_parts(info.context, upload_token, part_numbers, checksums_sha256)
        except UserMistake as error:
            return RequestUploadPartsPayload(user_errors=_to_user_errors(error, info))
        return RequestUploadPartsPayload(parts=[UploadPart.from_signed(part) for part in signed])

    @computed_field(
        description="Tell that the bytes were sent. They are put together, compared with what was announced, looked "
        "into, and queued for analysis. It may be repeated: one video and one analysis come of it. What cannot become "
        "a video is removed."
    )
    async def confirm_upload(
        self,
        info: Info,
        input: Annotated[ConfirmUploadInput, strawberry.argument(description="The upload.")],  # noqa: A002
    ) -> ConfirmUploadPayload:
        parts = None if input.parts is None else [part.to_part() for part in input.parts]
        columns, of_duplicate = select_columns(info, Video, "video"), select_columns(info, Video, "duplicateOf")
        try:
            row = await confirming.confirm_upload(info.context, input.upload_token, parts, columns, of_duplicate)
        except uploads.DuplicateVideo as found:
            return ConfirmUploadPayload(
                duplicate_of=Video.from_row(found.video), user_errors=_to_user_errors(found, info)
            )
        except UserMistake as error:
            return ConfirmUploadPayload(user_errors=_to_user_errors(error, info))
        return ConfirmUploadPayload(video=Video.from_row(row))

    @computed_field(
        description="Give an upload up: what was sent of it is removed. A confirmed one is a video: deleteVideo."
    )
    async def abort_upload(self, info: Info, upload_token: UploadTokenArgument) -> AbortUploadPayload:
        try:
            video_id = await uploads.abort_upload(info.context, upload_token)
        except UserMistake as error:
            return AbortUploadPayload(user_errors=_to_user_errors(error, info))
        return AbortUploadPayload(aborted_video_id=strawberry.ID(encode(Kind.VIDEO, video_id)))

    @computed_field(
        description="Delete a video for good: its file, events, vectors, pictures, clips, summary, questions about it "
        "and jobs. Refused under legal hold."
    )
    async def delete_video(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],  # noqa: A002
    ) -> DeleteVideoPayload:
        try:
            counted = await removing.delete_video(info.context, id)
        except UserMistake as error:
            return DeleteVideoPayload(user_errors=_to_user_errors(error, info))
        receipt = [DeletionReceipt(store=store, deleted=deleted) for store, deleted in counted.items()]
        return DeleteVideoPayload(deleted_video_id=id, receipt=receipt)
