"""CLIP jobs: cut a range out of a video and store it as a clip."""

import hashlib
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from domain.chat.frames import clock_from_row
from domain.fairness.pools import Pool
from domain.isolation.disk_space import max_writable_bytes
from domain.isolation.file_proxy import ProxiedFile, ServedFile
from domain.isolation.subprocess import CRASH_SIGNALS, IsolationOptions, ResourceLimits, Sandbox, run_isolated_on_file
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.ports import VideoStore
from domain.videos.original_integrity import record_faults
from models.enums import JobKind
from models.errors import InvalidInput, NotFound, UnusableMedia, WatchgraphError
from models.footage.clips import ClipRange
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef, Original
from models.jobs import Claim, NewJob, ProgressUpdate
from models.mistakes import MistakeCollector
from vision.clips.clip import ClipResult, cut_clip
from vision.clips.request import ClipRequest
from vision.media.clock import FootageClock

if TYPE_CHECKING:
    # Its HTTP library does not belong in the process that decodes.
    from datasources.s3.range_reader import RangedSource

CLIP_PIPELINE = "clip/2"
MAX_SECONDS, MAX_EXACT_SECONDS = 3600.0, 600.0
_BLOCK_BYTES = 512 * 1024


class ClipStorage(Protocol):
    async def open_ranged(self, bucket: Literal["storage"], pinned: ObjectRef, /) -> "RangedSource": ...

    async def upload(
        self, bucket: Literal["highlights"], key: str, source: Path, content_type: str, checksum_sha256: str, /
    ) -> ObjectRef: ...


class ClipStore(Protocol):
    async def store(self, claim: Claim, clip_range: ClipRange, update: ProgressUpdate, /, **columns: Any) -> None: ...


def validate_range(length: float | None, start: float, end: float, *, exact: bool) -> ClipRange:
    """The range to cut, in whole milliseconds, at most to the end of the video. Raises InvalidInput for all mistakes.

    length: the video's, in seconds; None where it is not known.
    """
    longest = MAX_EXACT_SECONDS if exact else MAX_SECONDS
    with MistakeCollector() as mistakes:
        for value, name in ((start, "startSeconds"), (end, "endSeconds")):
            if not math.isfinite(value) or abs(value) > 1e9:
                mistakes.add(InvalidInput("NOT_FINITE", field=(name,)))
        # Only finite numbers can be rounded and compared.
        mistakes.raise_any()
        start, end = round(start, 3), round(end, 3)
        if start < 0 or (length is not None and start >= length):
            high = "∞" if length is None else length
            mistakes.add(InvalidInput("OUT_OF_RANGE", field=("startSeconds",), low=0, high=high))
        elif length is not None:
            end = min(end, round(length, 3))
        if end <= start:
            mistakes.add(InvalidInput("RANGE_REVERSED", field=("endSeconds",), start=start, end=end))
        if end - start > longest:
            mistakes.add(InvalidInput("CLIP_TOO_LONG", field=("endSeconds",), longest=int(longest)))
    return ClipRange(start, end, exact)


def build_clip_job(video_id: UUID, clip_range: ClipRange, *, sound: bool) -> NewJob:
    """The job that cuts a range: one per range, which restarts after a failure. sound: with the original's sound."""
    name, payload = f"{clip_pipeline(sound=sound)} {clip_range.key_part}", {**clip_range.to_payload(), "sound": sound}
    return NewJob(JobKind.CLIP, name, video_id=video_id, payload=payload, restart=True)


