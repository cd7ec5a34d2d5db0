"""Lets footage expire when its time is over: announced beforehand, with a receipt, and never under legal hold.

Every worker runs the schedule; each step may be repeated, and is shared with the others by the rows that it locks. A
slice grows while it is quick and shrinks when it is slow, so that no lock is held for a second.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.videos.deletion import ObjectReceipts, RemovalStorage, delete_objects
from models.access.principal import Principal
from models.errors import Unavailable, WatchgraphError

_log = logging.getLogger(__name__)
SWEEP_SECONDS = 60.0
# Videos of an organization a round: a large one must not keep the others waiting.
_PER_ROUND = 5000
_FOLLOWING_SLICE, _ANNOUNCED_SLICE = 500, 200
_CONCURRENT_REMOVALS = 8


class Rules(Protocol):
    async def list_organizations(self, warning_days: float, /) -> list[str]: ...

    async def set_default(self, days: int, /) -> None: ...

    async def follow(self, principal: Principal, at_most: int, /) -> int: ...

    async def announce(self, principal: Principal, warning_days: float, at_most: int, /) -> int: ...


class Expired(Protocol):
    @property
    def id(self) -> UUID: ...


class ExpiryRows(Protocol):
    async def expire(self, principal: Principal, at_most: int, /) -> Sequence[Expired] | None:
        """The videos whose rows went; None where somebody sets a hold on one of them: then none went."""
        ...


@dataclass(slots=True)
class SliceSize:
    """How many videos a transaction takes: about as many as keep its locks for a quarter of a second."""

    size: int = 10

    def learn(self, seconds: float) -> None:
        """Take the time of a slice into account."""
        if seconds > 0.4:
            self.size = max(1, self.size // 2)
        elif seconds < 0.12:
            self.size = min(200, self.size * 2)


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """default_days: of organizations without a rule; warning_days: from the announcement to the expiry."""

    rules: Rules
    rows: ExpiryRows
    objects: RemovalStorage
    receipts: ObjectReceipts
    default_days: int
    warning_days: float
    clock: Callable[[], float] = time.monotonic

    async def run(self, every_seconds: float = SWEEP_SECONDS) -> None:
        """Run rounds until cancelled. An unavailable database or S3 does not end it. More work goes on at once."""
        is_told = False
        while True:
            more = False
            try:
                if not is_told:
                    await self.rules.set_default(self.default_days)
                    is_told = True
                more = await self.run_round()
            except Unavailable as error:
                _log.warning("Footage expires later: %s", error)
            await asyncio.sleep(0 if more else every_seconds)

    async def run_round(self) -> bool:
        """See to each organization with something to do; whether there may be more."""
        more = False
        for organization in await self.rules.list_organizations(self.warning_days):
            done = await self._see_to(Principal.worker(organization))
            if any(done.values()):
                _log.info("Footage is kept no longer than it may be", extra=done)
            more = more or max(done.values()) >= _PER_ROUND
        return more

    async def _see_to(self, worker: Principal) -> dict[str, int]:
        def announce() -> Awaitable[int]:
            return self.rules.announce(worker, self.warning_days, _ANNOUNCED_SLICE)

        followed = await _repeat(lambda: self.rules.follow(worker, _FOLLOWING_SLICE), _FOLLOWING_SLICE)
        announced = await _repeat(announce, _ANNOUNCED_SLICE) if self.warning_days > 0 else 0
        return {"followed": followed, "announced": announced, "expired": await self.expire(worker, _PER_ROUND)}

    async def expire(self, worker: Principal, at_most: int) -> int:
        """Let about this many videos of an organization expire, with their objects; how many did."""
        expired, slices = 0, SliceSize()
        while expired < at_most:
            began_at = self.clock()
            gone = await self.rows.expire(worker, slices.size)
            if gone is None:
                # The hold is set as soon as the slice is undone; then the video is left out.
                await asyncio.sleep(0.05)
                continue
            slices.learn(self.clock() - began_at)
            if not gone:
                break
            expired += len(gone)
            await self._delete_objects(worker, gone)
        return expired

    async def _delete_objects(self, worker: Principal, gone: Sequence[Expired]) -> None:
        """Delete the objects of videos whose rows have gone. What cannot be deleted now is left to the DELETE jobs."""
        slots = asyncio.Semaphore(_CONCURRENT_REMOVALS)

        async def delete(video_id: UUID) -> tuple[UUID, Mapping[str, int]] | None:
            async with slots:
                try:
                    return video_id, await delete_objects(self.objects, worker.organization, video_id)
                except WatchgraphError as error:
                    _log.warning("Objects are deleted later: %s", error, extra={"video_id": str(video_id)})
                    return None

        counted = await asyncio.gather(*(delete(one.id) for one in gone))
        await self.receipts.note_objects(worker, [each for each in counted if each is not None])


async def _repeat(step: Callable[[], Awaitable[int]], full: int) -> int:
    """Take a step until one is not full, or an organization has had its share of the round; how much was done."""
    done = 0
    while done < _PER_ROUND:
        count = await step()
        done += count
        if count < full:
            break
    return done
