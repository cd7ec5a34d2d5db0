"""The coverage of an answer says which types of events the footage was examined for."""

from typing import Any

import pytest_asyncio

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.search import Search
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.enums import EventType, Examination
from models.event_sources import LOOK_SOURCE
from models.event_types import SETTING_TYPES, UNDETECTED_TYPES
from models.filters import EventFilter
from tests.support.rows import add_video, event_row

WHOLE, PARTLY, NOTHING = Examination.EXAMINED, Examination.PARTLY, Examination.NOT_EXAMINED
LOOKED: dict[str, Any] = {"looking": {"moments": 2, "looked": 2}, "examined": ["FIGHTING"]}
IN_PART: dict[str, Any] = {"looking": {"moments": 3, "looked": 1}, "partly_examined": ["FIGHTING"]}
QUIET: dict[str, Any] = {"looking": {"moments": 0, "looked": 0}}


@pytest_asyncio.fixture(loop_scope="session")
async def search(postgres: Postgres) -> Search:
    return Search(postgres)


async def measure(search: Search, postgres: Postgres, principal: Principal, *videos: dict[str, Any]) -> Coverage:
    for columns in videos:
        await add_video(postgres, principal, **{"status": "READY", "duration_seconds": 60.0, **columns})
    return await search.measure_coverage(principal, None)


async def test_where_no_model_looks_only_what_detectors_find_is_examined(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    found = await measure(search, postgres, principal, {})
    assert set(found.not_examined) == {*UNDETECTED_TYPES, *SETTING_TYPES}
    assert (found.examine(EventType.FIGHTING), found.examine(EventType.COLLAPSE)) == (NOTHING, WHOLE)


async def test_a_model_that_looked_everywhere_has_examined_what_it_could_tell(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    found = await measure(search, postgres, principal, LOOKED, QUIET)
    assert (found.examine(EventType.FIGHTING), found.examine(EventType.THEFT)) == (WHOLE, NOTHING)
    assert (found.moments, found.moments_looked) == (2, 2)


async def test_what_was_looked_at_in_part_is_examined_in_part(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    found = await measure(search, postgres, principal, IN_PART, LOOKED)
    assert (found.examine(EventType.FIGHTING), list(found.partly_examined)) == (PARTLY, [EventType.FIGHTING])
    assert (found.moments, found.moments_looked) == (5, 3)


async def test_footage_at_which_no_model_looked_makes_the_rest_a_part(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    assert (await measure(search, postgres, principal, LOOKED, {})).examine(EventType.FIGHTING) is PARTLY


async def test_footage_where_nothing_happened_was_not_looked_at(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    assert (await measure(search, postgres, principal, QUIET)).examine(EventType.FIGHTING) is NOTHING


async def test_footage_that_waits_for_its_analysis_is_not_examined(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    assert (await measure(search, postgres, principal, {"status": "QUEUED"})).examine(EventType.COLLAPSE) is NOTHING
    assert (await measure(search, postgres, principal, {})).examine(EventType.COLLAPSE) is PARTLY


async def test_an_event_of_another_system_examines_its_type_and_one_of_our_model_does_not(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0)
    rows = [event_row(1, type="THEFT", source="acme/1"), event_row(1, type="FIGHTING", source=LOOK_SOURCE)]
    await Events(postgres).store(principal, video, rows)
    found = await search.measure_coverage(principal, EventFilter(video_ids=(video,)))
    assert (found.examine(EventType.THEFT), found.examine(EventType.FIGHTING)) == (WHOLE, NOTHING)
