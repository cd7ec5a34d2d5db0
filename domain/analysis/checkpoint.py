"""Checkpoints of an analysis: detections are stored in chunks, so that a failed attempt does not start from zero.

Detection takes nearly all the time of an analysis, and depends on single frames. So the bounding boxes of each frame
are stored. The next attempt decodes the footage from its start, tracks people through the stored boxes, and detects
only in the frames after them; the result is the same to the last digit. As the tracker sees all frames, no track is
split or repeated at the edge of a chunk.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import uuid4

from domain.jobs.context import JobContext
from domain.ports import ChunkLog, ChunkStorage
from models.errors import NotFound, Unavailable
from models.footage.object_keys import video_folder
from models.jobs import LeaseLost
from vision.analysis import FrameDetections
from vision.detection.boxes import Detection, LabelledDetection
from vision.detection.posture import Posture
from vision.version import ANALYSIS_PIPELINE

_log = logging.getLogger(__name__)
_CONTENT_TYPE = "application/json"
_FINAL_FLUSH_SECONDS = 1.5


class FootageMark(NamedTuple):
    """What detections are of: the footage's checksum, and the name of the detector."""

    checksum: str
    detector: str


class DetectionCheckpoint:
    """The chunks of one job. footage: others are not used. chunk_seconds: footage per chunk."""

    def __init__(
        self,
        context: JobContext,
        objects: ChunkStorage,
        chunk_log: ChunkLog,
        footage: FootageMark,
        chunk_seconds: float,
    ) -> None:
        self._context = context
        self._objects = objects
        self._chunk_log = chunk_log
        self._header = {"pipeline": ANALYSIS_PIPELINE, "checksum": footage.checksum, "detector": footage.detector}
        self._chunk_seconds = chunk_seconds
        self._pending: list[FrameDetections] = []
        self._stored_until = 0.0
        self._store_task: asyncio.Task[None] | None = None

    @property
    def _folder(self) -> str:
        job = self._context.claim.job
        return f"{video_folder(self._context.principal.organization, job.video_id)}analysis/"

    async def load_earlier(self) -> dict[int, Sequence[Detection]]:
        """The detections of earlier attempts, by frame. A chunk that is lost or belongs to other footage is skipped.

        Raises Unavailable.
        """
        detections: dict[int, Sequence[Detection]] = {}
        for key in self._context.claim.job.chunks:
            try:
                detections.update(decode_chunk(await self._objects.get("storage", key), self._header))
            except (NotFound, ValueError, TypeError, KeyError):
                _log.warning("A stored chunk of detections cannot be used", extra={"key": key})
        if detections:
            _log.info("The analysis resumes from stored detections", extra={"frames": len(detections)})
        return detections

    def add(self, seconds: float, detections: Sequence[FrameDetections]) -> None:
        """Add detections up to this position; they are stored in the background once they make a chunk."""
        self._pending += detections
        idle = self._store_task is None or self._store_task.done()
        if idle and self._pending and seconds - self._stored_until >= self._chunk_seconds:
            self._stored_until = seconds
            self._store_task = asyncio.create_task(self._store_chunk())

    async def flush(self) -> None:
        """Store what is pending: the steps after the detection may fail, too."""
        if self._store_task is not None:
            await self._store_task
        await self._store_chunk()

    async def stop(self) -> None:
        """Store what is pending where the claim still holds, within a short time. Call it at any end of an attempt."""
        storing = self._store_task is not None and not self._store_task.done()
        if not storing and not self._pending:
            return
        with suppress(LeaseLost, Unavailable, TimeoutError):
            async with asyncio.timeout(_FINAL_FLUSH_SECONDS):
                # Store nothing for a deleted video, or beside another worker's attempt.
                await self._context.check_lease()
                await self.flush()
        if self._store_task is not None:
            self._store_task.cancel()
            await asyncio.gather(self._store_task, return_exceptions=True)

    async def delete(self) -> None:
        """Remove the chunks of a job that is done. What cannot be removed now is deleted with the video."""
        try:
            await self._objects.delete_prefix("storage", self._folder)
        except Unavailable as error:
            _log.warning("The chunks of a finished analysis are not removed: %s", error)

    async def _store_chunk(self) -> None:
        detections, self._pending = self._pending, []
        if not detections:
            return
        key = f"{self._folder}{uuid4().hex}.json"
        try:
            await self._objects.put("storage", key, encode_chunk(detections, self._header), _CONTENT_TYPE)
            await self._chunk_log.add_chunk(self._context.claim, key)
        except Unavailable as error:
            _log.warning("A chunk of detections could not be stored yet: %s", error)
            self._pending = [*detections, *self._pending]
        except LeaseLost:
            # The attempt notices the lost lease, and stops the work.
            _log.info("A chunk of detections is not needed any more")


def encode_chunk(detections: Sequence[FrameDetections], header: Mapping[str, str]) -> bytes:
    """A chunk as JSON. Numbers are restored exactly."""
    frames = [[number, [_encode_detection(one) for one in found]] for number, found in detections]
    return json.dumps({**header, "frames": frames}, separators=(",", ":")).encode()


def decode_chunk(body: bytes, header: Mapping[str, str]) -> dict[int, Sequence[Detection]]:
    """The frames of a chunk. Raises ValueError, TypeError or KeyError for a damaged chunk, or one of other footage."""
    chunk: Any = json.loads(body)
    if any(chunk[name] != value for name, value in header.items()):
        raise ValueError("of another footage or pipeline")
    return {int(number): [_decode_detection(row) for row in found] for number, found in chunk["frames"]}


def _encode_detection(found: Detection) -> list[Any]:
    """A person has seven values, an object its label as the eighth."""
    row = [found.x, found.y, found.width, found.height, found.confidence, found.posture, found.is_weak]
    return [*row, found.label] if isinstance(found, LabelledDetection) else row


def _decode_detection(row: Sequence[Any]) -> Detection:
    x, y, width, height, confidence, posture, is_weak, *label = row
    box = (float(x), float(y), float(width), float(height))
    values = (float(confidence), None if posture is None else Posture(posture), bool(is_weak))
    return LabelledDetection(*box, *values, str(label[0])) if label else Detection(*box, *values)
