"""Which file adjoins which, and that every order of arrival ends with the same state."""

import asyncio
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import text, update

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.stretches import Stretches
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import FileBeforePending
from models.jobs import NewJob
from models.tables import Video
from tests.datasources.postgres.jobs.stretch_files import (
    NINE,
    PIPELINE,
    STRANGER,
    add_camera,
    add_file,
    analyze,
    analyze_all,
    claim,
    digests,
    exits,
    find_before,
    finish,
    queued,
)
from tests.support.rows import event_row


@pytest.mark.parametrize(
    ("start", "seconds", "adjoins"),
    [(0, 60, True), (0, 58.5, True), (0, 61.5, True), (0, 57, False), (0, 63, False), (-30, 60, False)],
)
async def test_a_file_that_ends_within_two_seconds_of_the_beginning_adjoins(
    postgres: Postgres, principal: Principal, start: float, seconds: float, adjoins: bool
) -> None:
    camera = await add_camera(postgres, principal)
    first = await add_file(postgres, principal, camera, start, seconds)
    second = await add_file(postgres, principal, camera, 60)
    before = await find_before(postgres, principal, second)
    assert (before is not None) is adjoins
    if before is not None:
        assert before.video_id == first
        assert before.gap_seconds == pytest.approx(60 - seconds)
        assert (before.pending, before.digest) == (True, None)
    assert await find_before(postgres, principal, first) is None


async def test_other_cameras_and_other_organizations_adjoin_nothing(postgres: Postgres, principal: Principal) -> None:
    door, till = await add_camera(postgres, principal), await add_camera(postgres, principal, "Till")
    await add_file(postgres, principal, door, 0)
    other = await add_file(postgres, principal, till, 60)
    unnamed = await add_file(postgres, principal, None, 60)
    second = await add_file(postgres, principal, door, 60)
    assert await find_before(postgres, principal, other) is None
    assert await find_before(postgres, principal, unnamed) is None
    # A foreign video is as one that there is not.
    assert await find_before(postgres, STRANGER, second) is None
    assert await find_before(postgres, principal, UUID(int=7)) is None


