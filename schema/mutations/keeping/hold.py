"""Setting and releasing legal holds."""

from datetime import datetime
from typing import Annotated

import strawberry

from models.enums import Role
from resolvers.keeping import hold as holds
from schema.graphql.selection import Info, select_columns
from schema.mutations.mutation import mutation
from schema.mutations.video import VideoPayload
from schema.types.video import Video


@strawberry.type
class HoldMutations:
    @mutation(
        role=Role.OPERATOR,
        description="Set a legal hold on a video, or release one. While any is in force, nothing deletes the video, "
        "replaces its events or moves it to where it takes hours to read. Holds of others are released by ADMIN.",
    )
    async def set_legal_hold(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],
        hold: Annotated[bool, strawberry.argument(description="True sets one more; false releases one.")],
        reason: Annotated[
            str,
            strawberry.argument(
                description="Why. To release one of several, the reason of the one that is meant; otherwise why it "
                "is over."
            ),
        ],
        until: Annotated[
            datetime | None, strawberry.argument(description="When it ends by itself; null: when it is released.")
        ] = None,
    ) -> VideoPayload:
        columns = select_columns(info, Video, "video")
        row = await holds.set_legal_hold(info.context, video_id, hold=hold, reason=reason, until=until, columns=columns)
        return VideoPayload(video=Video.from_row(row))
