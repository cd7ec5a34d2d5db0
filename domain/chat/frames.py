"""Frames of a video for somebody to look at: taken from the original by ranges, kept beside its other pictures."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from domain.chat.frame_slots import Places
from domain.isolation.file_proxy import LentFile, Loan, Readable, ReadRefused
from domain.isolation.subprocess import Bounds, Child, apart
from models.asking.conversation import Image
from models.errors import Exhausting, NotFound, UnusableMedia
from models.footage.object_keys import folder
from models.footage.originals import Original, Pinned
from models.paging import Row
from vision.media.clock import Clock
from vision.stills.stills import Taken, Wanted, take

# What looking at one question may fetch of the original.
BUDGET = 28 << 20
_BLOCK = 256 << 10
_BLOCKS_KEPT = BUDGET // _BLOCK
_STALLED_SECONDS = 60.0
# Somebody waits for the frames: their process does not step back behind others.
_BOUNDS = Bounds(cpu_seconds=60, niceness=0)


class RangedSource(Protocol):
    """Where an original can be read in pieces."""

    @property
    def refusal(self) -> type[Exception]:
        """What its file raises when more than most_bytes are asked for."""
        ...

    def open(self, *, block_bytes: int, blocks_kept: int, most_bytes: int | None) -> Readable: ...


class Store(Protocol):
    """The object store: `datasources.s3.ObjectStore` fits."""

    async def ranged(self, bucket: Literal["storage"], pinned: Pinned, /) -> Any:
        """A RangedSource. Raises NotFound, and WrongState where the object is not the pinned one."""
        ...

    async def get(self, bucket: Literal["thumbnails"], key: str, /) -> bytes:
        """Raises NotFound."""
        ...

    async def put(self, bucket: Literal["thumbnails"], key: str, body: bytes, content_type: str, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture at `seconds` of the video, and where it is kept."""

    seconds: float
    key: str
    image: Image


@dataclass(frozen=True, slots=True)
class Looked:
    """frames in order of time. undecodable: moments without a picture. cut_short: the budget did not reach all."""

    frames: Sequence[Frame]
    duration_seconds: float | None
    undecodable: int
    fetched: int
    cut_short: bool


class Frames:
    """Takes frames, and keeps them where asked to, under the video's own folder of pictures.

    budget: bytes that a look may fetch.
    """

    def __init__(self, store: Store, places: Places, budget: int = BUDGET) -> None:
        self._store = store
        self._places = places
        self._budget = budget

    @asynccontextmanager
    async def ahead(self, organization: str) -> AsyncIterator[Child | None]:
        """A process for the take to come, which gets ready while it is planned; None where no place is free for it."""
        child = self._places.child(organization)
        try:
            yield child
        finally:
            if child is not None:
                self._places.give_back(child)

    async def take(
        self,
        organization: str,
        original: Original,
        wanted: Wanted,
        child: Child | None = None,
        clock: Clock | None = None,
    ) -> Looked:
        """The frames that are wanted, which are not kept yet. child: a process that got ready for it, if one did.
        clock: the footage's, where it is known.

        Raises UnusableMedia (ORIGINAL_MISSING, UNDECODABLE_VIDEO, … and INDEX_TOO_LARGE where finding a frame alone
        takes more than the budget), WrongState: ORIGINAL_REPLACED, Busy and Unavailable.
        """
        stopped = threading.Event()
        try:
            async with self._places.pool.place(organization) as place:
                source = await self._store.ranged("storage", original.pinned)
                if child is not None:
                    # From here on it is nobody else's, also where this look is called off before its thread has begun.
                    child.called = True
                taken: Taken = await place.run(
                    lambda: apart(
                        look,
                        wanted,
                        self._budget,
                        clock,
                        lent=self._loan(source),
                        stopped=stopped,
                        stalled_seconds=_STALLED_SECONDS,
                        bounds=_BOUNDS,
                        child=child or self._places.new(),
                    ),
                    stopped,
                )
        except NotFound:
            raise UnusableMedia("ORIGINAL_MISSING") from None
        except Exhausting as error:
            raise error.for_good() from None
        finally:
            # A look that is not wanted any more ends with its child.
            stopped.set()
        kept_in, size = folder(organization, original.video_id), f"{wanted.size.longest_side}"
        frames = [
            Frame(
                still.seconds,
                f"{kept_in}frames/{round(still.seconds * 1000):09d}-{size}.jpg",
                Image(still.jpeg, "jpeg"),
            )
            for still in taken.stills
        ]
        return Looked(frames, taken.duration_seconds, taken.undecodable, taken.fetched, taken.cut_short)

    def _loan(self, source: RangedSource) -> Loan:
        file = source.open(block_bytes=_BLOCK, blocks_kept=_BLOCKS_KEPT, most_bytes=self._budget)
        return Loan(file, source.refusal)

    async def keep(self, frames: Sequence[Frame]) -> None:
        """Store frames that were taken, so that people see them and `again` finds them. Raises Unavailable."""
        await asyncio.gather(
            *(self._store.put("thumbnails", frame.key, frame.image.data, "image/jpeg") for frame in frames)
        )

    async def again(self, kept: Sequence[tuple[float, str]]) -> list[Frame]:
        """Frames that were taken before, by second and key; without those that are not there any more."""

        async def one(seconds: float, key: str) -> Frame | None:
            try:
                return Frame(seconds, key, Image(await self._store.get("thumbnails", key), "jpeg"))
            except NotFound:
                return None

        found = await asyncio.gather(*(one(*each) for each in kept))
        return [frame for frame in found if frame is not None]


def look(file: LentFile, wanted: Wanted, budget: int, clock: Clock | None = None) -> Taken:
    """What the child process does."""
    try:
        return take(file, wanted, budget, ReadRefused, clock)
    except ReadRefused:
        raise UnusableMedia("INDEX_TOO_LARGE") from None


def known_clock(video: Row) -> Clock | None:
    """The clock of a video's footage, once all of it was read: before, nobody knows where its timestamps break off."""
    return None if video["clock"] is None or video["gaps"] is None else Clock.read(video["clock"])
