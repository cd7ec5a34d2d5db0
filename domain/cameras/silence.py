"""A camera from which no footage comes for too long is an event, CAMERA_SILENT, at the end of its last recording.

It says how long the silence lasted once footage comes again. Footage that comes late and fills the silence takes the
event back.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from domain.cameras.ports import Organizations
from models.access.principal import Principal
from models.enums import EventType, Language
from models.errors import NotFound, Unavailable
from models.event_types import EVENT_TYPES
from models.footage.silences import SILENCE_SOURCE_PREFIX, SilentCamera, StoredSilence
from models.messages.catalog import translate

_log = logging.getLogger(__name__)
SWEEP_SECONDS = 60.0
_SOURCE = f"{SILENCE_SOURCE_PREFIX}1"
_PER_ROUND = 500


class SilenceStore(Protocol):
    async def find_silent(
        self, principal: Principal, longer_than: timedelta, at_most: int, /
    ) -> list[SilentCamera]: ...

    async def list_stored(self, principal: Principal, /) -> list[StoredSilence]: ...

    async def store(self, principal: Principal, video_id: UUID, rows: Sequence[Mapping[str, Any]], /) -> None: ...

    async def tell(self, principal: Principal, event_id: UUID, attributes: Mapping[str, Any], /) -> None: ...

    async def withdraw(self, principal: Principal, video_id: UUID, /) -> None: ...


@dataclass(frozen=True, slots=True)
class SilenceSweep:
    """A sweep of the worker. minutes: longer silences are events; 0: none is. Every worker may run it.

    organizations: those that have cameras.
    """

    store: SilenceStore
    organizations: Organizations
    minutes: float

    async def run(self, every_seconds: float = SWEEP_SECONDS) -> None:
        """Run rounds until cancelled: a worker ends with its first task. An unavailable database does not end it."""
        while True:
            try:
                if self.minutes > 0:
                    await self.run_round()
            except Unavailable as error:
                _log.warning("Silent cameras are looked for later: %s", error)
            await asyncio.sleep(every_seconds)

    async def run_round(self) -> None:
        """Look at every camera once."""
        for organization in await self.organizations.list_organizations():
            worker = Principal.worker(organization)
            for silence in await self.store.list_stored(worker):
                await self._update(worker, silence)
            for camera in await self.store.find_silent(worker, timedelta(minutes=self.minutes), _PER_ROUND):
                try:
                    await self.store.store(worker, camera.video_id, [self._to_row(camera)])
                except NotFound:
                    continue  # Its last video was deleted meanwhile: the next round finds another one.
                _log.info("A camera is silent", extra={"video_id": str(camera.video_id)})

    async def _update(self, worker: Principal, silence: StoredSilence) -> None:
        """Tell the end of a silence, or take back one that was none."""
        limit = timedelta(minutes=silence.attributes.get("limitMinutes", self.minutes))
        if silence.resumed_at is not None and silence.resumed_at - silence.since <= limit:
            await self.store.withdraw(worker, silence.video_id)
            return
        told = _tell_end(silence.attributes, silence.since, silence.resumed_at)
        if told != silence.attributes:
            await self.store.tell(worker, silence.event_id, told)

    def _to_row(self, camera: SilentCamera) -> dict[str, Any]:
        at = camera.duration_seconds
        return {
            "type": EventType.CAMERA_SILENT.value,
            "start_seconds": at,
            "end_seconds": at,
            "frame_number": min(round(at * (camera.frame_rate or 0)), 2**31 - 1),
            "description": translate(Language.EN, "event-camera-silent"),
            "description_ko": translate(Language.KO, "event-camera-silent"),
            "keywords": list(EVENT_TYPES[EventType.CAMERA_SILENT].noun),
            "confidence": 1.0,
            "source": _SOURCE,
            "attributes": {"limitMinutes": self.minutes},
        }


def _tell_end(attributes: Mapping[str, Any], since: datetime, until: datetime | None) -> dict[str, Any]:
    """The attributes with the silence's end and length, or without them while it goes on."""
    told = {name: value for name, value in attributes.items() if name not in ("until", "silentSeconds")}
    if until is not None:
        told |= {"until": until.isoformat(), "silentSeconds": (until - since).total_seconds()}
    return told
