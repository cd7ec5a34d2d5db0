"""PLAYBACK jobs: make what browsers play of a video whose original they do not play.

The pictures are copied where their codec allows it, which takes as long as reading the file, and encoded anew where
not. A job that is killed begins again: nothing is stored before the file is whole.
"""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from models.errors import NotFound, UnusableMedia, WatchgraphError
from models.footage.clips import ClipNote
from models.footage.object_keys import RENDITION_FOLDER, video_folder
from models.footage.originals import ObjectRef, Original
from models.jobs import Claim, NewJob
from models.rows.video import VideoRow
from vision.clips.clip import ClipResult, cut_clip
from vision.clips.playback import PLAYED_CODECS
from vision.clips.request import ClipRequest
from vision.media.clock import FootageClock
from vision.media.probe import inspect_media

if TYPE_CHECKING:
    # Its HTTP library does not belong in the process that decodes.
    from datasources.s3.range_reader import RangedSource

PLAYBACK_PIPELINE = "playback/1"
# Longer footage is not made playable: a job of hours would begin again wherever a worker stops.
MAX_SECONDS = 6 * 3600.0
# S3 takes no larger object at once.
MAX_BYTES = 5 << 30
# Encoding a second of footage that is as large as these pixels takes less.
_CPU_SECONDS_PER_SECOND, _MIN_CPU_SECONDS = 4.0, 600
_MOST_PIXELS = 1920 * 1088
_BLOCK_BYTES = 1 << 20
_COLUMNS = ("clock", "gaps", "duration_seconds", "size_bytes", *Original.COLUMNS)


class RenditionStorage(Protocol):
    async def open_ranged(self, bucket: Literal["storage"], pinned: ObjectRef, /) -> "RangedSource": ...

    async def upload(
        self, bucket: Literal["highlights"], key: str, source: Path, content_type: str, checksum_sha256: str, /
    ) -> ObjectRef: ...


