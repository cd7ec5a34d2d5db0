"""The queue door: `python -m worker` runs jobs until SIGINT or SIGTERM, then drains within 20 seconds."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import config
from datasources import log
from datasources.opened import Datasources, opened
from datasources.postgres.analyses import Analyses
from domain.answering import Answering
from domain.ingest import Ingest, IngestSettings
from domain.question import AskSettings
from domain.shift import Lane, Shift
from domain.summarizing import Summarizing, after_analysis
from models.enums import JobKind


def shift(settings: config.Settings, data: Datasources, folder: Path) -> Shift:
    """A worker under these settings. folder: where downloads stand while they are analyzed."""
    asking = AskSettings(
        model_id=settings.aws_bedrock_model_id,
        rerank_model_id=settings.aws_bedrock_rerank_model_id,
        rerank_candidates=settings.rerank_candidates,
        rerank_keep=settings.rerank_keep,
    )

    def clock() -> datetime:
        return datetime.now(UTC)

    ingest = Ingest(
        data.videos,
        data.objects,
        Analyses(data.postgres, data.events, data.jobs),
        data.models,
        IngestSettings(settings.analysis_fps, settings.loitering_seconds, folder),
        (lambda *video: [after_analysis(*video)]) if settings.summarize_after_analysis else (lambda *_video: []),
    )
    contexts, search, models = data.videos.context, data.search, data.models
    return Shift(
        data.jobs,
        data.queue,
        data.outbox,
        {
            JobKind.ANALYZE: ingest,
            JobKind.SUMMARIZE: Summarizing(contexts, search, models, asking, clock),
            JobKind.PROMPT: Answering(data.sessions, contexts, search, models, asking, clock),
        },
        [
            Lane([JobKind.PROMPT, JobKind.SUMMARIZE], settings.worker_prompt_slots, drain_seconds=12),
            # Minutes of work do not end within a drain: it is given back at once, with the time to end a last step.
            Lane([JobKind.ANALYZE], settings.worker_analysis_slots, drain_seconds=2),
        ],
        lease_seconds=settings.job_lease_seconds,
        attempts=settings.job_attempts,
    )


@contextmanager
def downloads() -> Iterator[Path]:
    """A folder of this process's own; those of workers that were killed are removed on the way."""
    above = Path(tempfile.gettempdir())
    for left in above.glob("watchgraph-worker-*"):
        pid = left.name.split("-")[2]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"watchgraph-worker-{os.getpid()}-") as folder:
        yield Path(folder)


async def serve(settings: config.Settings) -> None:
    """Work until SIGINT or SIGTERM."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    with downloads() as folder:
        async with opened(settings) as data:
            await shift(settings, data, folder).run(stopping)


def main() -> None:
    """A wrong setting ends the start with one line."""
    try:
        settings = config.load()
    except config.ConfigError as error:
        sys.exit(str(error))
    log.configure(settings.log_level, debug=settings.debug)
    asyncio.run(serve(settings))


if __name__ == "__main__":
    main()
