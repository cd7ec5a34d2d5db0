"""Frames of a video for somebody to look at: taken from the original by ranges, kept beside its other pictures."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from domain.chat.frame_slots import FrameSlots
from domain.isolation.file_proxy import PrefetchableFile, ProxiedFile, ReadLimitExceeded, ServedFile
from domain.isolation.subprocess import IsolatedProcess, ResourceLimits, run_isolated
from models.asking.conversation import Image
from models.errors import NotFound, ResourceExhausted, UnusableMedia
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef, Original
from models.rows.video import VideoRow
from vision.media.clock import FootageClock
from vision.stills.stills import StillsRequest, StillsResult, take_stills

# What looking at one question may fetch of the original.
FETCH_BUDGET_BYTES = 28 << 20
_BLOCK_BYTES = 256 << 10
_BLOCKS_KEPT = FETCH_BUDGET_BYTES // _BLOCK_BYTES
_STALLED_SECONDS = 60.0
# Somebody waits for the frames: their process does not step back behind others.
_BOUNDS = ResourceLimits(cpu_seconds=60, niceness=0)


class RangeOpener(Protocol):
    """Where an original can be read in pieces."""

    @property
    def limit_error(self) -> type[Exception]:
        """What its file raises when more than most_bytes are asked for."""
        ...

    def open(self, *, block_bytes: int, blocks_kept: int, most_bytes: int | None) -> PrefetchableFile: ...


class FrameStore(Protocol):
    """The object store: `datasources.s3.ObjectStore` fits."""

    async def open_ranged(self, bucket: Literal["storage"], pinned: ObjectRef, /) -> Any:
        """A RangedSource. Raises NotFound, and WrongState where the object is not the pinned one."""
        ...

    async def get(self, bucket: Literal["thumbnails"], key: str, /) -> bytes:
        """Raises NotFound."""
        ...

    async def put(self, bucket: Literal["thumbnails"], key: str, body: bytes, content_type: str, /) -> object: ...


@dataclass(frozen=True, slots=True)
class FrameImage:
    """A picture at `seconds` of the video, and where it is kept."""

    seconds: float
    key: str
    image: Image


@dataclass(frozen=True, slots=True)
class FrameBatch:
    """frames in order of time. undecodable: moments without a picture. cut_short: the budget did not reach all."""

    frames: Sequence[FrameImage]
    duration_seconds: float | None
    undecodable_count: int
    fetched_bytes: int
    cut_short: bool


class FrameExtractor:
    """Takes frames, and keeps them where asked to, under the video's own folder of pictures.

    budget: bytes that a look may fetch.
    """

    def __init__(self, store: FrameStore, places: FrameSlots, budget: int = FETCH_BUDGET_BYTES) -> None:
        self._store = store
        self._slots = places
        self._budget = budget

    @asynccontextmanager
    async def prepare_child(self, organization: str) -> AsyncIterator[IsolatedProcess | None]:
        """A process for the take to come, which gets ready while it is planned; None where no place is free for it."""
        child = self._slots.take_child(organization)
        try:
            yield child
        finally:
            if child is not None:
                self._slots.return_child(child)

    async def extract(
        self,
        organization: str,
        original: Original,
        wanted: StillsRequest,
        child: IsolatedProcess | None = None,
        clock: FootageClock | None = None,
    ) -> FrameBatch:
        """The frames that are wanted, which are not kept yet. child: a process that got ready for it, if one did.
        clock: the footage's, where it is known.

        Raises UnusableMedia (ORIGINAL_MISSING, UNDECODABLE_VIDEO, … and INDEX_TOO_LARGE where finding a frame alone
        takes more than the budget), WrongState: ORIGINAL_REPLACED, Busy and Unavailable.
        """
        stopped = threading.Event()
        try:
            async with self._slots.pool.acquire(organization) as place:
                source = await self._store.open_ranged("storage", original.pinned)
                if child is not None:
                    # From here on it is nobody else's, also where this look is called off before its thread has begun.
                    child.is_called = True
                taken: StillsResult = await place.run(
                    lambda: run_isolated(
                        extract_frames,
                        wanted,
                        self._budget,
                        clock,
                        proxied_file=self._open_loan(source),
                        stopped=stopped,
                        stalled_seconds=_STALLED_SECONDS,
                        limits=_BOUNDS,
                        child=child or self._slots.start_child(),
                    ),
                    stopped,
                )
        except NotFound:
            raise UnusableMedia("ORIGINAL_MISSING") from None
        except ResourceExhausted as error:
            raise error.to_unusable_media() from None
        finally:
            # A look that is not wanted any more ends with its child.
            stopped.set()
        kept_in, size = video_folder(organization, original.video_id), f"{wanted.size.longest_side}"
        frames = [
            FrameImage(
                still.seconds,
                f"{kept_in}frames/{round(still.seconds * 1000):09d}-{size}.jpg",
                Image(still.jpeg, "jpeg"),
            )
            for still in taken.stills
        ]
        return FrameBatch(frames, taken.duration_seconds, taken.undecodable, taken.fetched, taken.cut_short)

    def _open_loan(self, source: RangeOpener) -> ServedFile:
        file = source.open(block_bytes=_BLOCK_BYTES, blocks_kept=_BLOCKS_KEPT, most_bytes=self._budget)
        return ServedFile(file, source.limit_error)

    async def store(self, frames: Sequence[FrameImage]) -> None:
        """Store frames that were taken, so that people see them and `again` finds them. Raises Unavailable."""
        await asyncio.gather(
            *(self._store.put("thumbnails", frame.key, frame.image.data, "image/jpeg") for frame in frames)
        )

    async def reload(self, kept: Sequence[tuple[float, str]]) -> list[FrameImage]:
        """Frames that were taken before, by second and key; without those that are not there any more."""

        async def one(seconds: float, key: str) -> FrameImage | None:
            try:
                return FrameImage(seconds, key, Image(await self._store.get("thumbnails", key), "jpeg"))
            except NotFound:
                return None

        found = await asyncio.gather(*(one(*each) for each in kept))
        return [frame for frame in found if frame is not None]


def extract_frames(
    file: ProxiedFile, wanted: StillsRequest, budget: int, clock: FootageClock | None = None
) -> StillsResult:
    """What the child process does."""
    try:
        return take_stills(file, wanted, budget, ReadLimitExceeded, clock)
    except ReadLimitExceeded:
        raise UnusableMedia("INDEX_TOO_LARGE") from None


def clock_from_row(video: VideoRow) -> FootageClock | None:
    """The clock of a video's footage, once all of it was read: before, nobody knows where its timestamps break off."""
    return None if video["clock"] is None or video["gaps"] is None else FootageClock.from_json(video["clock"])
