"""Events, and a search over them in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.evidence import EventCount, EventValues, Evidence, FootageScope, VideoContext
from models.asking.groups import Dimension, Recording, Tally
from models.asking.vectors import EmbeddingSpace
from models.enums import AgeGroup, EventOrder, EventType, FrameLocation, Gender, Role
from models.errors import Unavailable
from models.event_types import UNDETECTED_TYPES
from models.filters import EventFilter

SEOUL = ZoneInfo("Asia/Seoul")
RECORDED = datetime(2026, 11, 22, 21, 0, tzinfo=SEOUL)
NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
VIDEO = VideoContext(UUID(int=1), "Left aisle", "entrance", "Asia/Seoul", RECORDED, 600.0)
OPERATOR = Principal("u-1", "acme", frozenset({Role.OPERATOR}))
SETTINGS = AskSettings("anthropic.claude-3-5-sonnet-20241022-v2:0", "cohere.rerank-v3-5:0")


def event(number: int, kind: str, start: float, end: float, who: str | None = "P1", **more: Any) -> Evidence:
    """An event of VIDEO. more: any other field; enumerations by name."""
    row = Evidence(
        event_id=UUID(int=1000 + number),
        video_id=VIDEO.id,
        video_name=VIDEO.name,
        camera=VIDEO.camera,
        timezone=VIDEO.timezone,
        type=EventType(kind),
        start_seconds=start,
        end_seconds=end,
        occurred_at=RECORDED + timedelta(seconds=start),
        location=FrameLocation(more.pop("location", "UNKNOWN")),
        track_id=who,
        gender=Gender(more.pop("gender", "UNKNOWN")),
        age_group=AgeGroup(more.pop("age_group", "UNKNOWN")),
        action=None,
        interaction_target=None,
        objects=(),
        description=more.pop("description", "A person is there."),
        description_ko=more.pop("description_ko", "사람이 있습니다."),
        confidence=more.pop("confidence", 0.9),
    )
    return replace(row, **more)


# Three visits: P1 stands on the left for long, P2 in the middle briefly; P3 comes late and stays to the end.
VISITS = (
    event(1, "PERSON_ENTER", 2, 2.5, "P1", location="LEFT"),
    event(2, "STANDING", 4, 25, "P1", location="LEFT"),
    event(3, "PERSON_ENTER", 9, 9.5, "P2", location="RIGHT"),
    event(4, "STANDING", 13, 18, "P2", location="CENTER"),
    event(5, "PERSON_EXIT", 21.5, 22, "P2", location="RIGHT"),
    event(6, "PERSON_EXIT", 26.5, 27, "P1", location="LEFT"),
    event(7, "PERSON_ENTER", 330, 330.5, "P3", location="LEFT"),
    event(8, "STANDING", 335, 599, "P3", location="RIGHT"),
)


def make_services(search: Any, models: Any, query: Any = None) -> AskServices:
    return AskServices(search, models, SETTINGS, lambda: NOW, query)


@dataclass
class InMemorySearch:
    """A search over `rows`. down: the methods that raise Unavailable. asked: the last filter of each method.

    examined, partly_examined: types that a model looked for, at so many moments. unrecorded: cameras without footage.
    """

    rows: Sequence[Evidence] = VISITS
    down: frozenset[str] = frozenset()
    space: EmbeddingSpace | None = None
    asked: dict[str, EventFilter | None] = field(default_factory=dict)
    limits: list[int] = field(default_factory=list)
    examined: Sequence[EventType] = ()
    partly_examined: Sequence[EventType] = ()
    moments_looked: int = 0
    recordings: Sequence[Recording] = ()
    unrecorded: frozenset[str] = frozenset()

    def _filter_rows(self, method: str, wanted: EventFilter | None) -> list[Evidence]:
        self.asked[method] = wanted
        if method in self.down:
            raise Unavailable(service="database")
        return [row for row in self.rows if wanted is None or _matches(row, wanted)]

    async def list_events(
        self, _who: Principal, wanted: EventFilter | None, order: EventOrder, limit: int, /
    ) -> list[Evidence]:
        self.limits.append(limit)
        latest = order in (EventOrder.LATEST_FIRST, EventOrder.OCCURRED_NEWEST_FIRST)
        rows = sorted(self._filter_rows("structured", wanted), key=lambda row: row.start_seconds, reverse=latest)
        if order in (EventOrder.OCCURRED_NEWEST_FIRST, EventOrder.OCCURRED_OLDEST_FIRST):
            rows = [
                *(row for row in sorted(rows, key=_get_clock, reverse=latest) if row.occurred_at),
                *(row for row in rows if not row.occurred_at),
            ]
        return rows[:limit]

    async def list_events_with_totals(
        self, who: Principal, wanted: EventFilter | None, order: EventOrder, limit: int, within: EventFilter, /
    ) -> tuple[list[Evidence], EventCount, Coverage]:
        rows = await self.list_events(who, wanted, order, limit)
        return rows, await self.count(who, wanted), await self.measure_coverage(who, within)

    async def get_embedding_space(self, _who: Principal, /) -> EmbeddingSpace | None:
        return self.space

    async def search_by_vector(
        self, _who: Principal, _vector: Sequence[float], _model: str, wanted: EventFilter | None, limit: int, /
    ) -> list[Evidence]:
        return [replace(row, similarity=0.5) for row in self._filter_rows("nearest", wanted)][:limit]

    async def search_by_keywords(
        self, _who: Principal, words: str, wanted: EventFilter | None, limit: int, /
    ) -> list[Evidence]:
        rows = self._filter_rows("keyword", wanted)
        return [row for row in rows if any(word in f"{row.description} {row.description_ko}" for word in words.split())]

    async def search_hybrid(
        self,
        who: Principal,
        vector: Sequence[float],
        model: str,
        words: str,
        wanted: EventFilter,
        limit: int,
        /,
    ) -> tuple[list[Evidence], list[Evidence]]:
        nearest = await self.search_by_vector(who, vector, model, wanted, limit)
        return nearest, await self.search_by_keywords(who, words, wanted, limit)

    async def get_by_ids(self, _who: Principal, ids: Sequence[UUID], /) -> list[Evidence]:
        rows = {row.event_id: row for row in self._filter_rows("by_ids", None)}
        return [rows[event_id] for event_id in ids if event_id in rows]

    async def describe_footage(
        self, _who: Principal, most: int, _camera_ids: Sequence[UUID] | None = None, /
    ) -> FootageScope:
        if "reach" in self.down:
            raise Unavailable(service="database")
        cameras = sorted({(row.camera, row.timezone) for row in self.rows if row.camera})
        starts = [row.occurred_at - timedelta(seconds=row.start_seconds) for row in self.rows if row.occurred_at]
        recorded = (min(starts), max(starts) + timedelta(seconds=600)) if starts else None
        return FootageScope(cameras[:most], list(dict.fromkeys(row.timezone for row in self.rows)), recorded, 600.0)

    async def list_values(
        self, _who: Principal, video_id: UUID | None, most: int, _camera_ids: Sequence[UUID] | None = None, /
    ) -> EventValues:
        if "values" in self.down:
            raise Unavailable(service="database")
        types = sorted({row.type.value for row in self.rows})
        people = sorted({row.track_id for row in self.rows if row.track_id} if video_id else ())
        return EventValues(types[:most], (), (), people[:most])

    async def list_neighbours(self, _who: Principal, ids: Sequence[UUID], before: int, after: int, /) -> list[Evidence]:
        rows = self._filter_rows("neighbours", None)
        places = [place for place, row in enumerate(rows) if row.event_id in ids]
        return [row for place, row in enumerate(rows) if any(hit - before <= place <= hit + after for hit in places)]

    async def count(self, _who: Principal, wanted: EventFilter | None, /) -> EventCount:
        rows = self._filter_rows("count", wanted)
        return EventCount(len(rows), len({row.person for row in rows if row.person}))

    async def count_by_group(self, _who: Principal, wanted: EventFilter | None, dimension: Dimension, /) -> list[Tally]:
        rows = sorted(self._filter_rows("groups", wanted), key=_get_clock)
        groups: dict[tuple[str | None, EventType | None], list[Evidence]] = {}
        for row in rows:
            for kind in (None, row.type):
                groups.setdefault((_get_group(row, dimension), kind), []).append(row)
        return [
            Tally(key, kind, len(found), len({row.person for row in found if row.person}), found[0].event_id)
            for (key, kind), found in groups.items()
        ]

    async def list_recordings(self, _who: Principal, wanted: EventFilter | None, limit: int, /) -> list[Recording]:
        self.asked["recordings"] = wanted
        return list(self.recordings)[:limit]

    async def measure_coverage(self, _who: Principal, wanted: EventFilter | None, /) -> Coverage:
        rows = self._filter_rows("coverage", wanted)
        recorded = 1 if rows or wanted is None or wanted.occurred_at is None else 0
        if wanted is not None and not set(wanted.cameras or ()).isdisjoint(self.unrecorded):
            recorded = 0
        reported = {row.type for row in rows}
        return Coverage(
            videos_considered=recorded,
            videos_analyzed=recorded,
            seconds_analyzed=600.0,
            events_considered=len(rows),
            not_examined=[
                kind for kind in UNDETECTED_TYPES if kind not in {*reported, *self.examined, *self.partly_examined}
            ],
            partly_examined=self.partly_examined,
            moments=self.moments_looked + 2 * bool(self.partly_examined),
            moments_looked=self.moments_looked,
        )


def _get_group(row: Evidence, dimension: Dimension) -> str | None:
    patterns = {Dimension.DAY: "%Y-%m-%d", Dimension.HOUR: "%H", Dimension.DATED_HOUR: "%Y-%m-%d %H:00"}
    if dimension in patterns:
        return None if row.local_time is None else row.local_time.strftime(patterns[dimension])
    return {Dimension.CAMERA: row.camera, Dimension.GENDER: row.gender, Dimension.LOCATION: row.location}.get(dimension)


def _get_clock(row: Evidence) -> datetime:
    return row.occurred_at or datetime.min.replace(tzinfo=UTC)


def _matches(row: Evidence, wanted: EventFilter) -> bool:
    allowed = (
        (row.video_id, wanted.video_ids),
        (row.type, wanted.types),
        (row.location, wanted.locations),
        (row.gender, wanted.genders),
        (row.age_group, wanted.age_groups),
        (row.track_id, wanted.track_ids),
        (row.camera, wanted.cameras),
        (row.person_id, wanted.person_ids),
    )
    if any(values is not None and value not in values for value, values in allowed):
        return False
    if row.track_id in (wanted.excluded_track_ids or ()):
        return False
    start, end = (wanted.seconds.start, wanted.seconds.end) if wanted.seconds else (None, None)
    if (start is not None and row.end_seconds < start) or (end is not None and row.start_seconds > end):
        return False
    moments = dict(wanted.zone_windows or ()).get(row.timezone, wanted.occurred_at)
    if moments is None:
        return True
    assert row.occurred_at is not None
    after = moments.start is None or row.occurred_at >= moments.start
    return after and (moments.end is None or row.occurred_at <= moments.end)
