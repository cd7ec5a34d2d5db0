"""What asking, chatting and summarizing use, grouped: services of a process, and lookups for one request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.ask.settings import AskSettings
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, QueryRunner, Retrieval
from models.access.principal import Principal
from models.asking.evidence import Evidence
from models.enums import EventOrder
from models.filters import EventFilter


@dataclass(frozen=True, slots=True)
class AskServices:
    """query_runner: runs the SQL that a planner writes; None if plans hold no SQL."""

    search: Retrieval
    models: Models
    settings: AskSettings
    clock: Callable[[], datetime]
    query_runner: QueryRunner | None = None


@dataclass(frozen=True, slots=True)
class EventLookup:
    """Reads events for one request. max_rows_read: of one read."""

    principal: Principal
    search: Retrieval
    meter: UsageMeter
    max_rows_read: int

    async def list_events(self, events: EventFilter, order: EventOrder) -> list[Evidence]:
        return await self.search.list_events(self.principal, events, order, self.max_rows_read)