class RenditionStore(Protocol):
    async def store(self, claim: Claim, obstacles: Sequence[Sequence[str]], /, **columns: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class MadeRendition:
    """obstacles: why browsers do not play the original; empty: they do, and nothing was made."""

    obstacles: Sequence[ClipNote]
    clip: ClipResult | None


def playback_pipeline(*, sound: bool) -> str:
    """The version of the code that makes renditions now. Those of other versions are made again."""
    return f"{PLAYBACK_PIPELINE}+sound" if sound else PLAYBACK_PIPELINE


def build_playback_job(video_id: UUID, *, sound: bool) -> NewJob:
    """The job that makes a video's rendition: one, which may be tried again when it has ended without one."""
    return NewJob(
        JobKind.PLAYBACK, playback_pipeline(sound=sound), video_id=video_id, payload={"sound": sound}, restart=True
    )


def check_bounds(duration_seconds: float | None, size_bytes: int) -> None:
    """Raise UnusableMedia for footage that is not made playable: PLAYBACK_TOO_LONG, PLAYBACK_TOO_LARGE.

    size_bytes: of the original, or of what was made of it.
    """
    if duration_seconds is not None and duration_seconds > MAX_SECONDS:
        raise UnusableMedia("PLAYBACK_TOO_LONG", longest=int(MAX_SECONDS))
    if size_bytes > MAX_BYTES:
        raise UnusableMedia("PLAYBACK_TOO_LARGE", largest=MAX_BYTES >> 30)


class PlaybackJobHandler:
    """Runs PLAYBACK jobs. Their payload says whether the rendition has the original's sound.

    scratch: folder for renditions until they are stored. pool: its threads wait for the subprocesses; None: a pool of
    its own.
    """

    def __init__(
        self,
        videos: VideoStore,
        objects: RenditionStorage,
        renditions: RenditionStore,
        scratch: Path,
        pool: Pool | None = None,
    ) -> None:
        self._pool = pool or Pool("decoding", 1, max_waiting=None, share=1.0)
        self._videos = videos
        self._objects = objects
        self._renditions = renditions
        self._scratch = scratch

    async def run(self, context: JobContext) -> Done:
        """Make and store the rendition; or note that browsers play the original.

        Raises NotFound where the video was deleted, UnusableMedia where nothing can be made, and WrongState where the
        original was replaced.
        """
        sound = bool(context.claim.job.parse_payload(lambda payload: payload["sound"]))
        video = await self._load_video(context)
        check_bounds(video["duration_seconds"], video["size_bytes"])
        original = Original.from_row(video)
        with tempfile.TemporaryDirectory(prefix="playback-", dir=self._scratch) as place:
            file = Path(place) / "playback.mp4"
            async with (
                self._pool.acquire(context.principal.organization) as held,
                record_faults(self._videos, context.principal, original, str(context.claim.job.id)),
            ):
                try:
                    source = await self._objects.open_ranged("storage", original.pinned)
                except NotFound:
                    raise UnusableMedia("ORIGINAL_MISSING") from None
                made = await held.run(lambda: _make_isolated(source, file, video, sound, context))
                if made.clip is None:
                    columns: dict[str, Any] = {}
                else:
                    size, checksum = await held.run(lambda: _measure(file))
                    columns = {"size_bytes": size, "checksum_sha256": checksum, "encoded": made.clip.encoded}
            if made.clip is not None:
                columns |= await self._upload(context, file, columns["checksum_sha256"], sound=sound)
        await context.finish(lambda: self._renditions.store(context.claim, made.obstacles, **columns))
        return Done()

    async def _load_video(self, context: JobContext) -> VideoRow:
        video_id = context.claim.job.video_id
        read = [] if video_id is None else await self._videos.get_by_ids(context.principal, [video_id], _COLUMNS)
        if not read or read[0] is None:
            raise NotFound
        return read[0]

    async def _upload(self, context: JobContext, file: Path, checksum: str, *, sound: bool) -> dict[str, Any]:
        folder = video_folder(context.principal.organization, context.claim.job.video_id)
        key = f"{folder}{RENDITION_FOLDER}{checksum[:16]}.mp4"
        stored = await self._objects.upload("highlights", key, file, "video/mp4", checksum)
        return {
            "object_key": key,
            "etag": stored.etag,
            "object_version": stored.version,
            "made_by": playback_pipeline(sound=sound),
        }


def _make_isolated(
    source: "RangedSource", file: Path, video: VideoRow, sound: bool, context: JobContext
) -> MadeRendition:
    seconds = video["duration_seconds"] or MAX_SECONDS
    limits = ResourceLimits(
        cpu_seconds=int(_MIN_CPU_SECONDS + _CPU_SECONDS_PER_SECOND * seconds),
        file_bytes=max_writable_bytes(file.parent),
    )
    options = IsolationOptions(context.stopped, limits, Sandbox(writes=str(file.parent)))
    served = ServedFile(source.open(block_bytes=_BLOCK_BYTES), source.limit_error)
    try:
        return run_isolated_on_file(
            options, served, make_in_child, file, clock_from_row(video), sound, on_progress=_ignore_progress
        )
    except WatchgraphError as error:
        if error.values.get("cause") in CRASH_SIGNALS:
            # The file caused the crash, and would again.
            raise UnusableMedia(error.code, cause=error.values["cause"]) from None
        raise


def make_in_child(
    file: ProxiedFile,
    target: Path,
    clock: FootageClock | None,
    sound: bool,
    on_progress: Callable[[], None] = lambda: None,
) -> MadeRendition:
    """Runs in the subprocess."""
    media = inspect_media(file)
    obstacles = list(media.play_obstacles)
    if clock is not None and len(clock.parts) > 1 and not obstacles:
        obstacles = [ClipNote("START", "0.0")]
    if not obstacles:
        return MadeRendition((), None)
    check_bounds(media.duration_seconds, 0)
    request = ClipRequest(0.0, MAX_SECONDS, sound=sound, copied_codecs=PLAYED_CODECS, most_pixels=_MOST_PIXELS)
    return MadeRendition(obstacles, cut_clip(file, target, request, clock=clock, on_progress=on_progress))


def _ignore_progress() -> None:
    """Reports nothing: it only shows that a subprocess that encodes for long is not stuck."""


def _measure(file: Path) -> tuple[int, str]:
    size = file.stat().st_size
    check_bounds(None, size)
    with file.open("rb") as content:
        return size, hashlib.file_digest(content, "sha256").hexdigest()
