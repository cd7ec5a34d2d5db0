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
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import config
from datasources import log
from datasources.bootstrap import Datasources, open_datasources
from datasources.downloads import open_download_folder
from datasources.file_limits import raise_descriptor_limit
from datasources.identity.revocation_list import MAX_DELAY_SECONDS
from datasources.postgres.jobs.analyses import Analyses
from datasources.postgres.search.embedding_spaces import CACHE_SECONDS
from datasources.postgres.tables.object_keys import MovedKeys
from domain.analysis.analyze_job import AnalysisSettings, AnalyzeJobHandler
from domain.ask.prompt_job import PromptJobHandler
from domain.ask.retrieval.text_to_sql import SqlPools, TextToSql
from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.chat.chat_job import FrameAnswerer
from domain.chat.frame_slots import FrameSlots
from domain.chat.frames import FrameExtractor
from domain.commands.command_line import parse_command_line
from domain.commands.dead_letters import DeadLetterCommand
from domain.commands.progress_line import ProgressLine
from domain.commands.tokens import TokenCommand
from domain.embeddings.gap_sweep import EmbeddingSweep
from domain.embeddings.reembed import COMMAND, Reembedding
from domain.fairness.automatic_budget import AutomaticBudget
from domain.fairness.pools import Pool
from domain.isolation import limits as bounds
from domain.isolation.bytecode import start_precompiling
from domain.jobs.dead_letters import DeadLetters
from domain.jobs.worker import SlotPool, Worker
from domain.llm.deadlines import TimeLimitedModels, TimeoutTracker
from domain.summary.summary_job import SUMMARY_UNITS, SummaryJobHandler, build_automatic_summary
from domain.videos.clip_job import ClipJobHandler
from domain.videos.deletion import DeleteJobHandler, Remover, UploadSweep
from domain.videos.key_migration import KeyMigration
from models.asking.vectors import EmbeddingSpace
from models.enums import JobKind
from models.errors import WatchgraphError
from models.jobs import NewJob

# Niceness.
_NICENESS = 10


def build_worker(settings: config.Settings, data: Datasources, folder: Path) -> Worker:
    """A worker under these settings. folder: where downloads stand while they are analyzed."""

    def clock() -> datetime:
        return datetime.now(UTC)

    automatic = AutomaticBudget(settings.ai_units_per_day, settings.automatic_ai_share, clock)

    def following(video_id: UUID, timezone: str) -> list[NewJob]:
        if not settings.summarize_after_analysis:
            return []
        return [build_automatic_summary(video_id, timezone, automatic.price(SUMMARY_UNITS))]

    ingest = AnalyzeJobHandler(
        data.videos,
        data.objects,
        Analyses(data.postgres, data.events, data.jobs),
        data.models,
        AnalysisSettings(settings.analysis_fps, settings.loitering_seconds, folder, settings.analysis_chunk_seconds),
        following,
        Pool("decoding", settings.worker_analysis_slots, max_waiting=None, share=1.0),
    )
    models, share = data.models, settings.organization_share
    asking = AskServices(data.search, models, AskSettings.from_configuration(settings), clock)
    # People wait for these answers.
    awaited_models = TimeLimitedModels(models, settings.prompt_call_seconds, TimeoutTracker())
    query = TextToSql(data.sql, awaited_models, asking.settings, SqlPools(share))
    answering = replace(asking, models=awaited_models, query=query)
    frames = FrameExtractor(data.objects, FrameSlots(share=share))
    frame_answerer = FrameAnswerer(frames, data.videos, answering)
    return Worker(
        data.jobs,
        data.queue,
        data.outbox,
        {
            JobKind.ANALYZE: ingest,
            JobKind.SUMMARIZE: SummaryJobHandler(data.videos.load_contexts, asking, data.videos, frames),
            JobKind.PROMPT: PromptJobHandler(data.sessions, answering, frame_answerer),
            JobKind.DELETE: DeleteJobHandler(data.objects, data.videos),
            JobKind.CLIP: ClipJobHandler(data.videos, data.objects, data.clips, folder),
        },
        # Kinds, places, seconds to go on after the signal to stop, and what of the places is an organization's at most.
        [
            SlotPool([JobKind.PROMPT, JobKind.SUMMARIZE], settings.worker_prompt_slots, 12, share),
            SlotPool([JobKind.CLIP], 2, 5, share),
            SlotPool([JobKind.DELETE], 1, 5, share),
            # Minutes of work do not end within a drain: it is given back at once, with the time to end a last step.
            SlotPool([JobKind.ANALYZE], settings.worker_analysis_slots, 2, share),
        ],
        lease_seconds=settings.job_lease_seconds,
        max_attempts=settings.job_attempts,
        max_backoff_seconds=settings.job_longest_pause_seconds,
        sweeps=[
            EmbeddingSweep(data.vectors, models, _build_embedding_space(settings), clock).run,
            UploadSweep(data.uploads, _build_remover(settings, data)).run,
        ],
    )


