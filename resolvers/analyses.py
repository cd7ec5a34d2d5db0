"""Reading analyses: the ANALYZE jobs of videos."""

from uuid import UUID

from models.enums import JobKind
from models.jobs import Job
from resolvers.context import Context


async def of_video(context: Context, video: UUID) -> Job | None:
    """A video's latest analysis, batched within the operation."""
    loader = context.loader(
        "analyses", lambda keys: context.data.jobs.latest_of_videos(context.who, JobKind.ANALYZE, keys)
    )
    job: Job | None = await loader.load(video)
    return job
