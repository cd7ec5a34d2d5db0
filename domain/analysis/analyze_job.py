"""ANALYZE jobs: from an uploaded file to events that can be searched.

A pipeline of named steps, each of which may run again: pictures go to keys that follow from what they show, and rows
are written in one transaction at the end, so that a try that fails leaves nothing that the next would double.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.analysis.checkpoint import Looked
from domain.analysis.detection import detect
from domain.analysis.ports import Analyses, Embedder, Originals, Videos
from domain.analysis.run_state import Work, payload, usage
from domain.events.describe import digest, embedding_text, event_row, picture_name
from domain.fairness.pools import Pool
from domain.isolation.disk_space import Disk
from domain.isolation.subprocess import Bounds, Room, apart
from domain.jobs.context import Desk
from domain.jobs.outcomes import Done, GiveUp
from domain.videos.original_integrity import noticing
from models.asking.conversation import Embeddings, TokenCount
from models.enums import AnalysisStage, VideoStatus
from models.errors import NotFound, UnusableMedia
from models.footage.clock_jumps import in_zone
from models.footage.object_keys import folder
from models.footage.originals import Original
from models.jobs import NewJob, Telling
from vision.analyze import Analysis
from vision.media.probe import probe

_log = logging.getLogger(__name__)
_COLUMNS = ("size_bytes", "checksum_sha256", "timezone", *Original.COLUMNS)
_EMBED_AT_ONCE = 16
_PICTURES_AT_ONCE = 8
# A container that does not say how long it is, is walked through.
_PROBE_CPU_SECONDS = 600


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """fps: frames looked at a second. loitering_seconds: standing longer is loitering. folder: for the downloads.

    chunk_seconds: how much footage is looked at between two pieces that are kept (see domain.analysis.checkpoint).
    """

    fps: float
    loitering_seconds: float
    folder: Path
    chunk_seconds: float = 30.0


class Ingest:
    """The handler of ANALYZE jobs. following: the jobs that a finished analysis queues, by the video's time zone.

    pool: whose threads wait for the processes that decode; one of its own where none is given.
    """

    def __init__(
        self,
        videos: Videos,
        originals: Originals,
        analyses: Analyses,
        models: Embedder,
        settings: IngestSettings,
        following: Callable[[UUID, str], Sequence[NewJob]] = lambda _video_id, _timezone: (),
        pool: Pool | None = None,
    ) -> None:
        self._videos = videos
        self._originals = originals
        self._analyses = analyses
        self._models = models
        self._settings = settings
        self._pool = pool or Pool("decoding", 2, waiting=None, share=1.0)
        self._following = following
        self._disk = Disk(settings.folder)

    async def run(self, desk: Desk) -> Done:
        """Analyze the job's video. Raises NotFound where it was deleted, UnusableMedia where it is no footage."""
        video_id = desk.claim.job.video_id
        if video_id is None:
            raise NotFound
        [video] = await self._videos.by_ids(desk.principal, [video_id], _COLUMNS)
        if video is None:
            raise NotFound
        with tempfile.TemporaryDirectory(prefix="analysis-", dir=self._settings.folder) as scratch:
            work = Work(desk, video_id, video, Path(scratch) / "original")
            try:
                for step in (self._download, self._probe, self._detect, self._picture, self._embed, self._store):
                    await step(work)
            finally:
                if work.looked is not None:
                    await work.looked.stop()
        if work.looked is not None:
            await work.looked.forget()
        return Done()

    def waiting(self, desk: Desk) -> Telling:
        found = desk.last.payload if desk.last else payload(0)
        return Telling(VideoStatus.QUEUED, AnalysisStage.QUEUED, 0, found, {"status": VideoStatus.QUEUED})

    def failed(self, desk: Desk, give_up: GiveUp) -> Telling:
        error = give_up.error
        told = {"code": error.code, "values": dict(error.values)}
        stage = desk.last.stage if desk.last else AnalysisStage.QUEUED
        columns = {"status": VideoStatus.FAILED, "failure_code": error.code, "failure_values": dict(error.values)}
        return Telling(VideoStatus.FAILED, stage, 0, {"eventsFound": 0, "error": told}, columns)

    async def _download(self, work: Work) -> None:
        stage, size = AnalysisStage.DOWNLOADING, work.video["size_bytes"]
        await work.desk.tell(work.telling(stage, columns={"status": VideoStatus.ANALYZING}))
        original = Original.of(work.video)
        async with noticing(self._videos, work.desk.principal, original, str(work.desk.claim.job.id)):
            try:
                with self._disk.room_for(size):
                    digest = await self._originals.download(
                        "storage",
                        original.pinned,
                        work.file,
                        lambda done: work.desk.post(work.telling(stage, done, size)),
                    )
            except NotFound:
                raise UnusableMedia("ORIGINAL_MISSING") from None
        announced = work.video["checksum_sha256"]
        if announced is not None and announced != digest:
            raise UnusableMedia("CHECKSUM_MISMATCH", actual=digest)
        work.video = {**work.video, "checksum_sha256": digest}

    async def _probe(self, work: Work) -> None:
        await work.desk.tell(work.telling(AnalysisStage.PROBING))
        room, bounds = Room(reads=(str(work.file),)), Bounds(cpu_seconds=_PROBE_CPU_SECONDS)
        media = await self._pool.run(
            work.desk.principal.organization,
            lambda: apart(probe, work.file, stopped=work.desk.stopped, room=room, bounds=bounds),
        )
        work.duration_seconds = media.duration_seconds
        columns = {
            "checksum_sha256": work.video["checksum_sha256"],
            "duration_seconds": media.duration_seconds,
            "frame_rate": media.frame_rate,
            "width": media.width,
            "height": media.height,
            "codec": media.codec,
            "other_tracks": list(media.others),
        }
        # Read anew: the user may have told it while the file was downloaded.
        [video] = await self._videos.by_ids(work.desk.principal, [work.video_id], ("recorded_at", "timezone"))
        if video is not None and video["recorded_at"] is None and media.created_at is not None:
            # Only a proposal: cameras' clocks are often wrong, and the user's word stands above them.
            columns["recorded_at"] = in_zone(media.created_at, video["timezone"])
        await work.desk.tell(work.telling(AnalysisStage.DETECTING, columns=columns))

    async def _detect(self, work: Work) -> None:
        checksum, every = work.video["checksum_sha256"], self._settings.chunk_seconds
        looked = work.looked = Looked(work.desk, self._originals, self._analyses, checksum, every)
        analysis = await detect(work, looked, self._pool, self._settings.fps, self._settings.loitering_seconds)
        if analysis.skipped_seconds:
            _log.warning("Parts could not be decoded", extra={"skipped_seconds": analysis.skipped_seconds})
        work.analysis, work.events_found = analysis, len(analysis.events)
        work.skipped_seconds = analysis.skipped_seconds
        await looked.close()

    async def _picture(self, work: Work) -> None:
        assert work.analysis is not None
        events = work.analysis.events
        await work.desk.tell(work.telling(AnalysisStage.DESCRIBING))
        place = folder(work.desk.principal.organization, work.video_id)
        work.thumbnail_key = f"{place}thumbnail-{digest(work.analysis.thumbnail)}.jpg"
        pictures = {work.thumbnail_key: work.analysis.thumbnail}
        for event in events:
            key = f"{place}events/{picture_name(event)}"
            pictures[key] = event.thumbnail
            work.rows.append(event_row(event, key))
        places = asyncio.Semaphore(_PICTURES_AT_ONCE)
        stored = 0

        async def put(key: str, picture: bytes) -> None:
            nonlocal stored
            async with places:
                pinned = await self._originals.put("thumbnails", key, picture, "image/jpeg")
            if pinned.etag is not None:
                work.pictures[key] = pinned.etag
            stored += 1
            work.desk.post(work.telling(AnalysisStage.DESCRIBING, stored, len(pictures)))

        # All are waited for, also behind one that failed: none may go on when the try is over.
        puts = await asyncio.gather(*(put(*one) for one in pictures.items()), return_exceptions=True)
        for failure in puts:
            if failure is not None:
                raise failure

    async def _embed(self, work: Work) -> None:
        await work.desk.tell(work.telling(AnalysisStage.EMBEDDING))
        texts = [embedding_text(row) for row in work.rows]
        vectors: list[Sequence[float]] = []
        tokens, model_id = 0, ""
        for start in range(0, len(texts), _EMBED_AT_ONCE):
            made = await self._models.embed(texts[start : start + _EMBED_AT_ONCE])
            vectors.extend(made.vectors)
            tokens, model_id = tokens + made.tokens.input_tokens, made.model_id
            work.desk.post(work.telling(AnalysisStage.EMBEDDING, len(vectors), len(texts)))
        if vectors:
            work.embeddings = Embeddings(model_id, vectors, TokenCount(tokens, 0))

    async def _store(self, work: Work) -> None:
        assert work.analysis is not None
        await work.desk.tell(work.telling(AnalysisStage.STORING))
        columns: dict[str, Any] = {
            "status": VideoStatus.READY,
            "failure_code": None,
            "failure_values": None,
            "thumbnail_key": work.thumbnail_key,
            **_measured(work.analysis),
        }
        ready = Telling(
            VideoStatus.READY,
            AnalysisStage.DONE,
            100,
            payload(len(work.rows), work.skipped_seconds),
            columns,
        )
        await work.desk.finish(
            lambda: self._analyses.store(
                work.desk.claim,
                work.rows,
                work.embeddings,
                ready,
                skipped_seconds=work.skipped_seconds,
                usage=usage(work.embeddings).model_dump(mode="json"),
                then=self._following(work.video_id, work.video["timezone"]),
                pictures=work.pictures,
            )
        )


def _measured(analysis: Analysis) -> dict[str, Any]:
    """What only the whole footage shows: its length, its clock with its jumps, and what of it cannot be seen."""
    return {
        "duration_seconds": analysis.duration_seconds,
        "clock": analysis.clock.written(),
        "jumps": [value for jump in analysis.clock.jumps for value in jump],
        "gaps": [[gap.start, gap.end, gap.reason.value] for gap in analysis.gaps],
        "missing_seconds": analysis.skipped_seconds,
    }
