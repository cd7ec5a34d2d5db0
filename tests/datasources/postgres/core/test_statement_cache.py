"""A read is composed once for each shape of its filters, and each time gets the values of those it is sent for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, bindparam, literal, select

from datasources.postgres.cameras.adoption import CameraAdoption
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.statement_cache import Filter, fetch_by_filters
from datasources.postgres.search.conditions import build_event_conditions, event
from datasources.postgres.tables.cameras import Cameras
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import EventBasis, EventType, FrameLocation
from models.event_sources import LOOK_SOURCE
from models.filters import EventFilter, SecondsRange, TimeRange
from tests.support.rows import add_video
from tests.support.rows import event_row as row
from vision.version import ANALYSIS_PIPELINE

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FALL, WALK, THEFT = EventType.COLLAPSE, EventType.WALKING, EventType.THEFT
LEFT, RIGHT = FrameLocation.LEFT, FrameLocation.RIGHT


class Numbers:
    """A read of events by the second at which they begin; counts how often it was composed."""

    def __init__(self, postgres: Postgres, principal: Principal) -> None:
        self._postgres = postgres
        self._principal = principal
        self.composed = 0

    def compose(self, wanted: Filter) -> Select[Any]:
        self.composed += 1
        return select(event.c.start_seconds).where(*build_event_conditions(wanted)).order_by(event.c.start_seconds)

    async def of(self, wanted: Filter) -> list[float]:
        async with self._postgres.transaction(self._principal) as connection:
            # A kind of its own: else others' shapes of it would be found here.
            return [found[0] for found in await fetch_by_filters(connection, id(self), self.compose, wanted)]


@pytest.fixture
async def numbers(postgres: Postgres, principal: Principal) -> Numbers:
    """Events at 0, 10, 20 and 30 seconds of two videos; the second one is in Seoul."""
    for zone, types in (("UTC", (WALK, FALL)), ("Asia/Seoul", (WALK, THEFT))):
        video = await add_video(postgres, principal, recorded_at=NOON, timezone=zone, camera=zone, site=zone)
        start = 0.0 if zone == "UTC" else 20.0
        await Events(postgres).store(
            principal,
            video,
            [
                row(start + 10 * n, type=kind, track_id=f"P{start:.0f}{n}", location=place, confidence=0.5 + n / 10)
                for n, (kind, place) in enumerate(zip(types, ("LEFT", "RIGHT"), strict=True))
            ],
        )
    return Numbers(postgres, principal)


def at(start: float | None, end: float | None) -> TimeRange:
    return TimeRange(*(None if second is None else NOON + timedelta(seconds=second) for second in (start, end)))


@pytest.mark.parametrize(
    ("first", "found", "second", "then"),
    [
        ({"types": [FALL]}, [10], {"types": [THEFT]}, [30]),
        ({"types": [FALL, THEFT]}, [10, 30], {"types": [WALK, FALL, THEFT]}, [0, 10, 20, 30]),
        ({"types": []}, [], {"types": []}, []),
        ({"cameras": ["UTC"]}, [0, 10], {"cameras": ["Asia/Seoul"]}, [20, 30]),
        ({"sites": ["UTC"]}, [0, 10], {"sites": ["Asia/Seoul"]}, [20, 30]),
        ({"sites": ["UTC", "x"]}, [0, 10], {"sites": ["x", "UTC", "Asia/Seoul"]}, [0, 10, 20, 30]),
        ({"locations": [LEFT], "types": [WALK]}, [0, 20], {"locations": [RIGHT], "types": [FALL]}, [10]),
        ({"track_ids": ["P00"]}, [0], {"track_ids": ["P201"]}, [30]),
        ({"excluded_track_ids": ["P00"]}, [10, 20, 30], {"excluded_track_ids": ["P00", "P01"]}, [20, 30]),
        ({"seconds": SecondsRange(None, 5)}, [0], {"seconds": SecondsRange(None, 15)}, [0, 10]),
        ({"seconds": SecondsRange(15, 25)}, [20], {"seconds": SecondsRange(25, 35)}, [30]),
        ({"occurred_at": at(15, None)}, [20, 30], {"occurred_at": at(25, None)}, [30]),
        ({"occurred_at": at(5, 15)}, [10], {"occurred_at": at(15, 25)}, [20]),
        ({"zone_windows": [("UTC", at(5, None))]}, [10], {"zone_windows": [("Asia/Seoul", at(25, None))]}, [30]),
        (
            {"zone_windows": [("UTC", at(5, None)), ("Asia/Seoul", at(0, 25))]},
            [10, 20],
            {"zone_windows": [("Asia/Seoul", at(25, None)), ("UTC", at(0, 5))]},
            [0, 30],
        ),
        ({"min_confidence": 0.55}, [10, 30], {"min_confidence": 0.7}, []),
    ],
)
async def test_the_values_are_those_of_each_filter(
    numbers: Numbers, first: dict[str, Any], found: list[float], second: dict[str, Any], then: list[float]
) -> None:
    assert await numbers.of(EventFilter(**first)) == found
    composed = numbers.composed
    assert await numbers.of(EventFilter(**second)) == then
    # "But for one" goes as a list, too; all others differ in nothing but their values.
    assert numbers.composed == (composed if "excluded_track_ids" not in first else composed + 1)


async def test_what_is_open_and_how_many_there_are_make_a_shape(numbers: Numbers) -> None:
    for wanted in (
        None,
        EventFilter(),
        EventFilter(types=[WALK]),
        EventFilter(types=[WALK, FALL]),
        EventFilter(locations=[LEFT]),
        EventFilter(seconds=SecondsRange(0, None)),
        EventFilter(seconds=SecondsRange(None, 0)),
        EventFilter(zone_windows=[("UTC", at(0, None))]),
        EventFilter(zone_windows=[("UTC", at(0, None))] * 2),
    ):
        before = numbers.composed
        await numbers.of(wanted)
        await numbers.of(wanted)
        assert numbers.composed == before + 1


async def test_two_filters_and_named_values_go_into_one_statement(postgres: Postgres, principal: Principal) -> None:
    def compose(one: Filter, other: Filter) -> Select[Any]:
        assert one is not None
        assert other is not None
        numbers = [wanted.min_confidence for wanted in (one, other)]
        return select(*(literal(number, type_=event.c.confidence.type) for number in numbers), bindparam("word"))

    async with postgres.transaction(principal) as connection:
        for one, other in ((0.1, 0.2), (0.3, 0.4)):
            filters = EventFilter(min_confidence=one), EventFilter(min_confidence=other)
            (found,) = await fetch_by_filters(connection, "two", compose, *filters, word=f"{one}")
            assert tuple(found) == (one, other, f"{one}")


async def test_a_list_that_would_make_a_statement_of_each_length_is_refused(
    postgres: Postgres, principal: Principal
) -> None:
    def compose(_wanted: Filter) -> Select[Any]:
        return select(event.c.id).where(event.c.id.in_([UUID(int=1), UUID(int=2)]))

    async with postgres.transaction(principal) as connection:
        with pytest.raises(ValueError, match="one array"):
            await fetch_by_filters(connection, "in", compose, None)


async def test_each_camera_s_events_are_found_by_one_statement(
    numbers: Numbers, postgres: Postgres, principal: Principal
) -> None:
    await CameraAdoption(postgres).adopt(principal.organization, 10)
    cameras = [await Cameras(postgres).find(principal, zone, zone) for zone in ("UTC", "Asia/Seoul")]
    first, second = (camera["id"] for camera in cameras if camera is not None)
    assert await numbers.of(EventFilter(camera_ids=[first])) == [0, 10]
    assert await numbers.of(EventFilter(camera_ids=[second])) == [20, 30]
    assert await numbers.of(EventFilter(camera_ids=[first, second])) == [0, 10, 20, 30]
    assert await numbers.of(EventFilter(camera_ids=[])) == []
    assert numbers.composed == 3


async def test_each_choice_of_bases_has_a_statement_of_its_own(
    numbers: Numbers, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    sources = (ANALYSIS_PIPELINE, ANALYSIS_PIPELINE, LOOK_SOURCE, "acme/1")
    await Events(postgres).store(
        principal,
        video,
        [row(100.0 + n, source=source, type=FALL if n else WALK) for n, source in enumerate(sources)],
    )
    for bases, expected in (
        ([EventBasis.DETECTED], [100.0]),
        ([EventBasis.INFERRED], [101.0]),
        ([EventBasis.MODEL], [102.0]),
        ([EventBasis.IMPORTED], [103.0]),
        ([EventBasis.MODEL, EventBasis.DETECTED], [100.0, 102.0]),
        ([], []),
    ):
        assert await numbers.of(EventFilter(video_ids=[video], bases=bases)) == expected
    composed = numbers.composed
    await numbers.of(EventFilter(video_ids=[video], bases=[EventBasis.DETECTED, EventBasis.MODEL]))
    assert numbers.composed == composed == 6
