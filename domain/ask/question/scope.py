"""The cameras and sites to which a caller limits a question: nothing that answers it sees other footage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.ask.services import AskServices
from domain.ports import Retrieval
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.evidence import EventCount, EventValues, Evidence, FootageScope
from models.asking.groups import Dimension, Recording, Tally
from models.asking.vectors import EmbeddingSpace
from models.enums import EventOrder
from models.filters import EventFilter


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """None: not limited. It is stored in the payload of the question's job."""

    camera_ids: Sequence[UUID] | None = None
    sites: Sequence[str] | None = None

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "QuestionScope":
        cameras, sites = payload.get("cameraIds"), payload.get("sites")
        return cls(None if cameras is None else [UUID(camera) for camera in cameras], sites)

    def to_payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = {}
        if self.camera_ids is not None:
            payload["cameraIds"] = [str(camera) for camera in self.camera_ids]
        if self.sites is not None:
            payload["sites"] = list(self.sites)
        return payload

    def restrict(self, principal: Principal, services: AskServices) -> tuple[Principal, AskServices]:
        """A principal and services that see only this footage.

        Sites limit the principal, so that the database itself hides all others. Cameras are a condition of each search;
        generated SQL is limited to them by Question.camera_ids.
        """
        if self.sites is not None:
            asked = frozenset(self.sites)
            principal = replace(principal, sites=asked if principal.sites is None else principal.sites & asked)
        if self.camera_ids is not None:
            services = replace(services, search=CameraRetrieval(services.search, tuple(self.camera_ids)))
        return principal, services


@dataclass(frozen=True, slots=True)
class CameraRetrieval:
    """Fits domain.ports.Retrieval: the reads of another one, limited to cameras."""

    search: Retrieval
    camera_ids: tuple[UUID, ...]

    def _narrow(self, wanted: EventFilter | None) -> EventFilter:
        return replace(wanted or EventFilter(), camera_ids=self.camera_ids)

    async def list_events(
        self, principal: Principal, event_filter: EventFilter | None, order: EventOrder, limit: int, /
    ) -> list[Evidence]:
        return await self.search.list_events(principal, self._narrow(event_filter), order, limit)

    async def list_events_with_totals(
        self,
        principal: Principal,
        event_filter: EventFilter | None,
        order: EventOrder,
        limit: int,
        footage_filter: EventFilter,
        /,
    ) -> tuple[list[Evidence], EventCount, Coverage]:
        events, footage = self._narrow(event_filter), self._narrow(footage_filter)
        return await self.search.list_events_with_totals(principal, events, order, limit, footage)

    async def get_embedding_space(self, principal: Principal, /) -> EmbeddingSpace | None:
        return await self.search.get_embedding_space(principal)

    async def search_by_vector(
        self,
        principal: Principal,
        vector: Sequence[float],
        model_id: str,
        event_filter: EventFilter | None,
        limit: int,
        /,
    ) -> list[Evidence]:
        return await self.search.search_by_vector(principal, vector, model_id, self._narrow(event_filter), limit)

    async def search_by_keywords(
        self, principal: Principal, words: str, event_filter: EventFilter | None, limit: int, /
    ) -> list[Evidence]:
        return await self.search.search_by_keywords(principal, words, self._narrow(event_filter), limit)

    async def search_hybrid(
        self,
        principal: Principal,
        vector: Sequence[float],
        model_id: str,
        words: str,
        event_filter: EventFilter,
        limit: int,
        /,
    ) -> tuple[list[Evidence], list[Evidence]]:
        return await self.search.search_hybrid(principal, vector, model_id, words, self._narrow(event_filter), limit)

    async def get_by_ids(self, principal: Principal, event_ids: Sequence[UUID], /) -> list[Evidence]:
        # The ids come from searches and SQL that were limited already.
        return await self.search.get_by_ids(principal, event_ids)

    async def describe_footage(
        self, principal: Principal, limit: int, camera_ids: Sequence[UUID] | None = None, /
    ) -> FootageScope:
        return await self.search.describe_footage(principal, limit, self.camera_ids)

    async def list_values(
        self, principal: Principal, video_id: UUID | None, most: int, camera_ids: Sequence[UUID] | None = None, /
    ) -> EventValues:
        return await self.search.list_values(principal, video_id, most, self.camera_ids)

    async def list_neighbours(
        self, principal: Principal, event_ids: Sequence[UUID], before: int, after: int, /
    ) -> list[Evidence]:
        return await self.search.list_neighbours(principal, event_ids, before, after)

    async def count(self, principal: Principal, event_filter: EventFilter | None, /) -> EventCount:
        return await self.search.count(principal, self._narrow(event_filter))

    async def measure_coverage(self, principal: Principal, event_filter: EventFilter | None, /) -> Coverage:
        return await self.search.measure_coverage(principal, self._narrow(event_filter))

    async def count_by_group(
        self, principal: Principal, event_filter: EventFilter | None, dimension: Dimension, /
    ) -> Sequence[Tally]:
        return await self.search.count_by_group(principal, self._narrow(event_filter), dimension)

    async def list_recordings(
        self, principal: Principal, event_filter: EventFilter | None, limit: int, /
    ) -> Sequence[Recording]:
        return await self.search.list_recordings(principal, self._narrow(event_filter), limit)
