"""Extract frames from a video's original, of which only byte ranges are read, and store them with its pictures."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from domain.chat.frame_slots import FrameSlots
from domain.isolation.file_proxy import PrefetchableFile, ProxiedFile, ReadLimitExceeded, ServedFile
from domain.isolation.subprocess import IsolatedProcess, IsolationOptions, ResourceLimits, run_isolated_on_file
from models.asking.conversation import Image
from models.errors import NotFound, ResourceExhausted, UnusableMedia
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef, Original
from models.rows.video import VideoRow
from vision.media.clock import FootageClock
from vision.stills.stills import StillsRequest, StillsResult, take_stills

# The most bytes of the original that one extraction may fetch.
FETCH_BUDGET_BYTES = 28 << 20
_BLOCK_BYTES = 256 << 10
_BLOCKS_KEPT = FETCH_BUDGET_BYTES // _BLOCK_BYTES
_STALLED_SECONDS = 60.0
# People wait for the frames: their process has normal priority.
_BOUNDS = ResourceLimits(cpu_seconds=60, niceness=0)


class RangeOpener(Protocol):
    """An original whose byte ranges can be read."""

    @property
    def limit_error(self) -> type[Exception]:
        """What its file raises when more than most_bytes are read."""
        ...

    def open(self, *, block_bytes: int, blocks_kept: int, most_bytes: int | None) -> PrefetchableFile: ...


class FrameStore(Protocol):
    """The object store: `datasources.s3.ObjectStore` fits."""

    async def open_ranged(self, bucket: Literal["storage"], pinned: ObjectRef, /) -> Any:
        """Return a RangedSource. Raises NotFound, and WrongState if the object is not the pinned one."""
        ...

    async def get(self, bucket: Literal["thumbnails"], key: str, /) -> bytes:
        """Raises NotFound."""
        ...

    async def put(self, bucket: Literal["thumbnails"], key: str, body: bytes, content_type: str, /) -> object: ...


@dataclass(frozen=True, slots=True)
class FrameImage:
    """The picture at `seconds` of the video, and its key in the bucket of thumbnails."""

    seconds: float
    key: str
    image: Image


@dataclass(frozen=True, slots=True)
class FrameBatch:
    """frames in order of time. undecodable_count: moments without a picture. cut_short: the budget ended early."""

    frames: Sequence[FrameImage]
    duration_seconds: float | None
    undecodable_count: int
    fetched_bytes: int
    cut_short: bool


class FrameExtractor:
    """Extracts frames, and stores them in the video's folder of pictures.

    budget: the most bytes that one extraction may fetch.
    """

    def __init__(self, store: FrameStore, slots: FrameSlots, budget: int = FETCH_BUDGET_BYTES) -> None:
        self._store = store
        self._slots = slots
        self._budget = budget

    @asynccontextmanager
    async def prepare_child(self, organization: str) -> AsyncIterator[IsolatedProcess | None]:
        """A process that warms up while the extraction is planned; None if the organization has no free slot."""
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
        request: StillsRequest,
        child: IsolatedProcess | None = None,
        clock: FootageClock | None = None,
    ) -> FrameBatch:
        """Extract frames without storing them. child: a warm process, if there is one. clock: the footage's, if known.

        Raises UnusableMedia (ORIGINAL_MISSING, UNDECODABLE_VIDEO, …; INDEX_TOO_LARGE if the budget does not suffice to
        find a frame), WrongState (ORIGINAL_REPLACED), Busy and Unavailable.
        """
        stopped = threading.Event()
        try:
            async with self._slots.pool.acquire(organization) as slot:
                source = await self._store.open_ranged("storage", original.pinned)
                if child is not None:
                    # From here on the child is used, even if the extraction is cancelled before its thread starts.
                    child.is_called = True

                def extract_isolated() -> StillsResult:
                    process = child or self._slots.start_child()
                    options = IsolationOptions(stopped, _BOUNDS, child=process, stalled_seconds=_STALLED_SECONDS)
                    file = self._serve_file(source)
                    return run_isolated_on_file(options, file, extract_frames, request, self._budget, clock)

                result = await slot.run(extract_isolated, stopped)
        except NotFound:
            raise UnusableMedia("ORIGINAL_MISSING") from None
        except ResourceExhausted as error:
            raise error.to_unusable_media() from None
        finally:
            # A cancelled extraction ends its child.
            stopped.set()
        folder, size = video_folder(organization, original.video_id), f"{request.size.longest_side}"
        frames = [
            FrameImage(
                still.seconds,
                f"{folder}frames/{round(still.seconds * 1000):09d}-{size}.jpg",
                Image(still.jpeg, "jpeg"),
            )
            for still in result.stills
        ]
        return FrameBatch(frames, result.duration_seconds, result.undecodable, result.fetched, result.cut_short)

    def _serve_file(self, source: RangeOpener) -> ServedFile:
        file = source.open(block_bytes=_BLOCK_BYTES, blocks_kept=_BLOCKS_KEPT, most_bytes=self._budget)
        return ServedFile(file, source.limit_error)

    async def store(self, frames: Sequence[FrameImage]) -> None:
        """Store frames, so that people see them and `reload` finds them. Raises Unavailable."""
        await asyncio.gather(
            *(self._store.put("thumbnails", frame.key, frame.image.data, "image/jpeg") for frame in frames)
        )

    async def reload(self, frames: Sequence[tuple[float, str]]) -> list[FrameImage]:
        """Load stored frames, given by second and key; frames that were deleted are omitted."""

        async def load(seconds: float, key: str) -> FrameImage | None:
            try:
                return FrameImage(seconds, key, Image(await self._store.get("thumbnails", key), "jpeg"))
            except NotFound:
                return None

        loaded = await asyncio.gather(*(load(seconds, key) for seconds, key in frames))
        return [frame for frame in loaded if frame is not None]


def extract_frames(
    file: ProxiedFile, request: StillsRequest, budget: int, clock: FootageClock | None = None
) -> StillsResult:
    """Extract frames; runs in the child process."""
    try:
        return take_stills(file, request, budget, ReadLimitExceeded, clock)
    except ReadLimitExceeded:
        raise UnusableMedia("INDEX_TOO_LARGE") from None


def clock_from_row(video: VideoRow) -> FootageClock | None:
    """The clock of a video's footage; None until all of it was read, since its timestamps may break off anywhere."""
    return None if video["clock"] is None or video["gaps"] is None else FootageClock.from_json(video["clock"])
