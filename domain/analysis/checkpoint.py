"""What an analysis has looked at, kept piece by piece, so that a try that dies does not begin at zero.

Finding people takes nearly all of an analysis's time, and depends on single frames alone. So that is what is kept: the
boxes of each frame. The next try decodes the footage from its start, follows people through the boxes that are kept,
with the same result to the last digit, and looks itself only from where they end. Nobody is split or told twice at the
edge of a piece, because the tracker never sees an edge.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from domain.jobs.context import JobContext
from domain.ports import ChunkLog, ChunkStorage
from models.errors import NotFound, Unavailable
from models.footage.object_keys import video_folder
from models.jobs import LeaseLost
from vision.analyze import FrameDetections
from vision.people.detect import Detection
from vision.version import PIPELINE

_log = logging.getLogger(__name__)
_CONTENT_TYPE = "application/json"
_FINAL_FLUSH_SECONDS = 1.5


class DetectionCheckpoint:
    """The pieces of one job. checksum: of the footage; every_seconds: how much of it is a piece."""

    def __init__(
        self, context: JobContext, objects: ChunkStorage, chunk_log: ChunkLog, checksum: str, chunk_seconds: float
    ) -> None:
        self._context = context
        self._objects = objects
        self._chunk_log = chunk_log
        self._header = {"pipeline": PIPELINE, "checksum": checksum}
        self._chunk_seconds = chunk_seconds
        self._pending: list[FrameDetections] = []
        self._stored_until = 0.0
        self._store_task: asyncio.Task[None] | None = None

    @property
    def _folder(self) -> str:
        job = self._context.claim.job
        return f"{video_folder(self._context.principal.organization, job.video_id)}analysis/"

    async def load_earlier(self) -> dict[int, Sequence[Detection]]:
        """What earlier tries saw, by frame. A piece that is lost or of another footage is looked at again.

        Raises Unavailable.
        """
        found: dict[int, Sequence[Detection]] = {}
        for key in self._context.claim.job.chunks:
            try:
                found.update(decode_chunk(await self._objects.get("storage", key), self._header))
            except (NotFound, ValueError, TypeError, KeyError):
                _log.warning("A stored piece of an analysis cannot be used", extra={"key": key})
        if found:
            _log.info("The analysis goes on where it stopped", extra={"frames": len(found)})
        return found

    def add(self, seconds: float, looks: Sequence[FrameDetections]) -> None:
        """Take what was just seen, up to this position; it is stored in the background once it makes a piece."""
        self._pending += looks
        idle = self._store_task is None or self._store_task.done()
        if idle and self._pending and seconds - self._stored_until >= self._chunk_seconds:
            self._stored_until = seconds
            self._store_task = asyncio.create_task(self._store_chunk())

    async def flush(self) -> None:
        """Store what is left: the steps after the looking may fail, too."""
        if self._store_task is not None:
            await self._store_task
        await self._store_chunk()

    async def stop(self) -> None:
        """Store what is left where it is still wanted, in little time; to be called however the try ends."""
        storing = self._store_task is not None and not self._store_task.done()
        if not storing and not self._pending:
            return
        with suppress(LeaseLost, Unavailable, TimeoutError):
            async with asyncio.timeout(_FINAL_FLUSH_SECONDS):
                # Nothing is stored any more beside a video that was deleted, or another's try.
                await self._context.check_lease()
                await self.flush()
        if self._store_task is not None:
            self._store_task.cancel()
            await asyncio.gather(self._store_task, return_exceptions=True)

    async def delete(self) -> None:
        """Remove the pieces: their job is done. What stays here goes with the video."""
        try:
            await self._objects.delete_prefix("storage", self._folder)
        except Unavailable as error:
            _log.warning("The pieces of a finished analysis stay: %s", error)

    async def _store_chunk(self) -> None:
        looks, self._pending = self._pending, []
        if not looks:
            return
        key = f"{self._folder}{uuid4().hex}.json"
        try:
            await self._objects.put("storage", key, encode_chunk(looks, self._header), _CONTENT_TYPE)
            await self._chunk_log.add_chunk(self._context.claim, key)
        except Unavailable as error:
            _log.warning("A piece of the analysis has to wait: %s", error)
            self._pending = [*looks, *self._pending]
        except LeaseLost:
            # Whoever tends the lease notices, and stops the work.
            _log.info("A piece of the analysis is not wanted any more")


def encode_chunk(looks: Sequence[FrameDetections], header: Mapping[str, str]) -> bytes:
    """A piece as JSON. Numbers come back just as they were."""
    frames = [[number, [[p.x, p.y, p.width, p.height, p.confidence] for p in people]] for number, people in looks]
    return json.dumps({**header, "frames": frames}, separators=(",", ":")).encode()


def decode_chunk(body: bytes, header: Mapping[str, str]) -> dict[int, Sequence[Detection]]:
    """The frames of a piece. Raises ValueError, TypeError or KeyError for what is none, or of another footage."""
    told: Any = json.loads(body)
    if any(told[name] != value for name, value in header.items()):
        raise ValueError("of another footage or pipeline")
    return {int(number): [Detection(*map(float, box)) for box in people] for number, people in told["frames"]}
