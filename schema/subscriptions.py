"""Subscription: each stream sends the state as it is, then every change, and completes after its terminal event."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from models.enums import ProgressKind
from resolvers import event_stream as detected
from resolvers import progress
from resolvers.progress import View
from schema.graphql.selection import Info, selected, streamed
from schema.graphql.subscription_sharing import step, view
from schema.inputs.filters import EventFilter
from schema.types.event import Event
from schema.types.progress import AnalysisProgress, PromptProgress, SummaryProgress
from schema.types.prompt import PromptHistory
from schema.types.video import Video

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
        context, name = info.context, "Subscription.analysisProgress"
        context.may(name)
        wanted = View(
            view(info), selected(info, Video, "video"), lambda told, row: step(AnalysisProgress.of(told, row, context))
        )
        steps = progress.of_video(context, name, ProgressKind.ANALYSIS, video_id, after_sequence, wanted)
        async with aclosing(steps):
            async for one in steps:
                yield one

    @streamed(description="The progress of a video's summary, with its text as it is written.")
    async def summary_progress(
        self, info: Info, video_id: VideoId, after_sequence: AfterSequence = None
    ) -> AsyncGenerator[SummaryProgress, None]:
        context, name = info.context, "Subscription.summaryProgress"
        context.may(name)
        columns = selected(info, Video, "video") | {"summary", "summary_status"}
        wanted = View(view(info), columns, lambda told, row: step(SummaryProgress.of(told, row, context)))
        steps = progress.of_video(context, name, ProgressKind.SUMMARY, video_id, after_sequence, wanted)
        async with aclosing(steps):
            async for one in steps:
                yield one

    @streamed(description="The progress of an answer, with its text as it is written.")
    async def prompt_progress(
        self,
        info: Info,
        prompt_history_id: Annotated[strawberry.ID, strawberry.argument(description="The question.")],
        after_sequence: AfterSequence = None,
    ) -> AsyncGenerator[PromptProgress, None]:
        context = info.context
        context.may("Subscription.promptProgress")
        columns = selected(info, PromptHistory, "history")
        wanted = View(view(info), columns, lambda told, row: step(PromptProgress.of(told, row, context)))
        steps = progress.of_question(context, prompt_history_id, after_sequence, wanted)
        async with aclosing(steps):
            async for one in steps:
                yield one

    @streamed(description="Each event that is stored from now on, as it is stored. Has no end of its own.")
    async def event_detected(
        self,
        info: Info,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
    ) -> AsyncGenerator[Event, None]:
        info.context.may("Subscription.eventDetected")
        columns, of_video = selected(info, Event), selected(info, Video, "video")
        wanted = None if filter is None else filter.read()
        found = detected.events(info.context, wanted, columns, of_video, view(info), lambda row: step(Event.of(row)))
        async with aclosing(found):
            async for one in found:
                yield one
