"""The worker's entry point: `python -m worker` runs jobs until SIGINT or SIGTERM, then drains within 20 seconds.

Commands: `python -m worker reembed` embeds all events again after a change of the embedding model; `dead-letters` lists
jobs that were given up, and repeats them; `tokens` revokes access tokens, makes service tokens and grants sites; `inbox
scan` imports objects of the inbox that nobody told of; `check-models` asks each model once; `move-keys` moves objects
of organizations whose names are spelled differently in keys by now; `retention` shows or sets for how long an
organization keeps footage; `orphans` finds what database and buckets do not both know, and mends it;
`tiering` says which footage would pay to keep in another storage class.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import config
import worker_commands
from datasources import log
from datasources.bootstrap import Datasources, open_datasources
from datasources.checks.startup import find_fatal_problem
from datasources.downloads import open_download_folder
from datasources.file_limits import raise_descriptor_limit
from datasources.postgres.cameras.adoption import CameraAdoption
from datasources.postgres.cameras.silences import CameraSilences
from datasources.postgres.evidence.reads import EvidenceReader
from datasources.postgres.jobs.analyses import Analyses
from datasources.postgres.jobs.filled_in import FilledInEvents
from datasources.postgres.tables import quotas, spending
from datasources.postgres.tables.looks import LookBudgets
from datasources.telemetry.database_gauges import DatabaseGauges, list_budgets
from datasources.telemetry.server import serve_metrics
from datasources.timestamps import TimeStampAuthority
from domain.analysis.analyze_job import AnalyzeJobHandler
from domain.analysis.detection import check_detector
from domain.analysis.looking import Looking
from domain.analysis.settings import AnalysisSettings
from domain.ask.prompt_job import PromptJobHandler
from domain.ask.retrieval.text_to_sql import SqlPools, TextToSql
from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.cameras.deletion import CameraRemover
from domain.cameras.following import FootageFollower
from domain.cameras.schedule import CameraSchedule
from domain.cameras.silence import SilenceSweep
from domain.chat.chat_job import FrameAnswerer
from domain.chat.frame_slots import FrameSlots
from domain.chat.frames import FrameExtractor
from domain.commands.command_line import parse_command_line
from domain.commands.start_check import watch_models
from domain.embeddings.gap_sweep import EmbeddingSweep
from domain.evidence.build_job import EvidenceJobHandler
from domain.evidence.keys import BadKey
from domain.evidence.services import EvidenceServices, EvidenceSources
from domain.evidence.sweep import AbandonedPackageSweep
from domain.fairness.automatic_budget import AutomaticBudget
from domain.fairness.pools import Pool
from domain.inbox.services import InboxServices
from domain.isolation import limits as bounds
from domain.jobs.attempt import JobHandler
from domain.jobs.slot_pool import SlotPool
from domain.jobs.worker import Worker, WorkerOptions
from domain.keeping.archive_job import ArchiveJobHandler
from domain.keeping.moving import MoveCheck
from domain.keeping.restoring import RestoreSweep
from domain.llm.deadlines import TimeLimitedModels, TimeoutTracker
from domain.looking.ask import LookModels
from domain.looking.step import LookServices
from domain.media.playback_job import PlaybackJobHandler
from domain.summary.summary_job import SUMMARY_UNITS, SummaryJobHandler, build_automatic_summary
from domain.uploads.inspection import FileInspector
from domain.videos.clip_job import ClipJobHandler
from domain.videos.deletion import DeleteJobHandler, Remover, UploadSweep
from models.asking.vectors import EmbeddingSpace
from models.enums import JobKind
from models.job_kinds import SlotGroup, kinds_in
from models.jobs import NewJob
from vision.detection.choice import DetectorChoice

_NICENESS = 10


def build_handlers(settings: config.Settings, data: Datasources, folder: Path) -> dict[JobKind, JobHandler]:
    """The handler of each kind of job. folder: for downloads and clips while a job works on them."""

    automatic = AutomaticBudget(settings.ai_units_per_day, settings.automatic_ai_share, _utc_now)

    def follow_up_jobs(video_id: UUID, timezone: str) -> list[NewJob]:
        if not settings.summarize_after_analysis:
            return []
        return [build_automatic_summary(video_id, timezone, automatic.price(SUMMARY_UNITS))]

    analyze = AnalyzeJobHandler(
        data.videos,
        data.objects,
        Analyses(data.postgres, data.events, data.jobs, data.stretches),
        data.models,
        AnalysisSettings(
            settings.analysis_fps,
            settings.loitering_seconds,
            folder,
            settings.analysis_chunk_seconds,
            settings.file_before_seconds,
            follow_up_jobs,
            data.cameras.get_loitering_seconds,
            build_looking(settings, data),
            _choose_detector(settings),
            data.cameras.get_expected_hours,
            (settings.crowd_people, settings.crowd_seconds),
        ),
        Pool("decoding", settings.worker_analysis_slots, max_waiting=None, share=1.0),
    )
    models, share = data.models, settings.organization_share
    inbox = InboxServices.from_configuration(data, settings)
    asking = AskServices(data.search, models, AskSettings.from_configuration(settings), _utc_now)
    # Users wait for these answers, so the calls of models have a short time limit.
    prompt_models = TimeLimitedModels(models, settings.prompt_call_seconds, TimeoutTracker())
    query = TextToSql(data.sql, prompt_models, asking.settings, SqlPools(share))
    answering = replace(asking, models=prompt_models, query_runner=query)
    frames = FrameExtractor(data.objects, FrameSlots(share=share))
    frame_answerer = FrameAnswerer(frames, data.videos, answering)
    return {
        JobKind.ANALYZE: analyze,
        JobKind.SUMMARIZE: SummaryJobHandler(data.videos.load_contexts, asking, data.videos, frames),
        JobKind.PROMPT: PromptJobHandler(data.sessions, answering, frame_answerer),
        JobKind.DELETE: DeleteJobHandler(data.objects, data.videos, data.keeping.receipts),
        JobKind.CLIP: ClipJobHandler(data.videos, data.objects, data.clips, folder),
        JobKind.PLAYBACK: PlaybackJobHandler(data.videos, data.objects, data.media.renditions, folder),
        JobKind.ARCHIVE: ArchiveJobHandler(
            data.keeping.tiers,
            data.objects,
            MoveCheck(data.videos, _utc_now),
            settings.footage_url_seconds + settings.job_lease_seconds,
        ),
        JobKind.IMPORT: inbox.build_handler(FileInspector(share=share), quotas, spending.spend),
        JobKind.EVIDENCE: EvidenceJobHandler(build_evidence_services(settings, data, folder)),
    }


def build_evidence_services(settings: config.Settings, data: Datasources, folder: Path) -> EvidenceServices:
    """What makes evidence packages. Raises ConfigError where a key is none."""
    reads = EvidenceReader(data.videos, data.events, data.sessions, data.search)
    stamper = TimeStampAuthority(settings.evidence_tsa_url) if settings.evidence_tsa_url else None
    sources = EvidenceSources(data.evidence.packages, reads, data.objects, data.videos, stamper)
    try:
        return EvidenceServices.from_configuration(settings, sources, folder)
    except BadKey as problem:
        raise config.ConfigError(str(problem)) from None


def build_looking(settings: config.Settings, data: Datasources) -> Looking | None:
    """What has a model look during an analysis; None where no model is set."""
    if not settings.aws_bedrock_look_model_id:
        return None
    models = LookModels(data.models, settings.aws_bedrock_look_model_id, settings.aws_bedrock_look_first_model_id)
    budgets = LookBudgets(data.postgres, settings.look_usd_per_day, settings.look_camera_usd_per_day, _utc_now)
    # An analysis looks at one part after another: it needs no more than its own slot.
    frames = FrameExtractor(data.objects, FrameSlots(settings.worker_analysis_slots, share=1.0))
    services = LookServices(models, data.looks, budgets, frames, data.objects)
    filled_in = FilledInEvents(data.postgres, data.events, data.jobs)
    return Looking(services, data.videos, filled_in, data.cameras.get_expected_hours)


def build_slot_pools(settings: config.Settings) -> list[SlotPool]:
    """The slots of each group of job kinds, with the seconds that a job may run on after the signal to stop."""
    groups = {
        SlotGroup.ANSWERS: (settings.worker_prompt_slots, 12),
        SlotGroup.CLIPS: (2, 5),
        SlotGroup.REMOVALS: (1, 5),
        # An analysis takes minutes, longer than any drain: it is released at once, with time to store its last step.
        SlotGroup.ANALYSES: (settings.worker_analysis_slots, 2),
        SlotGroup.IMPORTS: (settings.worker_import_slots, 2),
        # As an analysis, one that encodes takes minutes.
        SlotGroup.RENDITIONS: (1, 2),
        # Made anew by another worker.
        SlotGroup.PACKAGES: (settings.worker_package_slots, 2),
        # S3 copies: another attempt finds what is there.
        SlotGroup.TIERS: (2, 5),
    }
    return [
        SlotPool(kinds_in(group), slots, drain_seconds, settings.organization_share)
        for group, (slots, drain_seconds) in groups.items()
    ]


def build_worker(settings: config.Settings, data: Datasources, folder: Path) -> Worker:
    """A worker under these settings. folder: for downloads and clips while a job works on them."""
    embeddings = EmbeddingSweep(data.vectors, data.models, _build_embedding_space(settings), _utc_now)
    inbox = InboxServices.from_configuration(data, settings)
    return Worker(
        data.jobs,
        data.queue,
        data.outbox,
        build_handlers(settings, data, folder),
        build_slot_pools(settings),
        WorkerOptions(
            lease_seconds=settings.job_lease_seconds,
            max_attempts=settings.job_attempts,
            max_backoff_seconds=settings.job_longest_pause_seconds,
            sweeps=[
                embeddings.run,
                UploadSweep(data.uploads, _build_remover(settings, data)).run,
                build_camera_schedule(settings, data).run,
                build_silence_sweep(settings, data).run,
                AbandonedPackageSweep(data.evidence.packages, data.objects).run,
                worker_commands.build_retention_schedule(settings, data).run,
                RestoreSweep(data.keeping.tiers, data.objects, _utc_now).run,
                worker_commands.build_tiering(settings, data).run,
                *inbox.build_sweeps(data.inbox_queue, is_configured=data.inbox_queue.is_configured),
            ],
            take_notification=inbox.build_stray_notifications(data.queue.dead_letters).take,
        ),
    )


def build_silence_sweep(settings: config.Settings, data: Datasources) -> SilenceSweep:
    """What finds cameras from which no footage comes."""
    silences = CameraSilences(data.postgres, data.events)
    return SilenceSweep(silences, data.camera_footage, settings.camera_silent_minutes)


def build_camera_schedule(settings: config.Settings, data: Datasources) -> CameraSchedule:
    """What the workers see to for cameras and their footage."""
    return CameraSchedule(
        data.camera_corrections,
        CameraAdoption(data.postgres),
        FootageFollower(data.postgres, data.camera_corrections, data.camera_footage),
        CameraRemover(data.postgres, data.camera_deletions, _build_remover(settings, data), data.audit),
        data.camera_footage,
    )


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _build_remover(settings: config.Settings, data: Datasources) -> Remover:
    return Remover(data.removals, data.objects, settings.upload_url_seconds + settings.job_lease_seconds)


def _build_embedding_space(settings: config.Settings) -> EmbeddingSpace:
    return EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)


def _choose_detector(settings: config.Settings) -> DetectorChoice:
    return DetectorChoice(settings.detector_model, settings.detector_provider)


def check_detector_setting(settings: config.Settings) -> None:
    """Raises ConfigError where the chosen detector cannot be used."""
    choice = _choose_detector(settings)
    problem = "" if choice.is_default else check_detector(choice)
    if problem:
        setting = f"DETECTOR_MODEL={choice.model or '(empty)'} with DETECTOR_PROVIDER={choice.provider}"
        raise config.ConfigError(f"{setting} cannot be used: {problem}")


async def serve(settings: config.Settings) -> None:
    """Run jobs until SIGINT or SIGTERM, with a lower priority than an API on the same machine."""
    os.nice(_NICENESS)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    bounds.set_memory_ceiling(settings.child_memory_bytes)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="detector-check") as own:
            await loop.run_in_executor(own, check_detector_setting, settings)
    except config.ConfigError as error:
        sys.exit(str(error))
    with open_download_folder() as folder:
        async with (
            open_datasources(settings, for_jobs=True) as data,
            watch_models(settings, data.models),
            serve_metrics(
                settings.metrics_host,
                settings.worker_metrics_port,
                settings.metrics_token,
                DatabaseGauges(data.postgres, list_budgets(settings)).refresh,
            ),
        ):
            await build_worker(settings, data, folder).run(stopping)


def main() -> None:
    """Run the command of the command line. A wrong setting ends the process with one line."""
    arguments = parse_command_line()
    try:
        settings = config.load_settings()
    except config.ConfigError as error:
        sys.exit(str(error))
    log.configure(settings.log_level, debug=settings.debug, levels=settings.log_levels)
    raise_descriptor_limit()
    commands: dict[str, Callable[[], Coroutine[Any, Any, bool]]] = {
        "reembed": lambda: worker_commands.reembed(settings, drop_old=arguments.drop_old),
        "dead-letters": lambda: worker_commands.run_dead_letter_command(settings, arguments),
        "move-keys": lambda: worker_commands.move_keys(settings),
        "tokens": lambda: worker_commands.run_token_command(settings, arguments),
        "inbox": lambda: worker_commands.scan_inbox(settings),
        "retention": lambda: worker_commands.run_retention_command(settings, arguments),
        "orphans": lambda: worker_commands.find_orphans(settings, arguments),
        "tiering": lambda: worker_commands.propose_tiers(settings, arguments),
        "check-models": lambda: worker_commands.check_models(settings),
    }
    if arguments.command is not None:
        sys.exit(0 if asyncio.run(commands[arguments.command]()) else 1)
    if problem := asyncio.run(find_fatal_problem(settings.asyncpg_dsn)):
        sys.exit(problem)
    asyncio.run(serve(settings))


if __name__ == "__main__":
    main()
