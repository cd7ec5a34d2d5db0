"""Choosing a video's picture."""

from datetime import datetime
from typing import Annotated

import strawberry

from models.enums import Role
from resolvers import thumbnail as thumbnails
from resolvers.core.access import UPLOAD_ACCESS
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import Info, access_metadata, select_columns
from schema.mutations.mutation import MutationPayload, mutation
from schema.mutations.video import VideoPayload
from schema.types.upload import HttpHeader
from schema.types.video import Video


@strawberry.type(description="Where and how to send a picture.")
class RequestThumbnailUploadPayload(MutationPayload):
    url: URL | None = strawberry.field(
        default=None, description="PUT the picture there; null on an error.", metadata=access_metadata(UPLOAD_ACCESS)
    )
    headers: list[HttpHeader] | None = strawberry.field(
        default=None, description="Send these with it. Browsers set Content-Length themselves."
    )
    upload_token: str | None = strawberry.field(default=None, description="For confirmThumbnailUpload, for an hour.")
    expires_at: datetime | None = strawberry.field(default=None, description="When the URL ends; null on an error.")


@strawberry.type
class ThumbnailMutations:
    @mutation(role=Role.OPERATOR, description="Announce a picture for a video: JPEG, PNG or WebP of at most 5 MiB.")
    async def request_thumbnail_upload(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],
        content_type: Annotated[str, strawberry.argument(description="image/jpeg, image/png or image/webp.")],
        size_bytes: Annotated[BigInt, strawberry.argument(description="Exact size in bytes. S3 refuses another.")],
    ) -> RequestThumbnailUploadPayload:
        ticket = await thumbnails.request_thumbnail(info.context, video_id, content_type, int(size_bytes))
        return RequestThumbnailUploadPayload(
            url=URL(ticket.url),
            headers=HttpHeader.from_mapping(ticket.headers),
            upload_token=ticket.token,
            expires_at=ticket.expires_at,
        )

    @mutation(
        role=Role.OPERATOR,
        description="Tell that the picture was sent. It is drawn anew, at most 1280 pixels wide, and shown in place of "
        "the one that was chosen by the analysis.",
    )
    async def confirm_thumbnail_upload(
        self,
        info: Info,
        upload_token: Annotated[str, strawberry.argument(description="As requestThumbnailUpload gave it.")],
    ) -> VideoPayload:
        columns = select_columns(info, Video, "video")
        return VideoPayload(
            video=Video.from_row(await thumbnails.confirm_thumbnail(info.context, upload_token, columns))
        )
