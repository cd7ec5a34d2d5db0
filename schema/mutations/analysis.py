"""Starting and cancelling analyses."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers import analysis as analyses
from schema.graphql.selection import Info, select_columns
from schema.mutations.mutation import mutation
from schema.mutations.video import VideoPayload
from schema.types.video import Video

VideoIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The video.")]


@strawberry.type
class AnalysisMutations:
    @mutation(
        role=Role.OPERATOR,
        description="Have a video analyzed. An analysis that is under way, or was done by the same pipeline version, "
        "is answered as it is; one that failed or was cancelled is tried again. A newer pipeline's events take the "
        "place of the old ones when they are complete; what answers cite stays.",
    )
    async def start_analysis(self, info: Info, video_id: VideoIdArgument) -> VideoPayload:
        row = await analyses.start_analysis(info.context, video_id, select_columns(info, Video, "video"))
        return VideoPayload(video=Video.from_row(row))

    @mutation(
        role=Role.OPERATOR,
        description="Call a video's analysis off; its work stops within two seconds. A video that was analyzed before "
        "stays READY with the events of then.",
    )
    async def cancel_analysis(self, info: Info, video_id: VideoIdArgument) -> VideoPayload:
        row = await analyses.cancel_analysis(info.context, video_id, select_columns(info, Video, "video"))
        return VideoPayload(video=Video.from_row(row))
