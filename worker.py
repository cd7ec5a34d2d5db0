"""The queue door: `python -m worker` runs jobs until SIGINT or SIGTERM, then drains within 20 seconds.

`python -m worker reembed` embeds events anew after the embedding model was changed; `python -m worker dead-letters`
shows what was given up, and tries it again; `python -m worker tokens` revokes access tokens; `python -m worker
move-keys` brings over the objects of organizations whose names are written otherwise in keys than they were.
"""

import argparse
import asyncio
import getpass
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import config
from datasources import log
from datasources.bootstrap import Datasources, opened
from datasources.downloads import downloads
from datasources.file_limits import raise_descriptor_limit
from datasources.identity.revocation_list import TAKES_HOLD_SECONDS
from datasources.postgres.jobs.analyses import Analyses
from datasources.postgres.search.embedding_spaces import KEEP_SECONDS
from datasources.postgres.tables.object_keys import MovedKeys
from domain.analysis.analyze_job import Ingest, IngestSettings
from domain.ask.prompt_job import Answering
from domain.ask.question.question import AskSettings
from domain.ask.retrieval.text_to_sql import SqlPools, TextToSql
from domain.chat.chat_job import Looking
from domain.chat.frame_slots import Places
from domain.chat.frames import Frames
from domain.commands.command_line import command_line
from domain.commands.dead_letters import DeadLetterCommand
from domain.commands.progress_line import ProgressLine
from domain.commands.tokens import TokenCommand
from domain.embeddings.gap_sweep import Sweep
from domain.embeddings.reembed import COMMAND, Reembedding
from domain.fairness.automatic_budget import AutomaticBudget
from domain.fairness.pools import Pool
from domain.isolation import limits as bounds
from domain.isolation.bytecode import compile_ahead
from domain.jobs.dead_letters import DeadLetters
from domain.jobs.worker import Lane, Shift
from domain.llm.deadlines import InTime, Silence
from domain.summary.summary_job import UNITS, Summarizing, after_analysis
from domain.videos.clip_job import Clipping
from domain.videos.deletion import Remover, Removing, UploadSweep
from domain.videos.key_migration import Moving
from models.asking.vectors import VectorSpace
from models.enums import JobKind
from models.errors import WatchgraphError
from models.jobs import NewJob

# Niceness.
_BELOW_THE_API = 10


def shift(settings: config.Settings, data: Datasources, folder: Path) -> Shift:
    """A worker under these settings. folder: where downloads stand while they are analyzed."""
    asking = AskSettings(
        model_id=settings.aws_bedrock_model_id,
        rerank_model_id=settings.aws_bedrock_rerank_model_id,
        vision_model_id=settings.aws_bedrock_vlm_model_id,
        chat_frames=settings.chat_frames,
        rerank_candidates=settings.rerank_candidates,
        rerank_keep=settings.rerank_keep,
        text_to_sql=settings.text_to_sql,
        sql_rows=settings.sql_rows,
    )

    def clock() -> datetime:
        return datetime.now(UTC)

    automatic = AutomaticBudget(settings.ai_units_per_day, settings.automatic_ai_share, clock)

    def following(video_id: UUID, timezone: str) -> list[NewJob]:
        if not settings.summarize_after_analysis:
            return []
        return [after_analysis(video_id, timezone, automatic.price(UNITS))]

    ingest = Ingest(
        data.videos,
        data.objects,
        Analyses(data.postgres, data.events, data.jobs),
        data.models,
        IngestSettings(settings.analysis_fps, settings.loitering_seconds, folder, settings.analysis_chunk_seconds),
        following,
        Pool("decoding", settings.worker_analysis_slots, waiting=None, share=1.0),
    )
    contexts, search, models = data.videos.context, data.search, data.models
    share = settings.organization_share
    # Somebody waits for what these say.
    awaited = InTime(models, settings.prompt_call_seconds, Silence())
    query = TextToSql(data.sql, awaited, asking, SqlPools(share))
    frames = Frames(data.objects, Places(share=share))
    looking = Looking(frames, data.videos, search, awaited, asking, clock)
    return Shift(
        data.jobs,
        data.queue,
        data.outbox,
        {
            JobKind.ANALYZE: ingest,
            JobKind.SUMMARIZE: Summarizing(contexts, search, models, asking, clock, data.videos, frames),
            JobKind.PROMPT: Answering(data.sessions, search, awaited, asking, clock, query, looking),
            JobKind.DELETE: Removing(data.objects, data.videos),
            JobKind.CLIP: Clipping(data.videos, data.objects, data.clips, folder),
        },
        # Kinds, places, seconds to go on after the signal to stop, and what of the places is an organization's at most.
        [
            Lane([JobKind.PROMPT, JobKind.SUMMARIZE], settings.worker_prompt_slots, 12, share),
            Lane([JobKind.CLIP], 2, 5, share),
            Lane([JobKind.DELETE], 1, 5, share),
            # Minutes of work do not end within a drain: it is given back at once, with the time to end a last step.
            Lane([JobKind.ANALYZE], settings.worker_analysis_slots, 2, share),
        ],
        lease_seconds=settings.job_lease_seconds,
        attempts=settings.job_attempts,
        longest_pause=settings.job_longest_pause_seconds,
        sweeps=[
            Sweep(data.vectors, models, _space(settings), clock).run,
            UploadSweep(data.uploads, _remover(settings, data)).run,
        ],
    )


