"""Reads what a package shows."""

from collections.abc import Sequence
from uuid import UUID

from datasources.postgres.search.search import Search
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.sessions import Sessions
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.enums import EventOrder
from models.filters import EventFilter
from models.paging import PageWindow
from models.rows.event import EventRow
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow

_MAX_TRACK_EVENTS = 5000
_BOX = frozenset(
    {"start_seconds", "end_seconds", "frame_number", "bbox_x", "bbox_y", "bbox_width", "bbox_height", "track_id"}
)


class EvidenceReader:
    def __init__(self, videos: Videos, events: Events, sessions: Sessions, search: Search) -> None:
        self._videos = videos
        self._events = events
        self._sessions = sessions
        self._search = search

    async def load_videos(
        self, principal: Principal, ids: Sequence[UUID], columns: Sequence[str]
    ) -> list[VideoRow | None]:
        return await self._videos.get_by_ids(principal, ids, columns)

    async def load_events(
        self, principal: Principal, ids: Sequence[UUID], columns: Sequence[str]
    ) -> list[EventRow | None]:
        """Also events that a newer analysis has replaced."""
        return await self._events.get_by_ids(principal, ids, columns)

    async def load_track_events(self, principal: Principal, video_id: UUID, tracks: Sequence[str]) -> list[EventRow]:
        """The first of them, in the order of time."""
        wanted = EventFilter(video_ids=[video_id], track_ids=tracks)
        page = await self._events.list_page(
            principal, wanted, EventOrder.EARLIEST_FIRST, PageWindow(_MAX_TRACK_EVENTS), _BOX
        )
        return list(page.rows)

    async def load_question(self, principal: Principal, history_id: UUID, columns: Sequence[str]) -> QuestionRow | None:
        [row] = await self._sessions.get_questions_by_ids(principal, [history_id], columns)
        return row

    async def measure_coverage(self, principal: Principal, wanted: EventFilter) -> Coverage:
        return await self._search.measure_coverage(principal, wanted)
