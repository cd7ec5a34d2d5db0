"""Asking for summaries."""

from domain.summarize import PIPELINE
from models.enums import JobKind, SummaryKind, SummaryStatus, VideoStatus
from models.errors import InvalidInput, NotFound, WrongState
from models.jobs import NewJob
from models.paging import Row
from resolvers import audit, ids
from resolvers.context import Context


async def generate(context: Context, id_: str, kind: SummaryKind, regenerate: bool, columns: frozenset[str]) -> Row:
    """Queue the writing of a summary; the video. One that exists is answered as it is, unless `regenerate`.

    Raises NotFound, NOT_ANALYZED while the video is not READY.
    """
    principal = context.may("Mutation.generateSummary")
    data = context.data
    if kind is not SummaryKind.EVENTS:
        raise InvalidInput("SUMMARY_KIND_NOT_SUPPORTED", field=("kind",), kind=kind.value)
    key = ids.decode(ids.Kind.VIDEO, id_)
    row = None if key is None else (await data.videos.by_ids(principal, [key], ("status", "summary_status")))[0]
    if key is None or row is None:
        raise NotFound(field=("videoId",))
    if row["status"] != VideoStatus.READY:
        raise WrongState("NOT_ANALYZED", field=("videoId",), state=row["status"])
    job = NewJob(
        JobKind.SUMMARIZE,
        pipeline_version=PIPELINE,
        video_id=key,
        payload={"kind": kind.value, "language": context.language.value},
        restart=regenerate or row["summary_status"] == SummaryStatus.FAILED,
    )
    async with data.postgres.transaction(principal) as connection:
        await data.jobs.enqueue(connection, principal, job)
        details = {"kind": kind.value, "regenerate": regenerate}
        await audit.note(context, connection, "generateSummary", ids.Kind.VIDEO, key, details)
    data.outbox.nudge()
    video = (await data.videos.by_ids(principal, [key], columns))[0]
    if video is None:
        raise NotFound(field=("videoId",))
    return video
