"""CLIP jobs: a range of a video is cut, and stored where its address can be handed out."""

import hashlib
import math
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from domain.chat.frames import known_clock
from domain.fairness.pools import Pool
from domain.isolation.disk_space import most_to_write
from domain.isolation.file_proxy import LentFile, Loan
from domain.isolation.subprocess import BY_FOOTAGE, Bounds, Room, apart
from domain.jobs.context import Desk
from domain.jobs.outcomes import Done, GiveUp
from domain.videos.original_integrity import noticing
from models.access.principal import Principal
from models.enums import JobKind, OriginalState, VideoStatus
from models.errors import InvalidInput, NotFound, UnusableMedia, WatchgraphError, WrongState
from models.footage.clips import Range
from models.footage.object_keys import folder
from models.footage.originals import Original, Pinned
from models.jobs import Claim, NewJob, Telling
from models.paging import Row
from vision.clips.clip import Cut, cut
from vision.media.clock import Clock

if TYPE_CHECKING:
    # Its HTTP library is not for the process that decodes.
    from datasources.s3.range_reader import RangedSource

PIPELINE = "clip/2"
LONGEST_SECONDS, LONGEST_EXACT_SECONDS = 3600.0, 600.0
_BLOCK_BYTES = 512 * 1024


class Videos(Protocol):
    async def by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[Row | None]: ...

    async def note_original(
        self, principal: Principal, original: Original, fault: OriginalState | None, request_id: str, /
    ) -> bool: ...


class Objects(Protocol):
    async def ranged(self, bucket: Literal["storage"], pinned: Pinned, /) -> "RangedSource": ...

    async def upload(
        self, bucket: Literal["highlights"], key: str, source: Path, content_type: str, checksum_sha256: str, /
    ) -> Pinned: ...


class Clips(Protocol):
    async def store(self, claim: Claim, wanted: Range, telling: Telling, /, **columns: Any) -> None: ...


def wanted(video: Row, start: float, end: float, *, exact: bool) -> Range:
    """A range as a caller gives it, checked. Raises InvalidInput, WrongState while there is no file."""
    if video["status"] == VideoStatus.UPLOADING:
        raise WrongState("NOT_UPLOADED", field=("videoId",))
    for value, name in ((start, "startSeconds"), (end, "endSeconds")):
        if not math.isfinite(value) or abs(value) > 1e9:
            raise InvalidInput("NOT_FINITE", field=(name,))
    start, end = round(start, 3), round(end, 3)
    length = video["duration_seconds"]
    if start < 0 or (length is not None and start >= length):
        raise InvalidInput("OUT_OF_RANGE", field=("startSeconds",), low=0, high="∞" if length is None else length)
    if length is not None:
        end = min(end, round(length, 3))
    if end <= start:
        raise InvalidInput("RANGE_REVERSED", field=("endSeconds",), start=start, end=end)
    longest = LONGEST_EXACT_SECONDS if exact else LONGEST_SECONDS
    if end - start > longest:
        raise InvalidInput("CLIP_TOO_LONG", field=("endSeconds",), longest=int(longest))
    return Range(start, end, exact)


def new_job(video_id: UUID, asked: Range, *, sound: bool) -> NewJob:
    """The job that cuts it: one a range, tried again where it failed before. sound: whether it has the original's."""
    name, payload = f"{made_by(sound=sound)} {asked.name}", {**asked.payload(), "sound": sound}
    return NewJob(JobKind.CLIP, name, video_id=video_id, payload=payload, restart=True)


