"""The coverage of an answer says what of the footage could not be seen."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.search import Search
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.enums import EventOrder, GapReason
from models.filters import EventFilter, SecondsRange, TimeRange
from models.footage.gaps import MAX_GAPS, Gap
from tests.support.rows import add_video
from tests.support.statements import record_statements

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOST, NONE, UNSEEN = GapReason.UNDECODABLE, GapReason.NO_FOOTAGE, GapReason.NOT_ANALYZED


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest_asyncio.fixture(loop_scope="session")
async def search(postgres: Postgres) -> Search:
    return Search(postgres)


async def add(postgres: Postgres, principal: Principal, **columns: Any) -> UUID:
    usual = {"status": "READY", "recorded_at": NOON, "duration_seconds": 60.0, "gaps": []}
    told = {**usual, **columns}
    told["missing_seconds"] = sum(end - start for start, end, _ in told["gaps"] or ())
    return await add_video(postgres, principal, **told)


async def test_one_video_s_gaps_have_positions_and_times_of_day(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    video = await add(postgres, principal, gaps=[[10.0, 20.0, "NO_FOOTAGE"], [30.5, 31.0, "UNDECODABLE"]])
    await add(postgres, principal, gaps=[[1.0, 2.0, "UNDECODABLE"]])
    found = (await search.measure_coverage(principal, EventFilter(video_ids=(video,)))).gaps
    assert list(found) == [
        Gap(start_seconds=10, end_seconds=20, period_from=after(10), period_to=after(20), reason=NONE),
        Gap(start_seconds=30.5, end_seconds=31, period_from=after(30.5), period_to=after(31), reason=LOST),
    ]
    # Only where the question is about.
    for seconds, reasons in (((0, 9), []), ((25, 30.5), [LOST]), ((15, None), [NONE, LOST]), ((None, 12), [NONE])):
        wanted = EventFilter(video_ids=(video,), seconds=SecondsRange(*seconds))
        assert [gap.reason for gap in (await search.measure_coverage(principal, wanted)).gaps] == reasons


async def test_several_videos_gaps_have_times_of_day_alone(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    await add(postgres, principal, recorded_at=after(3600), gaps=[[5.0, 6.0, "UNDECODABLE"]])
    await add(postgres, principal, gaps=[[10.0, 20.0, "NO_FOOTAGE"]])
    await add(postgres, principal, gaps=None, status="QUEUED", recorded_at=after(600))
    for _ in range(3):
        await add(postgres, principal, recorded_at=None, gaps=[[10.0, 20.0, "NO_FOOTAGE"]])
    await add(postgres, principal)
    found = (await search.measure_coverage(principal, None)).gaps
    assert [(gap.period_from, gap.period_to, gap.reason) for gap in found] == [
        (after(10), after(20), NONE),
        (after(600), after(660), UNSEEN),
        (after(3605), after(3606), LOST),
        (None, None, NONE),
    ]
    assert {(gap.start_seconds, gap.end_seconds) for gap in found} == {(None, None)}
    window = EventFilter(occurred_at=TimeRange(after(590), after(700)))
    assert [gap.reason for gap in (await search.measure_coverage(principal, window)).gaps] == [UNSEEN]


async def test_a_leap_of_the_clock_is_a_gap_in_time(search: Search, postgres: Postgres, principal: Principal) -> None:
    video = await add(postgres, principal, jumps=[20.0, 100.0, 40.0, None])
    found = (await search.measure_coverage(principal, EventFilter(video_ids=(video,)))).gaps
    assert [(gap.start_seconds, gap.period_from, gap.period_to) for gap in found] == [
        (20.0, after(20), after(120)),
        (40.0, after(140), None),
    ]


async def test_they_are_bounded_and_cost_no_statement_more(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    with record_statements() as before:
        await search.measure_coverage(principal, None)
    many = [[second, second + 0.5, "UNDECODABLE"] for second in range(60)]
    for number in range(5):
        await add(postgres, principal, recorded_at=after(-3600 * number), gaps=many)
    with record_statements() as statements:
        gaps = (await search.measure_coverage(principal, None)).gaps
        _, _, same = await search.list_events_with_totals(principal, None, EventOrder.EARLIEST_FIRST, 5, EventFilter())
    assert len(gaps) == MAX_GAPS
    assert gaps[0].period_from == after(-3600 * 4)
    assert list(same.gaps) == list(gaps)
    assert len(statements) == 3 * len(before)


async def test_another_organization_s_are_not_told(search: Search, postgres: Postgres, principal: Principal) -> None:
    video = await add(postgres, principal, gaps=[[10.0, 20.0, "NO_FOOTAGE"]])
    stranger = Principal("stranger", "another organization", frozenset())
    for wanted in (None, EventFilter(video_ids=(video,))):
        assert list((await search.measure_coverage(stranger, wanted)).gaps) == []


def test_an_answer_of_before_is_read_and_one_of_now_comes_back_as_it_was() -> None:
    old = {"videos_considered": 2, "videos_analyzed": 1, "seconds_analyzed": 60.0, "events_considered": 4}
    assert list(Coverage.model_validate(old).gaps) == []
    gap = Gap(start_seconds=1.5, end_seconds=2, period_from=NOON, period_to=None, reason=LOST)
    now = Coverage(videos_considered=1, gaps=[gap])
    assert list(Coverage.model_validate(now.model_dump(mode="json")).gaps) == [gap]


async def test_types_with_a_setting_are_examined_where_an_analysis_says_so(
    search: Search, postgres: Postgres, principal: Principal
) -> None:
    watched = await add(postgres, principal, examined=["INTRUSION"])
    unset = await add(postgres, principal, examined=[])
    older = await add(postgres, principal)
    await add(postgres, Principal("stranger", "another organization", frozenset()), examined=["CROWDING"])

    async def list_unexamined(*videos: UUID) -> set[str]:
        wanted = EventFilter(video_ids=videos) if videos else None
        found = await search.measure_coverage(principal, wanted)
        return {kind.value for kind in found.not_examined} & {"INTRUSION", "CROWDING", "WALKING"}

    assert await list_unexamined(watched) == {"CROWDING"}
    assert await list_unexamined(unset) == {"INTRUSION", "CROWDING"}
    assert await list_unexamined(older) == {"INTRUSION", "CROWDING"}
    assert await list_unexamined() == {"CROWDING"}
