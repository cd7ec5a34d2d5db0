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
from typing import Any, Literal, Protocol
from uuid import uuid4

from domain.jobs.context import Desk
from models.errors import NotFound, Unavailable
from models.footage.object_keys import folder
from models.jobs import Claim, LeaseLost
from vision.analyze import Look
from vision.people.detect import Detection
from vision.version import PIPELINE

_log = logging.getLogger(__name__)
_TYPE = "application/json"
_LAST_CHANCE_SECONDS = 1.5


class Objects(Protocol):
    async def get(self, bucket: Literal["storage"], key: str, /) -> bytes: ...

    async def put(self, bucket: Literal["storage"], key: str, body: bytes, content_type: str, /) -> object: ...

    async def delete_prefix(self, bucket: Literal["storage"], prefix: str, /) -> int: ...


class Kept(Protocol):
    async def keep(self, claim: Claim, key: str, /) -> None:
        """Note down one more stored piece of the job. Raises LeaseLost."""
        ...


class Looked:
    """The pieces of one job. checksum: of the footage; every_seconds: how much of it is a piece."""

    def __init__(self, desk: Desk, objects: Objects, kept: Kept, checksum: str, every_seconds: float) -> None:
        self._desk = desk
        self._objects = objects
        self._kept = kept
        self._says = {"pipeline": PIPELINE, "checksum": checksum}
        self._every = every_seconds
        self._waiting: list[Look] = []
        self._stored_at = 0.0
        self._storing: asyncio.Task[None] | None = None

    @property
    def _folder(self) -> str:
        job = self._desk.claim.job
        return f"{folder(self._desk.principal.organization, job.video_id)}analysis/"

    async def before(self) -> dict[int, Sequence[Detection]]:
        """What earlier tries saw, by frame. A piece that is lost or of another footage is looked at again.

        Raises Unavailable.
        """
        found: dict[int, Sequence[Detection]] = {}
        for key in self._desk.claim.job.chunks:
            try:
                found.update(unpacked(await self._objects.get("storage", key), self._says))
            except (NotFound, ValueError, TypeError, KeyError):
                _log.warning("A stored piece of an analysis cannot be used", extra={"key": key})
        if found:
            _log.info("The analysis goes on where it stopped", extra={"frames": len(found)})
        return found

    def add(self, seconds: float, looks: Sequence[Look]) -> None:
        """Take what was just seen, up to this position; it is stored in the background once it makes a piece."""
        self._waiting += looks
        idle = self._storing is None or self._storing.done()
        if idle and self._waiting and seconds - self._stored_at >= self._every:
            self._stored_at = seconds
            self._storing = asyncio.create_task(self._store())

    async def close(self) -> None:
        """Store what is left: the steps after the looking may fail, too."""
        if self._storing is not None:
            await self._storing
        await self._store()

    async def stop(self) -> None:
        """Store what is left where it is still wanted, in little time; to be called however the try ends."""
        storing = self._storing is not None and not self._storing.done()
        if not storing and not self._waiting:
            return
        with suppress(LeaseLost, Unavailable, TimeoutError):
            async with asyncio.timeout(_LAST_CHANCE_SECONDS):
                # Nothing is stored any more beside a video that was deleted, or another's try.
                await self._desk.look()
                await self.close()
        if self._storing is not None:
            self._storing.cancel()
            await asyncio.gather(self._storing, return_exceptions=True)

    async def forget(self) -> None:
        """Remove the pieces: their job is done. What stays here goes with the video."""
        try:
            await self._objects.delete_prefix("storage", self._folder)
        except Unavailable as error:
            _log.warning("The pieces of a finished analysis stay: %s", error)

    async def _store(self) -> None:
        looks, self._waiting = self._waiting, []
        if not looks:
            return
        key = f"{self._folder}{uuid4().hex}.json"
        try:
            await self._objects.put("storage", key, packed(looks, self._says), _TYPE)
            await self._kept.keep(self._desk.claim, key)
        except Unavailable as error:
            _log.warning("A piece of the analysis has to wait: %s", error)
            self._waiting = [*looks, *self._waiting]
        except LeaseLost:
            # Whoever tends the lease notices, and stops the work.
            _log.info("A piece of the analysis is not wanted any more")


def packed(looks: Sequence[Look], says: Mapping[str, str]) -> bytes:
    """A piece as JSON. Numbers come back just as they were."""
    frames = [[number, [[p.x, p.y, p.width, p.height, p.confidence] for p in people]] for number, people in looks]
    return json.dumps({**says, "frames": frames}, separators=(",", ":")).encode()


def unpacked(body: bytes, says: Mapping[str, str]) -> dict[int, Sequence[Detection]]:
    """The frames of a piece. Raises ValueError, TypeError or KeyError for what is none, or of another footage."""
    told: Any = json.loads(body)
    if any(told[name] != value for name, value in says.items()):
        raise ValueError("of another footage or pipeline")
    return {int(number): [Detection(*map(float, box)) for box in people] for number, people in told["frames"]}