class Clipping:
    """The handler of CLIP jobs. Their payload is a Range, and whether the clip has the original's sound: who asked says
    it, so that no worker cuts otherwise than is waited for.

    scratch: where clips stand until they are stored. pool: whose threads wait for the processes that cut; one of its
    own where none is given.
    """

    def __init__(
        self,
        videos: Videos,
        objects: Objects,
        clips: Clips,
        scratch: Path,
        pool: Pool | None = None,
    ) -> None:
        self._pool = pool or Pool("decoding", 2, waiting=None, share=1.0)
        self._videos = videos
        self._objects = objects
        self._clips = clips
        self._scratch = scratch

    async def run(self, desk: Desk) -> Done:
        """Cut and store. Raises NotFound where the video was deleted, UnusableMedia where nothing can be cut, and
        WrongState where the original is another by now."""
        video_id, asked = desk.claim.job.video_id, desk.claim.job.read(Range.of)
        sound = bool(desk.claim.job.payload.get("sound"))
        columns = ("clock", "gaps", *Original.COLUMNS)
        read = [] if video_id is None else await self._videos.by_ids(desk.principal, [video_id], columns)
        if not read or read[0] is None:
            raise NotFound
        original, clock = Original.of(read[0]), known_clock(read[0])
        with tempfile.TemporaryDirectory(prefix="clip-", dir=self._scratch) as place:
            file = Path(place) / "clip.mp4"
            async with (
                self._pool.place(desk.principal.organization) as held,
                noticing(self._videos, desk.principal, original, str(desk.claim.job.id)),
            ):
                try:
                    source = await self._objects.ranged("storage", original.pinned)
                except NotFound:
                    raise UnusableMedia("ORIGINAL_MISSING") from None
                made = await held.run(lambda: self._cut(source, file, asked, clock, sound, desk))
                size, checksum = await held.run(lambda: _measured(file))
            name = f"{asked.name}{'-sound' if sound else ''}.v2.mp4"
            key = f"{folder(desk.principal.organization, video_id)}clips/{name}"
            stored = await self._objects.upload("highlights", key, file, "video/mp4", checksum)
        await desk.finish(
            lambda: self._clips.store(
                desk.claim,
                asked,
                Telling("DONE", "DONE", 100),
                start_seconds=made.start_seconds,
                end_seconds=made.end_seconds,
                object_key=key,
                size_bytes=size,
                checksum_sha256=checksum,
                etag=stored.etag,
                object_version=stored.version,
                made_by=made_by(sound=sound),
                encoded=made.encoded,
                reasons=[list(note) for note in made.reasons],
                omitted=[list(note) for note in made.omitted],
            )
        )
        return Done()

    def _cut(
        self, source: "RangedSource", file: Path, asked: Range, clock: Clock | None, sound: bool, desk: Desk
    ) -> Cut:
        try:
            return apart(
                cut_from,
                file,
                asked,
                clock,
                sound,
                stopped=desk.stopped,
                on_progress=_alive,
                bounds=Bounds(file_bytes=most_to_write(file.parent)),
                room=Room(writes=str(file.parent)),
                lent=Loan(source.open(block_bytes=_BLOCK_BYTES), source.refusal),
            )
        except WatchgraphError as error:
            if error.values.get("cause") in BY_FOOTAGE:
                # The file did it: it will do it again.
                raise UnusableMedia(error.code, cause=error.values["cause"]) from None
            raise

    def waiting(self, desk: Desk) -> Telling | None:
        return None

    def failed(self, desk: Desk, give_up: GiveUp) -> Telling:
        return Telling("FAILED", "DONE", 0)


def cut_from(
    file: LentFile,
    target: Path,
    asked: Range,
    clock: Clock | None,
    sound: bool,
    on_progress: Callable[[], None] = lambda: None,
) -> Cut:
    """The child's part of it."""
    start, end = asked.start_seconds, asked.end_seconds
    return cut(file, target, start, end, exact=asked.exact, sound=sound, clock=clock, on_progress=on_progress)


def _alive() -> None:
    """A child that encodes for long is not stuck."""


def made_by(*, sound: bool) -> str:
    """What cuts clips now: one that was cut otherwise is not handed out."""
    return f"{PIPELINE}+sound" if sound else PIPELINE


def _measured(file: Path) -> tuple[int, str]:
    with file.open("rb") as content:
        return file.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()
