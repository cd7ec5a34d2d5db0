"""Subscription: each stream sends the state as it is, then every change, and completes after its terminal event."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from datasources.postgres.progress.event_feed import Following
from models.enums import ProgressKind, Role
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow
from resolvers import following, progress
from resolvers.progress import StepView
from schema.graphql.selection import Info, select_columns, subscription_field
from schema.graphql.subscription_sharing import build_sharing_key, share_payload
from schema.inputs.filters import EventFilter, VideoFilter
from schema.types.event import Event
from schema.types.progress import AnalysisProgress, PromptProgress, SummaryProgress
from schema.types.prompt import PromptHistory
from schema.types.video import Video

VideoIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The video.")]
AfterSequenceArgument = Annotated[
    int | None, strawberry.argument(description="The last sequence seen: what came after it is sent again.")
]


@strawberry.type(
    description="Changes as they happen, over graphql-transport-ws, server-sent events or multipart responses."
)
class Subscription:
    @subscription_field(role=Role.VIEWER, description="The progress of a video's analysis.")
    def analysis_progress(
        self, info: Info, video_id: VideoIdArgument, after_sequence: AfterSequenceArgument = None
    ) -> AsyncGenerator[AnalysisProgress, None]:
        context = info.context
        view: StepView[VideoRow, AnalysisProgress] = StepView(
            build_sharing_key(info),
            select_columns(info, Video, "video"),
            lambda step, row: share_payload(AnalysisProgress.from_step(step, row, context)),
        )
        return progress.follow_video(context, ProgressKind.ANALYSIS, video_id, after_sequence, view)

    @subscription_field(
        role=Role.VIEWER, description="The progress of a video's summary, with its text as it is written."
    )
    def summary_progress(
        self, info: Info, video_id: VideoIdArgument, after_sequence: AfterSequenceArgument = None
    ) -> AsyncGenerator[SummaryProgress, None]:
        context = info.context
        view: StepView[VideoRow, SummaryProgress] = StepView(
            build_sharing_key(info),
            select_columns(info, Video, "video") | {"summary", "summary_status"},
            lambda step, row: share_payload(SummaryProgress.from_step(step, row, context)),
        )
        return progress.follow_video(context, ProgressKind.SUMMARY, video_id, after_sequence, view)

    @subscription_field(role=Role.VIEWER, description="The progress of an answer, with its text as it is written.")
    def prompt_progress(
        self,
        info: Info,
        prompt_history_id: Annotated[strawberry.ID, strawberry.argument(description="The question.")],
        after_sequence: AfterSequenceArgument = None,
    ) -> AsyncGenerator[PromptProgress, None]:
        context = info.context
        view: StepView[QuestionRow, PromptProgress] = StepView(
            build_sharing_key(info),
            select_columns(info, PromptHistory, "history"),
            lambda step, row: share_payload(PromptProgress.from_step(step, row, context)),
        )
        return progress.follow_question(context, prompt_history_id, after_sequence, view)

    @subscription_field(
        role=Role.VIEWER, description="Each event that is stored from now on, as it is stored. Has no end of its own."
    )
    def event_detected(
        self,
        info: Info,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        after_event_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="The last event seen: what was stored after it comes first, nothing twice. It may be "
                "some days old; at most 10,000 events may have come since."
            ),
        ] = None,
    ) -> AsyncGenerator[Event, None]:
        wanted = None if filter is None else filter.to_filter()
        return following.stream_new_events(
            info.context,
            Following(wanted, select_columns(info, Event), select_columns(info, Video, "video")),
            after_event_id,
            build_sharing_key(info),
            lambda row: share_payload(Event.from_row(row)),
        )

    @subscription_field(
        role=Role.VIEWER,
        description="Each video that is made or changed from now on, as it is then, if it fits then; not what is "
        "deleted. Several changes may be told as one. Has no end of its own.",
    )
    def video_changed(
        self,
        info: Info,
        filter: Annotated[VideoFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
    ) -> AsyncGenerator[Video, None]:
        return following.stream_changed_videos(
            info.context,
            None if filter is None else filter.to_filter(),
            select_columns(info, Video),
            build_sharing_key(info),
            lambda row: share_payload(Video.from_row(row)),
        )

    @subscription_field(
        role=Role.VIEWER,
        description="The progress of several videos' analyses as one stream, which ends when all have ended.",
    )
    def analyses_progress(
        self,
        info: Info,
        video_ids: Annotated[list[strawberry.ID], strawberry.argument(description="The videos: at most 100.")],
    ) -> AsyncGenerator[AnalysisProgress, None]:
        context = info.context
        view: StepView[VideoRow, AnalysisProgress] = StepView(
            build_sharing_key(info),
            select_columns(info, Video, "video"),
            lambda step, row: share_payload(AnalysisProgress.from_step(step, row, context)),
        )
        return progress.follow_analyses(context, video_ids, view)
