"""Analysis: the work that turns a video into events."""

from datetime import datetime
from typing import Self

import strawberry

from models.asking import answers
from models.enums import AnalysisStage, JobStatus, VideoStatus
from models.footage.analysis import AnalysisWork
from models.jobs import Job
from schema.types.usage import StageTiming, Usage

_VIDEO_STATUSES = {
    JobStatus.QUEUED: VideoStatus.QUEUED,
    JobStatus.RUNNING: VideoStatus.ANALYZING,
    JobStatus.DONE: VideoStatus.READY,
    JobStatus.FAILED: VideoStatus.FAILED,
    JobStatus.CANCELLED: VideoStatus.CANCELLED,
}


@strawberry.type(description="The work that turns a video into events.")
class Analysis:
    status: VideoStatus = strawberry.field(description="Where it stands.")
    stage: AnalysisStage = strawberry.field(description="The step it is at, or was at last.")
    percent: int = strawberry.field(description="Counted work done, 0 to 100.")
    attempt: int = strawberry.field(description="How often it was started, from 1; 0 while it waits.")
    pipeline_version: str = strawberry.field(description="Version of the detectors and rules.")
    skipped_seconds: float = strawberry.field(
        description="Seconds of footage that could not be decoded and were passed over; known at the end."
    )
    started_at: datetime | None = strawberry.field(description="When it was first started; null while it waits.")
    finished_at: datetime | None = strawberry.field(description="When it ended, well or not; null until then.")
    usage: Usage = strawberry.field(description="What its models took.")
    timings: list[StageTiming] = strawberry.field(
        description="How long its stages took, in the attempt that ended it: DOWNLOAD, PROBE, DECODE, COMPARE (whether "
        "a frame changed), DETECT, POSE, TRACK, MODEL (looks and embeddings), STORE (pictures). Empty until then."
    )
    frames_sampled: int | None = strawberry.field(description="Frames that it took from the footage; null until then.")
    frames_looked_at: int | None = strawberry.field(
        description="Those of them that the models looked at; null until then. The others show what a frame shows that "
        "was looked at."
    )

    @classmethod
    def from_job(cls, job: Job) -> Self:
        work = None if job.work is None else AnalysisWork.model_validate(job.work)
        timings = [] if work is None else work.timings
        return cls(
            status=_VIDEO_STATUSES[job.status],
            stage=AnalysisStage(job.stage),
            percent=job.percent,
            attempt=job.attempt,
            pipeline_version=job.pipeline_version,
            skipped_seconds=job.skipped_seconds,
            started_at=job.started_at,
            finished_at=job.finished_at,
            usage=Usage.from_stored(None if job.usage is None else answers.Usage.model_validate(job.usage)),
            timings=[StageTiming(stage=timing.stage, milliseconds=timing.milliseconds) for timing in timings],
            frames_sampled=None if work is None else work.frames_sampled,
            frames_looked_at=None if work is None else work.frames_looked_at,
        )
