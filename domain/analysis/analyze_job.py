"""ANALYZE jobs: turn an uploaded file into searchable events.

A pipeline of steps, each of which may be repeated: the keys of pictures are derived from their content, and rows are
stored in one transaction at the end, so a failed attempt leaves nothing that the next one would duplicate.
"""

import asyncio
import logging
import tempfile
import time
from pathlib import Path
from typing import Any

from datasources.telemetry.metrics import ANALYSIS_SPEED
from domain.analysis.checkpoint import DetectionCheckpoint, FootageMark
from domain.analysis.detection import detect_people
from domain.analysis.looking import FillIn, add_told_rows
from domain.analysis.place import PLACE_COLUMNS, Place
from domain.analysis.run_state import AnalysisRun, measure_usage, measured_columns, progress_payload
from domain.analysis.scene_rules import build_rules, list_examined
from domain.analysis.settings import AnalysisSettings
from domain.analysis.stretch import build_stretch_end, wait_for_file_before
from domain.events.describe import format_picture_name, hash_picture, to_event_row
from domain.events.embed import embed_rows
from domain.fairness.pools import Pool
from domain.isolation.disk_space import Disk
from domain.isolation.subprocess import IsolationOptions, ResourceLimits, Sandbox, run_isolated
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.looking.totals import sum_up
from domain.media.storyboards import name_storyboard
from domain.media.tracks import keep_tracks
from domain.ports import AnalysisStorage, AnalysisStore, Embedder, VideoStore
from domain.uploads.camera import stamp_by_file
from domain.videos.original_integrity import record_faults
from models.enums import AnalysisStage, VideoStatus
from models.errors import NotFound, UnusableMedia
from models.footage.analysis import AnalysisResult, AnalysisWork
from models.footage.object_keys import video_folder
from models.footage.originals import Original
from models.jobs import JobResult, ProgressUpdate
from vision.analysis import Analysis
from vision.media.probe import probe
from vision.scene.zones import SceneRules
from vision.version import ANALYSIS_PIPELINE

_log = logging.getLogger(__name__)
_COLUMNS = ("size_bytes", "checksum_sha256", "timezone", "camera_id", "zones", *Original.COLUMNS)
_TIME_COLUMNS = ("recorded_at", "timezone", "clock_offset_seconds")
_RULE_COLUMNS = ("recorded_at", "timezone", "zones")
_CONCURRENT_PICTURES = 8
# A container without a duration is scanned to its end.
_PROBE_CPU_SECONDS = 600