async def test_a_clock_that_jumped_moves_the_end_and_an_unknown_jump_hides_it(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    ahead = await add_file(postgres, principal, camera, 0, jumps=[30.0, 40.0])
    unknown = await add_file(postgres, principal, camera, 1000, jumps=[30.0, None])
    at_once = await add_file(postgres, principal, camera, 60)
    later = await add_file(postgres, principal, camera, 100)
    after_unknown = await add_file(postgres, principal, camera, 1060)
    assert await find_before(postgres, principal, at_once) is None
    found = await find_before(postgres, principal, later)
    assert found is not None
    assert found.video_id == ahead
    assert await find_before(postgres, principal, after_unknown) is None
    assert unknown


async def test_the_hand_over_of_another_pipeline_is_not_gone_on_with(postgres: Postgres, principal: Principal) -> None:
    camera = await add_camera(postgres, principal)
    first, second = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    await analyze(postgres, await claim(postgres, principal, first))
    stretches = Stretches(postgres, Jobs(postgres))
    ours = await stretches.find_before(principal, second, PIPELINE)
    theirs = await stretches.find_before(principal, second, "watchgraph-vision/10")
    assert ours is not None
    assert theirs is not None
    assert ours.hand_over == {"after": f">{first}"}
    assert (theirs.digest, theirs.hand_over) == (None, None)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_every_order_of_analysis_ends_with_the_same_state(
    postgres: Postgres, principal: Principal, order: tuple[int, ...]
) -> None:
    camera = await add_camera(postgres, principal)
    videos = [await add_file(postgres, principal, camera, 60.0 * number) for number in range(3)]
    for number in order:
        await analyze(postgres, await claim(postgres, principal, videos[number]))
    await analyze_all(postgres, principal, videos)
    a, b, c = videos
    assert await digests(postgres, principal, videos) == [f">{a}", f">{a}>{b}", f">{a}>{b}>{c}"]


async def test_in_order_nothing_is_analyzed_twice(postgres: Postgres, principal: Principal) -> None:
    camera = await add_camera(postgres, principal)
    videos = [await add_file(postgres, principal, camera, 60.0 * number) for number in range(4)]
    assert await analyze_all(postgres, principal, videos) == 4


async def test_a_file_that_arrives_late_has_those_after_it_analyzed_again(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    a, c, d = [await add_file(postgres, principal, camera, start) for start in (0, 120, 180)]
    await analyze_all(postgres, principal, [a, c, d])
    b = await add_file(postgres, principal, camera, 60)
    assert await analyze_all(postgres, principal, [b, c, d]) == 3
    assert await digests(postgres, principal, [b, d]) == [f">{a}>{b}", f">{a}>{b}>{c}>{d}"]


async def test_nothing_is_repeated_after_an_analysis_with_the_same_outcome(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    await analyze_all(postgres, principal, [a, b])
    async with postgres.transaction(principal) as connection:
        again = NewJob(JobKind.ANALYZE, PIPELINE, video_id=a, restart=True)
        await Jobs(postgres).enqueue(connection, principal, again)
    assert await analyze_all(postgres, principal, [a, b]) == 1


async def test_a_file_whose_predecessor_was_deleted_is_not_analyzed_again(
    postgres: Postgres, principal: Principal
) -> None:
    """Retention deletes the oldest footage all the time."""
    camera = await add_camera(postgres, principal)
    a, b, c = [await add_file(postgres, principal, camera, start) for start in (0, 60, 120)]
    await analyze_all(postgres, principal, [a, b, c])
    async with postgres.transaction(principal) as connection:
        await connection.execute(text("DELETE FROM video WHERE id = :id"), {"id": a})
        await Stretches(postgres, Jobs(postgres)).repeat_stale_in(connection, principal, b, PIPELINE)
    assert await queued(postgres, principal, [b, c]) == []


async def test_a_file_whose_time_is_corrected_so_that_it_adjoins_another_is_analyzed_again(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 500)]
    await analyze_all(postgres, principal, [a, b])
    async with postgres.transaction(principal) as connection:
        moved = (
            update(Video.__table__).where(Video.__table__.c.id == b).values(recorded_at=NINE + timedelta(seconds=60))
        )
        await connection.execute(moved)
        stretches = Stretches(postgres, Jobs(postgres))
        assert await stretches.repeat_stale_in(connection, principal, b, PIPELINE) == [b]
    await analyze_all(postgres, principal, [a, b])
    assert await digests(postgres, principal, [b]) == [f">{a}>{b}"]


async def test_neighbours_that_end_at_the_same_time_notice_each_other(postgres: Postgres, principal: Principal) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    claims = [await claim(postgres, principal, video) for video in (a, b)]
    # Both have begun with nothing.
    await asyncio.gather(*(finish(postgres, each, None) for each in claims))
    assert await queued(postgres, principal, [a, b]) == [b]
    await analyze_all(postgres, principal, [a, b])
    assert await digests(postgres, principal, [b]) == [f">{a}>{b}"]


async def test_originals_in_the_archive_are_not_analyzed_again(postgres: Postgres, principal: Principal) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    await analyze(postgres, await claim(postgres, principal, b))
    async with postgres.transaction(principal) as connection:
        await connection.execute(update(Video.__table__).where(Video.__table__.c.id == b).values(tier="COLD"))
    await analyze(postgres, await claim(postgres, principal, a))
    assert await queued(postgres, principal, [a, b]) == []


async def test_an_analysis_that_waits_is_woken_when_the_file_before_is_done(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    jobs = Jobs(postgres)
    waiting = await claim(postgres, principal, b)
    await jobs.postpone(waiting, FileBeforePending(), 300)
    assert await jobs.claim(principal, waiting.job.id, "worker", 30) is None
    await analyze(postgres, await claim(postgres, principal, a))
    woken = await jobs.claim(principal, waiting.job.id, "worker", 30)
    assert woken is not None
    assert woken.job.attempt == 1


async def test_the_exit_of_somebody_who_is_seen_again_is_taken_back_and_still_found_by_its_id(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    left = [event_row(58, 58, type="PERSON_EXIT", track_id=track, source=PIPELINE) for track in ("P1", "P2")]
    await analyze(postgres, await claim(postgres, principal, a), *left)
    async with postgres.transaction(principal) as connection:
        ids = (await connection.execute(text("SELECT id FROM event WHERE track_id = 'P1'"))).scalars().all()
    await analyze(postgres, await claim(postgres, principal, b), returned=[(a, "P1")])
    assert await exits(postgres, principal, a) == ["P2"]
    [found] = await Events(postgres).get_by_ids(principal, ids, {"type"})
    assert found is not None


async def test_the_exit_stays_taken_back_when_its_file_is_analyzed_again_to_the_same_end(
    postgres: Postgres, principal: Principal
) -> None:
    camera = await add_camera(postgres, principal)
    a, b = [await add_file(postgres, principal, camera, start) for start in (0, 60)]
    left = event_row(58, 58, type="PERSON_EXIT", source=PIPELINE)
    await analyze(postgres, await claim(postgres, principal, a), left)
    await analyze(postgres, await claim(postgres, principal, b), returned=[(a, "P1")])
    for mark, expected in (("", []), ("another outcome", ["P1"])):
        async with postgres.transaction(principal) as connection:
            again = NewJob(JobKind.ANALYZE, PIPELINE, video_id=a, restart=True)
            await Jobs(postgres).enqueue(connection, principal, again)
        await analyze(postgres, await claim(postgres, principal, a), left, mark=mark)
        assert await exits(postgres, principal, a) == expected
    assert await queued(postgres, principal, [a, b]) == [b]
