"""Subscription: each stream sends the state as it is, then every change, and completes after its terminal event."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from models.enums import ProgressKind
from resolvers import progress
from schema.columns import Info, selected, streamed
from schema.progress import AnalysisProgress, PromptProgress, SummaryProgress
from schema.prompt import PromptHistory
from schema.video import Video

VideoId = Annotated[strawberry.ID, strawberry.argument(description="The video.")]
AfterSequence = Annotated[
    int | None, strawberry.argument(description="The last sequence seen: what came after it is sent again.")
]


@strawberry.type(description="Changes as they happen, over graphql-transport-ws or server-sent events.")
class Subscription:
    @streamed(description="The progress of a video's analysis.")
    async def analysis_progress(
        self, info: Info, video_id: VideoId, after_sequence: AfterSequence = None
    ) -> AsyncGenerator[AnalysisProgress, None]:
        name, columns = "Subscription.analysisProgress", selected(info, Video, "video")
        steps = progress.of_video(info.context, name, ProgressKind.ANALYSIS, video_id, after_sequence, columns)
        async with aclosing(steps):
            async for step, row in steps:
                yield AnalysisProgress.of(step, row, info.context)

    @streamed(description="The progress of a video's summary, with its text as it is written.")
    async def summary_progress(
        self, info: Info, video_id: VideoId, after_sequence: AfterSequence = None
    ) -> AsyncGenerator[SummaryProgress, None]:
        name = "Subscription.summaryProgress"
        columns = selected(info, Video, "video") | {"summary", "summary_status"}
        steps = progress.of_video(info.context, name, ProgressKind.SUMMARY, video_id, after_sequence, columns)
        async with aclosing(steps):
            async for step, row in steps:
                yield SummaryProgress.of(step, row, info.context)

    @streamed(description="The progress of an answer, with its text as it is written.")
    async def prompt_progress(
        self,
        info: Info,
        prompt_history_id: Annotated[strawberry.ID, strawberry.argument(description="The question.")],
        after_sequence: AfterSequence = None,
    ) -> AsyncGenerator[PromptProgress, None]:
        columns = selected(info, PromptHistory, "history")
        steps = progress.of_question(info.context, prompt_history_id, after_sequence, columns)
        async with aclosing(steps):
            async for step, row in steps:
                yield PromptProgress.of(step, row, info.context)
