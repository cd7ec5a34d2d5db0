"""Progress: numbered steps that a subscription sends."""

from typing import Any, Self

import strawberry

from models.enums import AnalysisStage, PromptStage, PromptStatus, SummaryStage, SummaryStatus, VideoStatus
from models.jobs import ProgressStep
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow
from resolvers.core.context import Context
from schema.graphql.connection import UserError
from schema.types.prompt import PromptHistory
from schema.types.summary import Summary
from schema.types.video import Video

_SEQUENCE_DESCRIPTION = (
    "Grows by one a step, from 0 where nothing was told yet; one who reads slowly is sent several steps as one. "
    "Pass the last one seen as afterSequence."
)


def _to_user_error(step: ProgressStep, context: Context) -> UserError | None:
    error: dict[str, Any] | None = step.payload.get("error")
    return None if error is None else UserError.from_stored(error["code"], error["values"], context.language)


@strawberry.type(description="A step of an analysis. The first one sent is the state as it is.")
class AnalysisProgress:
    sequence: int = strawberry.field(description=_SEQUENCE_DESCRIPTION)
    video: Video = strawberry.field(description="The video, as it was read after this step.")
    status: VideoStatus = strawberry.field(description="Where the video stood at this step.")
    stage: AnalysisStage = strawberry.field(description="The step of the analysis.")
    percent: int = strawberry.field(description="Counted work done, 0 to 100; never goes back.")
    events_found: int = strawberry.field(description="Events found so far.")
    skipped_seconds: float = strawberry.field(description="Seconds that could not be decoded; known after DETECTING.")
    error: UserError | None = strawberry.field(description="Why it failed; null while it did not.")

    @classmethod
    def from_step(cls, step: ProgressStep, video: VideoRow, context: Context) -> Self:
        return cls(
            sequence=step.sequence,
            video=Video.from_row(video),
            status=VideoStatus(step.status),
            stage=AnalysisStage(step.stage),
            percent=step.percent,
            events_found=step.payload.get("eventsFound", 0),
            skipped_seconds=step.payload.get("skippedSeconds", 0.0),
            error=_to_user_error(step, context),
        )


@strawberry.type(description="A step of a summary being written. The first one sent is the state as it is.")
class SummaryProgress:
    sequence: int = strawberry.field(description=_SEQUENCE_DESCRIPTION)
    video: Video = strawberry.field(description="The video, as it was read after this step.")
    status: SummaryStatus = strawberry.field(description="Where the summary stood at this step.")
    stage: SummaryStage = strawberry.field(description="The step of the work.")
    percent: int = strawberry.field(description="Counted work done, 0 to 100; never goes back.")
    text_delta: str = strawberry.field(
        description="Text written since the step sent before. The first step sent has all of it, "
        "and so has the first after a step with stage QUEUED."
    )
    summary: Summary | None = strawberry.field(
        description="The summary as it was read after this step; null before the first."
    )
    error: UserError | None = strawberry.field(description="Why it failed; null while it did not.")

    @classmethod
    def from_step(cls, step: ProgressStep, video: VideoRow, context: Context) -> Self:
        return cls(
            sequence=step.sequence,
            video=Video.from_row(video),
            status=SummaryStatus(step.status),
            stage=SummaryStage(step.stage),
            percent=step.percent,
            text_delta=step.payload.get("textDelta", ""),
            summary=Summary.from_row(video),
            error=_to_user_error(step, context),
        )


@strawberry.type(description="A step of an answer being written. The first one sent is the state as it is.")
class PromptProgress:
    sequence: int = strawberry.field(description=_SEQUENCE_DESCRIPTION)
    history: PromptHistory = strawberry.field(
        description="The question and its answer, as they were read after this step."
    )
    status: PromptStatus = strawberry.field(description="Where the answer stood at this step.")
    stage: PromptStage = strawberry.field(description="The step of the work.")
    text_delta: str = strawberry.field(
        description="Text written since the step sent before. The first step sent has all of it, "
        "and so has the first after a step with stage QUEUED."
    )
    error: UserError | None = strawberry.field(description="Why it failed; null while it did not.")

    @classmethod
    def from_step(cls, step: ProgressStep, history: QuestionRow, context: Context) -> Self:
        return cls(
            sequence=step.sequence,
            history=PromptHistory.from_row(history),
            status=PromptStatus(step.status),
            stage=PromptStage(step.stage),
            text_delta=step.payload.get("textDelta", ""),
            error=_to_user_error(step, context),
        )