def _remover(settings: config.Settings, data: Datasources) -> Remover:
    return Remover(data.removals, data.objects, settings.upload_url_seconds + settings.job_lease_seconds)


def _space(settings: config.Settings) -> VectorSpace:
    return VectorSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)


async def serve(settings: config.Settings) -> None:
    """Work until SIGINT or SIGTERM, behind an API on the same machine: those who wait there come first."""
    os.nice(_BELOW_THE_API)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    bounds.at_most(settings.child_memory_bytes)
    compiling = compile_ahead()
    try:
        with downloads() as folder:
            async with opened(settings, for_jobs=True) as data:
                await shift(settings, data, folder).run(stopping)
    finally:
        if compiling is not None:
            compiling.kill()
            compiling.wait()


async def reembed(settings: config.Settings, *, drop_old: bool) -> bool:
    """Embed events anew until all are, or until SIGINT or SIGTERM; a second signal does not wait for the batch.

    False where something is left to do that somebody has to look at.
    """
    stopping = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: task.cancel() if stopping.is_set() else stopping.set())
    progress = ProgressLine(sys.stdout, time.monotonic)
    async with opened(settings, for_jobs=True) as data:
        work = Reembedding(
            data.vectors,
            data.models,
            _space(settings),
            progress,
            clock=time.monotonic,
            # A search that looked just before the end may still be at it.
            keep_seconds=2 * KEEP_SECONDS,
        )
        try:
            return await work.run(stopping, drop_old=drop_old)
        except (WatchgraphError, asyncio.CancelledError) as error:
            progress.line(f"{str(error) or 'Stopped.'} What was embedded stays. To go on: {COMMAND}")
            return False


async def dead_letters(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Show dead letters, or give them another chance. False where something is left that somebody has to look at."""
    async with opened(settings, for_jobs=True) as data:
        command = DeadLetterCommand(DeadLetters(data.jobs, data.queue.dead_letters), sys.stdout)
        try:
            well = await command.run(
                redrive=arguments.redrive, redrive_all=arguments.redrive_all, discard=arguments.discard
            )
            await data.jobs.send_due(data.queue)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False
    return well


async def move_keys(settings: config.Settings) -> bool:
    """Bring over what stands under organizations' names as they are. False where something is left to be looked at."""
    async with opened(settings) as data:
        moving = Moving(MovedKeys(data.postgres), data.videos, data.objects, lambda line: sys.stdout.write(f"{line}\n"))
        try:
            return (await moving.run()).left == 0
        except WatchgraphError as error:
            sys.stdout.write(f"{error} What was moved stays. To go on: python -m worker move-keys\n")
            return False


async def tokens(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Revoke access tokens, list what is revoked, or lift it. False where something was not done."""
    async with opened(settings) as data:
        command = TokenCommand(data.revocations, sys.stdout, f"command:{_user()}", TAKES_HOLD_SECONDS)
        try:
            return await command.run(arguments)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False


def _user() -> str:
    """The name of whoever runs this process, or the number where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())


def main() -> None:
    """A wrong setting ends the start with one line."""
    arguments = command_line()
    try:
        settings = config.load()
    except config.ConfigError as error:
        sys.exit(str(error))
    log.configure(settings.log_level, debug=settings.debug)
    raise_descriptor_limit()
    if arguments.command == "reembed":
        sys.exit(0 if asyncio.run(reembed(settings, drop_old=arguments.drop_old)) else 1)
    if arguments.command == "dead-letters":
        sys.exit(0 if asyncio.run(dead_letters(settings, arguments)) else 1)
    if arguments.command == "move-keys":
        sys.exit(0 if asyncio.run(move_keys(settings)) else 1)
    if arguments.command == "tokens":
        sys.exit(0 if asyncio.run(tokens(settings, arguments)) else 1)
    asyncio.run(serve(settings))


if __name__ == "__main__":
    main()
