"""What the workers see to in the background: footage finds and follows its cameras, and cameras are deleted.

Every worker runs it; each step may be repeated and is shared with the others by the rows that it locks.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from domain.cameras.deletion import CameraRemover, DeletionOrder
from domain.cameras.following import FootageFollower
from domain.cameras.ports import FootageTimes, Organizations
from models.access.principal import Principal
from models.errors import Unavailable

_log = logging.getLogger(__name__)
SWEEP_SECONDS = 60.0
# Videos a transaction, and an organization a round: a large one must not keep the others waiting.
ADOPTION_SLICE = 100
_PER_ROUND = 2000
_DELETED_PER_ROUND = 500


class Adoption(Protocol):
    async def adopt(self, organization: str, at_most: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class CameraSchedule:
    """work: organizations with something to do."""

    work: Organizations
    adoption: Adoption
    follower: FootageFollower
    remover: CameraRemover
    times: FootageTimes

    async def run(self, every_seconds: float = SWEEP_SECONDS) -> None:
        """Run rounds until cancelled. An unavailable database or S3 does not end it. More work goes on at once."""
        while True:
            more = False
            try:
                more = await self.run_round()
            except Unavailable as error:
                _log.warning("Footage follows its cameras later: %s", error)
            await asyncio.sleep(0 if more else every_seconds)

    async def run_round(self) -> bool:
        """See to each organization with something to do; whether there may be more."""
        more = False
        for organization in await self.work.list_organizations():
            worker = Principal.worker(organization)
            adopted = await self._adopt(organization)
            followed = 0
            for camera_id in await self.follower.corrections.list_unfinished(worker):
                followed += await self.follower.follow(worker, camera_id, _PER_ROUND)
            deleted = await self._delete(worker)
            if adopted or followed or deleted:
                counts = {"adopted": adopted, "followed": followed, "deleted": deleted}
                _log.info("Footage followed its cameras", extra=counts)
            more = more or max(adopted, followed) >= _PER_ROUND or deleted >= _DELETED_PER_ROUND
        # Deletions and changes of videos do not do this themselves, and whoever did may have been killed before.
        for organization in await self.times.list_organizations():
            await self.times.refresh_last_footage(Principal.worker(organization), None)
        return more

    async def _adopt(self, organization: str) -> int:
        adopted = 0
        while adopted < _PER_ROUND:
            done = await self.adoption.adopt(organization, ADOPTION_SLICE)
            adopted += done
            if done < ADOPTION_SLICE:
                break
        return adopted

    async def _delete(self, worker: Principal) -> int:
        deleted = 0
        for camera_id, stored in await self.remover.deletions.list_begun(worker):
            order = DeletionOrder.from_stored(camera_id, worker.organization, stored)
            deleted += (await self.remover.remove(order, _DELETED_PER_ROUND)).counted["videos"]
        return deleted
