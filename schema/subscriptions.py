"""Subscription: each stream sends the state as it is, then every change, and completes after its terminal event."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from models.enums import ProgressKind
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow
from resolvers import event_stream as detected
from resolvers import progress
from resolvers.progress import StepView
from schema.graphql.selection import Info, select_columns, subscription_field
from schema.graphql.subscription_sharing import build_sharing_key, share_payload
from schema.inputs.filters import EventFilter
from schema.types.event import Event
from schema.types.progress import AnalysisProgress, PromptProgress, SummaryProgress
from schema.types.prompt import PromptHistory
from schema.types.video import Video

VideoIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The video.")]
AfterSequenceArgument = Annotated[
    int | None, strawberry.argument(description="The last sequence seen: what came after it is sent again.")
]


@strawberry.type(description="Changes as they happen, over graphql-transport-ws or server-sent events.")
class Subscription:
    @subscription_field(description="The progress of a video's analysis.")
    async def analysis_progress(
        self, info: Info, video_id: VideoIdArgument, after_sequence: AfterSequenceArgument = None
    ) -> AsyncGenerator[AnalysisProgress, None]:
        context, name = info.context, "Subscription.analysisProgress"
        context.authorize(name)
        wanted: StepView[VideoRow, AnalysisProgress] = StepView(
            build_sharing_key(info),
            select_columns(info, Video, "video"),
            lambda told, row: share_payload(AnalysisProgress.from_step(told, row, context)),
        )
        steps = progress.follow_video(context, name, ProgressKind.ANALYSIS, video_id, after_sequence, wanted)
        async with aclosing(steps):
            async for one in steps:
                yield one

    @subscription_field(description="The progress of a video's summary, with its text as it is written.")
    async def summary_progress(
        self, info: Info, video_id: VideoIdArgument, after_sequence: AfterSequenceArgument = None
    ) -> AsyncGenerator[SummaryProgress, None]:
        context, name = info.context, "Subscription.summaryProgress"
        context.authorize(name)
        columns = select_columns(info, Video, "video") | {"summary", "summary_status"}
        wanted: StepView[VideoRow, SummaryProgress] = StepView(
            build_sharing_key(info),
            columns,
            lambda told, row: share_payload(SummaryProgress.from_step(told, row, context)),
        )
        steps = progress.follow_video(context, name, ProgressKind.SUMMARY, video_id, after_sequence, wanted)
        async with aclosing(steps):
            async for one in steps:
                yield one

    @subscription_field(description="The progress of an answer, with its text as it is written.")
    async def prompt_progress(
        self,
        info: Info,
        prompt_history_id: Annotated[strawberry.ID, strawberry.argument(description="The question.")],
        after_sequence: AfterSequenceArgument = None,
    ) -> AsyncGenerator[PromptProgress, None]:
        context = info.context
        context.authorize("Subscription.promptProgress")
        columns = select_columns(info, PromptHistory, "history")
        wanted: StepView[QuestionRow, PromptProgress] = StepView(
            build_sharing_key(info),
            columns,
            lambda told, row: share_payload(PromptProgress.from_step(told, row, context)),
        )
        steps = progress.follow_question(context, prompt_history_id, after_sequence, wanted)
        async with aclosing(steps):
            async for one in steps:
                yield one

    @subscription_field(description="Each event that is stored from now on, as it is stored. Has no end of its own.")
    async def event_detected(
        self,
        info: Info,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
    ) -> AsyncGenerator[Event, None]:
        info.context.authorize("Subscription.eventDetected")
        columns, of_video = select_columns(info, Event), select_columns(info, Video, "video")
        wanted = None if filter is None else filter.to_filter()
        found = detected.stream_new_events(
            info.context,
            wanted,
            columns,
            of_video,
            build_sharing_key(info),
            lambda row: share_payload(Event.from_row(row)),
        )
        async with aclosing(found):
            async for one in found:
                yield one
