"""Asking for summaries."""

from datasources.postgres.jobs.rows import lock_subject
from domain.chat.chat_job import VIDEO_COLUMNS, check_footage
from domain.summary.summarize import PIPELINE
from models.enums import JobKind, JobStatus, SummaryKind, SummaryStatus, VideoStatus
from models.errors import NotFound, WrongState
from models.jobs import NewJob
from models.paging import Row
from resolvers import audit
from resolvers.core import budget, ids
from resolvers.core.context import Context

_COLUMNS = (*VIDEO_COLUMNS, "summary_status", "summary")
_OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)
# Written anew even without being told to: there is nothing to keep.
_RESTARTED_STATUSES = (SummaryStatus.FAILED, SummaryStatus.EMPTY)


async def generate_summary(
    context: Context, id_: str, kind: SummaryKind, regenerate: bool, columns: frozenset[str]
) -> Row:
    """Queue the writing of a summary; the video. One of this kind that is there stays, unless `regenerate`.

    Raises NotFound, NOT_ANALYZED while the video is not READY, SUMMARY_BUSY while one of the other kind is written, and
    for FULL what keeps frames from being looked at.
    """
    principal = context.caller
    data = context.data
    key = ids.decode(ids.Kind.VIDEO, id_)
    row = None if key is None else (await data.videos.get_by_ids(principal, [key], _COLUMNS))[0]
    if key is None or row is None:
        raise NotFound(field=("videoId",))
    if row["status"] != VideoStatus.READY:
        raise WrongState("NOT_ANALYZED", field=("videoId",), state=row["status"])
    if kind is SummaryKind.FULL:
        check_footage(row, ("videoId",))
    job = NewJob(
        JobKind.SUMMARIZE,
        pipeline_version=PIPELINE,
        video_id=key,
        payload={"kind": kind.value, "language": context.language.value},
        restart=regenerate
        or row["summary_status"] in _RESTARTED_STATUSES
        or (row["summary"] or {}).get("kind") != kind.value,
    )
    async with data.postgres.transaction(principal) as connection:
        await lock_subject(connection, job)
        before = await data.jobs.lock_jobs(connection, JobKind.SUMMARIZE, key)
        open_before = {one.id for one in before if one.status in _OPEN_STATUSES}
        queued = await data.jobs.enqueue(connection, principal, job)
        if queued.status in _OPEN_STATUSES and queued.payload.get("kind") != kind.value:
            raise WrongState("SUMMARY_BUSY", field=("kind",), kind=queued.payload.get("kind"))
        if queued.status in _OPEN_STATUSES and queued.id not in open_before:
            await budget.spend_units(context, connection, "generateSummary")
        details = {"kind": kind.value, "regenerate": regenerate}
        await audit.record_action(context, connection, "generateSummary", ids.Kind.VIDEO, key, details)
    data.outbox.nudge()
    video = (await data.videos.get_by_ids(principal, [key], columns))[0]
    if video is None:
        raise NotFound(field=("videoId",))
    return video