class AnalyzeJobHandler:
    """The handler of ANALYZE jobs. pool: its threads wait for the decoding subprocesses; by default a new one."""

    def __init__(
        self,
        videos: VideoStore,
        originals: AnalysisStorage,
        analyses: AnalysisStore,
        models: Embedder,
        settings: AnalysisSettings,
        pool: Pool | None = None,
    ) -> None:
        self._videos = videos
        self._originals = originals
        self._analyses = analyses
        self._models = models
        self._settings = settings
        self._pool = pool or Pool("decoding", 2, max_waiting=None, share=1.0)
        self._disk = Disk(settings.folder)

    async def run(self, context: JobContext) -> Done:
        """Analyze the job's video. Raises NotFound where it was deleted, UnusableMedia where the file is no video."""
        video_id = context.claim.job.video_id
        if video_id is None:
            raise NotFound
        if FillIn.is_meant(context.claim.job):
            return await FillIn(self._videos, self._models, self._settings.looking).run(context, video_id)
        [video] = await self._videos.get_by_ids(context.principal, [video_id], _COLUMNS)
        if video is None:
            raise NotFound
        await wait_for_file_before(context, self._analyses, video_id, self._settings.file_before_seconds)
        with tempfile.TemporaryDirectory(prefix="analysis-", dir=self._settings.folder) as scratch:
            run = AnalysisRun(context, video_id, video, Path(scratch) / "original")
            try:
                with run.time_stage("DOWNLOAD"):
                    await self._download(run)
                with run.time_stage("PROBE"):
                    await self._probe(run)
                await self._detect(run)
                with run.time_stage("MODEL"):
                    await self._look(run)
                with run.time_stage("STORE"):
                    await self._store_pictures(run)
                with run.time_stage("MODEL"):
                    await self._embed(run)
                await self._store_results(run)
            finally:
                if run.checkpoint is not None:
                    await run.checkpoint.stop()
        if run.checkpoint is not None and not run.may_be_repeated:
            await run.checkpoint.delete()
        return Done()

    async def _download(self, run: AnalysisRun) -> None:
        stage, size = AnalysisStage.DOWNLOADING, run.video["size_bytes"]
        await run.context.report(run.build_update(stage, columns={"status": VideoStatus.ANALYZING}))
        original = Original.from_row(run.video)
        async with record_faults(self._videos, run.context.principal, original, str(run.context.claim.job.id)):
            try:
                with self._disk.reserve(size):
                    digest = await self._originals.download(
                        "storage",
                        original.pinned,
                        run.file,
                        lambda done: run.context.report_soon(run.build_update(stage, done, size)),
                    )
            except NotFound:
                raise UnusableMedia("ORIGINAL_MISSING") from None
        announced = run.video["checksum_sha256"]
        if announced is not None and announced != digest:
            raise UnusableMedia("CHECKSUM_MISMATCH", actual=digest)
        run.video = {**run.video, "checksum_sha256": digest}

    async def _probe(self, run: AnalysisRun) -> None:
        await run.context.report(run.build_update(AnalysisStage.PROBING))
        limits = ResourceLimits(cpu_seconds=_PROBE_CPU_SECONDS)
        options = IsolationOptions(run.context.stopped, limits, Sandbox(reads=(str(run.file),)))
        media = await self._pool.run(run.context.principal.organization, lambda: run_isolated(options, probe, run.file))
        run.duration_seconds = media.duration_seconds
        columns: dict[str, Any] = {
            "checksum_sha256": run.video["checksum_sha256"],
            "duration_seconds": media.duration_seconds,
            "frame_rate": media.frame_rate,
            "width": media.width,
            "height": media.height,
            "codec": media.codec,
            "other_tracks": list(media.other_tracks),
        }
        # Read again: the user may have set recorded_at during the download.
        [video] = await self._videos.get_by_ids(run.context.principal, [run.video_id], _TIME_COLUMNS)
        if video is not None:
            columns |= stamp_by_file(media.created_at, video)
        await run.context.report(run.build_update(AnalysisStage.DETECTING, columns=columns))

    async def _detect(self, run: AnalysisRun) -> None:
        # Read as late as possible: another analysis of the file before means that this one is repeated.
        run.before = await self._analyses.find_before(run.context.principal, run.video_id, ANALYSIS_PIPELINE)
        every, detector = self._settings.chunk_seconds, self._settings.detector
        mark = FootageMark(run.video["checksum_sha256"] or "", detector.name)
        checkpoint = run.checkpoint = DetectionCheckpoint(run.context, self._originals, self._analyses, mark, every)
        loitering = await self._choose_loitering(run)
        run.rules = await self._load_rules(run)
        began = time.monotonic()
        analysis = await detect_people(run, checkpoint, self._pool, self._settings.fps, loitering, detector)
        if not analysis.work.resumed:
            ANALYSIS_SPEED.observe(run.duration_seconds / max(time.monotonic() - began, 1e-3))
        if analysis.skipped_seconds:
            _log.warning("Parts could not be decoded", extra={"skipped_seconds": analysis.skipped_seconds})
        run.analysis, run.events_found = analysis, len(analysis.events)
        run.skipped_seconds = analysis.skipped_seconds
        run.add_work(analysis.work)
        await checkpoint.flush()

    async def _choose_loitering(self, run: AnalysisRun) -> float:
        """How long one may stand before this camera's footage."""
        camera_id = run.video["camera_id"]
        own = None if camera_id is None else await self._settings.load_loitering(run.context.principal, camera_id)
        return self._settings.loitering_seconds if own is None else own

    async def _load_rules(self, run: AnalysisRun) -> SceneRules:
        """The camera's zones, hours and limits."""
        camera_id = run.video["camera_id"]
        hours = () if camera_id is None else await self._settings.load_hours(run.context.principal, camera_id)
        # Read again: the time of recording may have been set since.
        [video] = await self._videos.get_by_ids(run.context.principal, [run.video_id], _RULE_COLUMNS)
        if video is None:
            raise NotFound
        rules = build_rules(video, hours, run.duration_seconds, self._settings.crowd)
        run.examined = list_examined(rules, hours, video["recorded_at"])
        return rules

    async def _look(self, run: AnalysisRun) -> None:
        await run.context.report(run.build_update(AnalysisStage.DESCRIBING))
        if self._settings.looking is not None:
            run.looks = await self._settings.looking.look(run)

    async def _store_pictures(self, run: AnalysisRun) -> None:
        assert run.analysis is not None
        events = run.analysis.events
        folder = video_folder(run.context.principal.organization, run.video_id)
        run.thumbnail_key = f"{folder}thumbnail-{hash_picture(run.analysis.thumbnail)}.jpg"
        pictures = {run.thumbnail_key: run.analysis.thumbnail}
        if (sheet := run.analysis.storyboard) is not None:
            run.storyboard = name_storyboard(sheet, folder)
            pictures[run.storyboard.key] = sheet.jpeg
        for event in events:
            key = f"{folder}events/{format_picture_name(event)}"
            pictures[key] = event.thumbnail
            run.rows.append(to_event_row(event, key))
        add_told_rows(run)
        slots = asyncio.Semaphore(_CONCURRENT_PICTURES)
        stored = 0

        async def put(key: str, picture: bytes) -> None:
            nonlocal stored
            async with slots:
                pinned = await self._originals.put("thumbnails", key, picture, "image/jpeg")
            if pinned.etag is not None:
                run.pictures[key] = pinned.etag
            stored += 1
            # The first half of the stage is looking.
            run.context.report_soon(
                run.build_update(AnalysisStage.DESCRIBING, len(pictures) + stored, 2 * len(pictures))
            )

        # Wait for all, also after a failure: none may run on after the attempt.
        failures = await asyncio.gather(*(put(*item) for item in pictures.items()), return_exceptions=True)
        for failure in failures:
            if failure is not None:
                raise failure

    async def _embed(self, run: AnalysisRun) -> None:
        assert run.analysis is not None
        await run.context.report(run.build_update(AnalysisStage.EMBEDDING))
        # Read again: the time of recording may have been set since.
        [video] = await self._videos.get_by_ids(run.context.principal, [run.video_id], PLACE_COLUMNS)
        if video is None:
            raise NotFound
        place = Place.of_video(video, run.analysis.clock.list_jumps())
        run.embeddings = await embed_rows(
            self._models,
            place.add_to(run.rows),
            lambda done, total: run.context.report_soon(run.build_update(AnalysisStage.EMBEDDING, done, total)),
        )

    async def _store_results(self, run: AnalysisRun) -> None:
        assert run.analysis is not None
        found = self._build_result(run, run.analysis)
        await run.context.report(run.build_update(AnalysisStage.STORING))
        columns: dict[str, Any] = {
            "status": VideoStatus.READY,
            "failure_code": None,
            "failure_values": None,
            "thumbnail_key": run.thumbnail_key,
            "storyboard": None if run.storyboard is None else run.storyboard.model_dump(mode="json"),
            "tracks_kept": True,
            **measured_columns(run.analysis),
            **sum_up(run.looks, run.examined),
        }
        ready = ProgressUpdate(
            VideoStatus.READY,
            AnalysisStage.DONE,
            100,
            progress_payload(len(run.rows), run.skipped_seconds),
            columns,
        )
        await run.context.finish(
            lambda: self._analyses.store(
                run.context.claim,
                found,
                ready,
                JobResult(
                    usage=measure_usage(run.embeddings, run.looks).model_dump(mode="json"),
                    then=self._settings.follow_up_jobs(run.video_id, run.video["timezone"]),
                ),
            )
        )

    def _build_result(self, run: AnalysisRun, analysis: Analysis) -> AnalysisResult:
        end = build_stretch_end(run.video_id, run.before, analysis.hand_over, analysis.returned)
        looked = analysis.work.looked + analysis.work.resumed
        work = AnalysisWork(timings=run.timings, frames_sampled=analysis.work.frames, frames_looked_at=looked)
        _log.info(
            "The analysis is done",
            extra={
                "milliseconds": {timing.stage: round(timing.milliseconds) for timing in run.timings},
                "frames_sampled": work.frames_sampled,
                "frames_looked_at": work.frames_looked_at,
                "frames_of_earlier_attempts": analysis.work.resumed,
            },
        )
        return AnalysisResult(
            run.rows,
            run.embeddings,
            run.skipped_seconds,
            run.pictures,
            end,
            run.may_be_repeated,
            work,
            keep_tracks(analysis.paths),
        )
