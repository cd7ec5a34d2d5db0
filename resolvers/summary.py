"""Summaries of videos: ordered here, written by a worker."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.rows import lock_subject
from domain.chat.footage_check import VIDEO_COLUMNS, check_footage
from domain.summary.summarize import SUMMARY_PIPELINE
from models.enums import JobKind, JobStatus, Language, SummaryKind, SummaryStatus, VideoStatus
from models.errors import WrongState
from models.jobs import NewJob
from models.rows.video import VideoRow
from resolvers import audit
from resolvers import video as videos
from resolvers.core import budget, ids
from resolvers.core.context import Context

_COLUMNS = frozenset({"id", *VIDEO_COLUMNS, "summary_status", "summary"})
_FIELD = ("videoId",)
_OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)
# Written again even without `regenerate`: there is no text to keep.
_RESTARTED_STATUSES = (SummaryStatus.FAILED, SummaryStatus.EMPTY)


@dataclass(frozen=True, slots=True)
class SummaryOrder:
    """The summary that is wanted. language: None for the request's, which an existing summary need not have.

    regenerate: whether it is written anew where there is one.
    """

    kind: SummaryKind
    language: Language | None
    regenerate: bool


async def generate_summary(context: Context, id_: str, order: SummaryOrder, columns: frozenset[str]) -> VideoRow:
    """Queue the writing of a summary; the video. A summary as ordered stays, unless `regenerate`.

    Raises NotFound, NOT_ANALYZED while the video is not READY, SUMMARY_BUSY while one of the other kind or language is
    written, and for FULL the reason why frames cannot be read.
    """
    video = await videos.require_by_id(context, id_, _COLUMNS, *_FIELD)
    if video["status"] != VideoStatus.READY:
        raise WrongState("NOT_ANALYZED", field=_FIELD, state=video["status"])
    if order.kind is SummaryKind.FULL:
        check_footage(video, _FIELD)
    new = _build_job(context, video, order)
    async with context.data.postgres.transaction(context.caller) as connection:
        await lock_subject(connection, new)
        await _queue_summary(context, connection, new, order)
        details = {"kind": order.kind.value, "regenerate": order.regenerate}
        await audit.record_action(context, connection, "generateSummary", ids.Kind.VIDEO, video["id"], details)
    context.data.outbox.nudge()
    return await videos.require_by_id(context, id_, columns, *_FIELD)


def _build_job(context: Context, video: VideoRow, order: SummaryOrder) -> NewJob:
    stored = video["summary"] or {}
    other = stored.get("kind") != order.kind.value or order.language not in (None, stored.get("language"))
    return NewJob(
        JobKind.SUMMARIZE,
        pipeline_version=SUMMARY_PIPELINE,
        video_id=video["id"],
        payload={"kind": order.kind.value, "language": (order.language or context.language).value},
        restart=order.regenerate or video["summary_status"] in _RESTARTED_STATUSES or other,
    )


async def _queue_summary(context: Context, connection: AsyncConnection, new: NewJob, order: SummaryOrder) -> None:
    """Queue the job; a new one spends its units. Raises SUMMARY_BUSY, AllowanceExceeded."""
    assert new.video_id is not None
    jobs, kind = context.data.jobs, new.payload["kind"]
    known = await jobs.lock_jobs(connection, JobKind.SUMMARIZE, new.video_id)
    was_open = {job.id for job in known if job.status in _OPEN_STATUSES}
    queued = await jobs.enqueue(connection, context.caller, new)
    if queued.status not in _OPEN_STATUSES:
        return
    if queued.payload.get("kind") != kind:
        raise WrongState("SUMMARY_BUSY", field=("kind",), kind=queued.payload.get("kind"))
    if order.language not in (None, queued.payload.get("language")):
        raise WrongState("SUMMARY_BUSY", field=("language",), kind=queued.payload.get("kind"))
    if queued.id not in was_open:
        await budget.spend_units(context, connection, "generateSummary")
