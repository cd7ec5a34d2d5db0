"""The part of Mutation that starts work and calls it off."""

from typing import Annotated

import strawberry

from models.errors import UserMistake
from resolvers import analysis as analyses
from resolvers import prompt_cancellation as cancelling
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, computed_field, select_columns
from schema.mutations.prompt import PromptPayload
from schema.mutations.video import VideoPayload
from schema.types.prompt import PromptHistory, PromptSession
from schema.types.video import Video

VideoIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The video.")]


@strawberry.type(description="What starts work and calls it off.")
class WorkMutations:
    @computed_field(
        description="Have a video analyzed. An analysis that is under way, or was done by the same pipeline version, "
        "is answered as it is; one that failed or was cancelled is tried again. A newer pipeline's events take the "
        "place of the old ones when they are complete; what answers cite stays."
    )
    async def start_analysis(self, info: Info, video_id: VideoIdArgument) -> VideoPayload:
        try:
            row = await analyses.start_analysis(info.context, video_id, select_columns(info, Video, "video"))
        except UserMistake as error:
            return VideoPayload(user_errors=[UserError.from_mistake(error, info.context.language)])
        return VideoPayload(video=Video.from_row(row))

    @computed_field(
        description="Call a video's analysis off; its work stops within two seconds. A video that was analyzed before "
        "stays READY with the events of then."
    )
    async def cancel_analysis(self, info: Info, video_id: VideoIdArgument) -> VideoPayload:
        try:
            row = await analyses.cancel_analysis(info.context, video_id, select_columns(info, Video, "video"))
        except UserMistake as error:
            return VideoPayload(user_errors=[UserError.from_mistake(error, info.context.language)])
        return VideoPayload(video=Video.from_row(row))

    @computed_field(description="Call off a question that is not answered yet. Whoever asked may, and OPERATOR any.")
    async def cancel_prompt(
        self,
        info: Info,
        prompt_history_id: Annotated[strawberry.ID, strawberry.argument(description="The question.")],
    ) -> PromptPayload:
        history, session = (
            select_columns(info, PromptHistory, "history"),
            select_columns(info, PromptSession, "session"),
        )
        try:
            found = await cancelling.cancel_prompt(info.context, prompt_history_id, history, session)
        except UserMistake as error:
            return PromptPayload(user_errors=[UserError.from_mistake(error, info.context.language)])
        return PromptPayload(
            history=PromptHistory.from_row(found.history), session=PromptSession.from_row(found.session)
        )