class ClipJobHandler:
    """Runs CLIP jobs. Their payload is a ClipRange, and whether the clip has the original's sound.

    scratch: folder for clips until they are stored. pool: its threads wait for the subprocesses that cut; None: a pool
    of its own.
    """

    def __init__(
        self,
        videos: VideoStore,
        objects: ClipStorage,
        clips: ClipStore,
        scratch: Path,
        pool: Pool | None = None,
    ) -> None:
        self._pool = pool or Pool("decoding", 2, max_waiting=None, share=1.0)
        self._videos = videos
        self._objects = objects
        self._clips = clips
        self._scratch = scratch

    async def run(self, context: JobContext) -> Done:
        """Cut and store the clip.

        Raises NotFound where the video was deleted, UnusableMedia where nothing can be cut, and WrongState where the
        original was replaced.
        """
        video_id, clip_range = context.claim.job.video_id, context.claim.job.parse_payload(ClipRange.from_payload)
        sound = bool(context.claim.job.payload.get("sound"))
        columns = ("clock", "gaps", *Original.COLUMNS)
        read = [] if video_id is None else await self._videos.get_by_ids(context.principal, [video_id], columns)
        if not read or read[0] is None:
            raise NotFound
        original, clock = Original.from_row(read[0]), clock_from_row(read[0])
        with tempfile.TemporaryDirectory(prefix="clip-", dir=self._scratch) as place:
            file = Path(place) / "clip.mp4"
            async with (
                self._pool.acquire(context.principal.organization) as held,
                record_faults(self._videos, context.principal, original, str(context.claim.job.id)),
            ):
                try:
                    source = await self._objects.open_ranged("storage", original.pinned)
                except NotFound:
                    raise UnusableMedia("ORIGINAL_MISSING") from None
                made = await held.run(lambda: self._run_cut(source, file, clip_range, clock, sound, context))
                size, checksum = await held.run(lambda: _size_and_checksum(file))
            name = f"{clip_range.key_part}{'-sound' if sound else ''}.v2.mp4"
            key = f"{video_folder(context.principal.organization, video_id)}clips/{name}"
            stored = await self._objects.upload("highlights", key, file, "video/mp4", checksum)
        await context.finish(
            lambda: self._clips.store(
                context.claim,
                clip_range,
                ProgressUpdate("DONE", "DONE", 100),
                start_seconds=made.start_seconds,
                end_seconds=made.end_seconds,
                object_key=key,
                size_bytes=size,
                checksum_sha256=checksum,
                etag=stored.etag,
                object_version=stored.version,
                made_by=clip_pipeline(sound=sound),
                encoded=made.encoded,
                reasons=[list(note) for note in made.reasons],
                omitted=[list(note) for note in made.omitted],
            )
        )
        return Done()

    def _run_cut(
        self,
        source: "RangedSource",
        file: Path,
        clip_range: ClipRange,
        clock: FootageClock | None,
        sound: bool,
        context: JobContext,
    ) -> ClipResult:
        options = IsolationOptions(
            context.stopped,
            ResourceLimits(file_bytes=max_writable_bytes(file.parent)),
            Sandbox(writes=str(file.parent)),
        )
        served = ServedFile(source.open(block_bytes=_BLOCK_BYTES), source.limit_error)
        try:
            return run_isolated_on_file(
                options, served, cut_in_child, file, clip_range, clock, sound, on_progress=_ignore_progress
            )
        except WatchgraphError as error:
            if error.values.get("cause") in CRASH_SIGNALS:
                # The file caused the crash, and would again.
                raise UnusableMedia(error.code, cause=error.values["cause"]) from None
            raise


def cut_in_child(
    file: ProxiedFile,
    target: Path,
    clip_range: ClipRange,
    clock: FootageClock | None,
    sound: bool,
    on_progress: Callable[[], None] = lambda: None,
) -> ClipResult:
    """Runs in the subprocess."""
    request = ClipRequest(clip_range.start_seconds, clip_range.end_seconds, exact=clip_range.exact, sound=sound)
    return cut_clip(file, target, request, clock=clock, on_progress=on_progress)


def _ignore_progress() -> None:
    """Reports nothing: it only shows that a subprocess that encodes for long is not stuck."""


def clip_pipeline(*, sound: bool) -> str:
    """The version of the code that cuts clips now. Clips of other versions are not used."""
    return f"{CLIP_PIPELINE}+sound" if sound else CLIP_PIPELINE


def _size_and_checksum(file: Path) -> tuple[int, str]:
    with file.open("rb") as content:
        return file.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()