def _build_remover(settings: config.Settings, data: Datasources) -> Remover:
    return Remover(data.removals, data.objects, settings.upload_url_seconds + settings.job_lease_seconds)


def _build_embedding_space(settings: config.Settings) -> EmbeddingSpace:
    return EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)


async def serve(settings: config.Settings) -> None:
    """Work until SIGINT or SIGTERM, behind an API on the same machine: those who wait there come first."""
    os.nice(_NICENESS)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    bounds.set_memory_ceiling(settings.child_memory_bytes)
    compiling = start_precompiling()
    try:
        with open_download_folder() as folder:
            async with open_datasources(settings, for_jobs=True) as data:
                await build_worker(settings, data, folder).run(stopping)
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
    async with open_datasources(settings, for_jobs=True) as data:
        work = Reembedding(
            data.vectors,
            data.models,
            _build_embedding_space(settings),
            progress,
            clock=time.monotonic,
            # A search that looked just before the end may still be at it.
            keep_seconds=2 * CACHE_SECONDS,
        )
        try:
            return await work.run(stopping, drop_old=drop_old)
        except (WatchgraphError, asyncio.CancelledError) as error:
            progress.print_line(f"{str(error) or 'Stopped.'} What was embedded stays. To go on: {COMMAND}")
            return False


async def run_dead_letter_command(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Show dead letters, or give them another chance. False where something is left that somebody has to look at."""
    async with open_datasources(settings, for_jobs=True) as data:
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
    async with open_datasources(settings) as data:
        moving = KeyMigration(
            MovedKeys(data.postgres), data.videos, data.objects, lambda line: sys.stdout.write(f"{line}\n")
        )
        try:
            return (await moving.run()).skipped == 0
        except WatchgraphError as error:
            sys.stdout.write(f"{error} What was moved stays. To go on: python -m worker move-keys\n")
            return False


async def run_token_command(settings: config.Settings, arguments: argparse.Namespace) -> bool:
    """Revoke access tokens, list what is revoked, or lift it. False where something was not done."""
    async with open_datasources(settings) as data:
        command = TokenCommand(data.revocations, sys.stdout, f"command:{_get_user_name()}", MAX_DELAY_SECONDS)
        try:
            return await command.run(arguments)
        except WatchgraphError as error:
            sys.stdout.write(f"{error}\n")
            return False


def _get_user_name() -> str:
    """The name of whoever runs this process, or the number where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())


def main() -> None:
    """A wrong setting ends the start with one line."""
    arguments = parse_command_line()
    try:
        settings = config.load_settings()
    except config.ConfigError as error:
        sys.exit(str(error))
    log.configure(settings.log_level, debug=settings.debug)
    raise_descriptor_limit()
    if arguments.command == "reembed":
        sys.exit(0 if asyncio.run(reembed(settings, drop_old=arguments.drop_old)) else 1)
    if arguments.command == "dead-letters":
        sys.exit(0 if asyncio.run(run_dead_letter_command(settings, arguments)) else 1)
    if arguments.command == "move-keys":
        sys.exit(0 if asyncio.run(move_keys(settings)) else 1)
    if arguments.command == "tokens":
        sys.exit(0 if asyncio.run(run_token_command(settings, arguments)) else 1)
    asyncio.run(serve(settings))


if __name__ == "__main__":
    main()
