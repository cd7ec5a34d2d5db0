"""Clip: a part of a video that was exported."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models.media.clips import ClipRow
from resolvers import video as videos
from resolvers.core.access import FOOTAGE_ACCESS
from resolvers.core.ids import Kind
from resolvers.media import clips
from schema.graphql.connection import Node, id_column
from schema.graphql.scalars import URL, BigInt, to_expiry, to_url
from schema.graphql.selection import Info, column, computed_field, select_columns

if TYPE_CHECKING:
    from schema.types.video import Video


@strawberry.type(description="A part of a video that was exported as a file.")
class Clip(Node):
    row: strawberry.Private[ClipRow]

    id: strawberry.ID = id_column(Kind.CLIP)
    start_seconds: float = column(description="Where it starts, in seconds from the video's first frame.")
    end_seconds: float = column(description="Where it ends.")
    size_bytes: BigInt = column(description="Its size in bytes.")
    checksum_sha256: str = column(description="Its SHA-256 in hex.")
    encoded: bool = column(description="True: the pictures were encoded anew; else they are the original's.")
    created_at: datetime = column(description="When it was cut.")

    @classmethod
    def from_row(cls, row: ClipRow) -> Self:
        return cls(row=row)

    @computed_field("video_id", repeatable=True, description="The video that it is a part of.")
    async def video(self, info: Info) -> Annotated["Video", strawberry.lazy("schema.types.video")]:
        from schema.types.video import Video

        columns = select_columns(info, Video)
        return Video.from_row(await videos.require_by_key(info.context, self.row["video_id"], columns))

    @computed_field(
        *clips.URL_COLUMNS,
        access=FOOTAGE_ACCESS,
        description="The clip (MP4), by a URL that stays the same for minutes; players may seek in it. Noted in the "
        "audit log. Null where what is stored is not the clip any more. Needs OPERATOR, unless the server is set up "
        "otherwise.",
    )
    async def url(self, info: Info) -> URL | None:
        return to_url(await clips.presign(info.context, self.row))

    @computed_field(*clips.URL_COLUMNS, access=FOOTAGE_ACCESS, description="When url stops working.")
    async def url_expires_at(self, info: Info) -> datetime | None:
        return to_expiry(await clips.presign(info.context, self.row))
