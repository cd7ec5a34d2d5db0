"""Progress is numbered without gaps, and whoever follows it misses nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress.listener import Listener
from datasources.postgres.progress.progress import ProgressLog
from models.access.principal import Principal
from models.enums import ProgressKind
from models.jobs import ProgressStep, ProgressUpdate
from tests.support.statements import record_statements

ANALYSIS, SUMMARY = ProgressKind.ANALYSIS, ProgressKind.SUMMARY
STRANGER = Principal.worker("another-organization")


class Subject:
    """Tells the steps of one made-up video."""

    def __init__(self, postgres: Postgres, principal: Principal) -> None:
        self.id: UUID = uuid4()
        self.principal = principal
        self.log = ProgressLog(postgres)
        self._postgres = postgres

    async def tell(self, percent: int = 0, kind: ProgressKind = ANALYSIS, *, stage: str = "", **more: Any) -> int:
        piece = more.pop("piece", None)
        async with self._postgres.transaction(self.principal) as connection:
            return await self.log.append(
                connection,
                self.principal,
                (kind, self.id),
                ProgressUpdate(
                    "ANALYZING", stage or "DETECTING", percent, {} if piece is None else {"textDelta": piece}
                ),
                **more,
            )

    async def end(self, kind: ProgressKind = ANALYSIS, **more: Any) -> int:
        return await self.tell(100, kind, stage="DONE", terminal=True, **more)


@pytest.fixture
def subject(postgres: Postgres, principal: Principal) -> Subject:
    return Subject(postgres, principal)


@pytest_asyncio.fixture(loop_scope="session")
async def listener(postgres: Postgres) -> AsyncIterator[Listener]:
    async with Listener.open(postgres) as opened:
        yield opened


async def collect(steps: AsyncIterator[ProgressStep]) -> list[ProgressStep]:
    async with asyncio.timeout(20):
        return [step async for step in steps]


def numbers(steps: list[ProgressStep]) -> list[int]:
    return [step.sequence for step in steps]


def words(steps: list[ProgressStep]) -> str:
    return "".join(step.payload.get("textDelta", "") for step in steps)


class TestTelling:
    async def test_at_once_from_many_sides_leaves_no_gap(self, subject: Subject) -> None:
        told = await asyncio.gather(*(subject.tell(n) for n in range(20)))
        assert sorted(told) == list(range(1, 21))
        steps = await subject.log.list_since(subject.principal, ANALYSIS, subject.id, 0)
        assert [step.percent for step in steps] == sorted(step.percent for step in steps)

    async def test_kinds_are_numbered_apart(self, subject: Subject) -> None:
        assert [await subject.tell(), await subject.tell(0, SUMMARY), await subject.tell()] == [1, 1, 2]

    async def test_percent_begins_again_only_after_the_end(self, subject: Subject) -> None:
        for percent in (40, 10):
            await subject.tell(percent)
        await subject.end()
        await subject.tell(5)
        steps = await subject.log.list_since(subject.principal, ANALYSIS, subject.id, 0)
        assert [step.percent for step in steps] == [40, 40, 100, 5]

    async def test_a_step_of_a_transaction_that_failed_was_never_told(
        self, subject: Subject, postgres: Postgres
    ) -> None:
        async def failing() -> None:
            async with postgres.transaction(subject.principal) as connection:
                await subject.log.append(
                    connection, subject.principal, (ANALYSIS, subject.id), ProgressUpdate("", "", 1)
                )
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await failing()
        assert await subject.tell() == 1

    async def test_is_not_seen_by_another_organization(self, subject: Subject) -> None:
        await subject.tell()
        assert await subject.log.list_since(STRANGER, ANALYSIS, subject.id, 0) == []
        assert await subject.log.get_latest(STRANGER, ANALYSIS, subject.id) is None


class TestFollowing:
    async def test_begins_with_the_state_as_it_is_and_ends_with_the_run(
        self, subject: Subject, listener: Listener
    ) -> None:
        for percent in (1, 2, 3):
            await subject.tell(percent)
        steps: list[ProgressStep] = []
        async for step in listener.subscribe(subject.principal, ANALYSIS, subject.id):
            steps.append(step)
            if step.sequence == 3:
                await subject.tell(50)
            if step.sequence == 4:
                await subject.end()
        assert numbers(steps) == [3, 4, 5]
        assert steps[-1].terminal

    async def test_waits_where_nothing_was_told_yet(self, subject: Subject, listener: Listener) -> None:
        following = asyncio.create_task(collect(listener.subscribe(subject.principal, ANALYSIS, subject.id)))
        await asyncio.sleep(0)
        await subject.end()
        assert numbers(await following) == [1]

    async def test_replays_what_came_after_the_last_step_seen(self, subject: Subject, listener: Listener) -> None:
        for percent in (1, 2, 3):
            await subject.tell(percent)
        await subject.end()
        replay = await collect(listener.subscribe(subject.principal, ANALYSIS, subject.id, after=1))
        assert numbers(replay) == [2, 3, 4]
        from_the_start = await collect(listener.subscribe(subject.principal, ANALYSIS, subject.id, after=0))
        assert numbers(from_the_start) == [1, 2, 3, 4]

    async def test_has_nothing_more_for_one_who_saw_the_end(self, subject: Subject, listener: Listener) -> None:
        last = await subject.end()
        assert await collect(listener.subscribe(subject.principal, ANALYSIS, subject.id, after=last)) == []

    @pytest.mark.parametrize("after", [99, 2**31])
    async def test_shows_the_state_to_one_who_asks_beyond_the_end(
        self, subject: Subject, listener: Listener, after: int
    ) -> None:
        await subject.tell()
        await subject.end()
        assert numbers(await collect(listener.subscribe(subject.principal, ANALYSIS, subject.id, after=after))) == [2]

    async def test_misses_nothing_for_one_who_claims_to_have_seen_what_was_never_told(
        self, subject: Subject, listener: Listener
    ) -> None:
        following = asyncio.create_task(collect(listener.subscribe(subject.principal, SUMMARY, subject.id, after=7)))
        await asyncio.sleep(0)
        await subject.tell(1, SUMMARY, piece="One.")
        await subject.end(SUMMARY)
        assert words(await following) == "One."

    async def test_goes_on_past_the_end_of_an_earlier_run(self, subject: Subject, listener: Listener) -> None:
        await subject.end()
        await subject.tell(10, stage="QUEUED")
        following = asyncio.create_task(collect(listener.subscribe(subject.principal, ANALYSIS, subject.id, after=0)))
        await asyncio.sleep(0)
        await subject.end()
        assert numbers(await following) == [1, 2, 3]

    async def test_gives_many_followers_all_of_a_text(self, subject: Subject, listener: Listener) -> None:
        pieces = [f"{n} " for n in range(40)]
        followers = [
            asyncio.create_task(collect(listener.subscribe(subject.principal, SUMMARY, subject.id, after=0)))
            for _ in range(50)
        ]
        for piece in pieces:
            await subject.tell(1, SUMMARY, piece=piece)
        await subject.end(SUMMARY, piece=".")
        for steps in await asyncio.gather(*followers):
            assert numbers(steps) == sorted(set(numbers(steps)))
            assert numbers(steps)[-1] == 41
            assert words(steps) == "".join(pieces) + "."

    async def test_gives_a_slow_reader_the_pieces_of_a_text_as_one(self, subject: Subject, listener: Listener) -> None:
        await subject.tell(0, SUMMARY, stage="WRITING", piece="One ")
        follower = listener.subscribe(subject.principal, SUMMARY, subject.id)
        first = await anext(follower)
        for piece in ("two ", "three "):
            await subject.tell(0, SUMMARY, stage="WRITING", piece=piece)
        await subject.end(SUMMARY, piece="four.")
        steps = [first, *await collect(follower)]
        assert numbers(steps) == [1, 4]
        assert words(steps) == "One two three four."

    async def test_tells_a_slow_reader_where_a_text_began_anew(self, subject: Subject, listener: Listener) -> None:
        await subject.tell(0, SUMMARY, stage="WRITING", piece="A try that ")
        follower = listener.subscribe(subject.principal, SUMMARY, subject.id)
        await anext(follower)
        await subject.tell(0, SUMMARY, stage="WRITING", piece="failed")
        await subject.tell(0, SUMMARY, stage="QUEUED", piece="")
        for piece in ("Two ", "came"):
            await subject.tell(0, SUMMARY, stage="WRITING", piece=piece)
        await subject.end(SUMMARY, piece=".")
        steps = await collect(follower)
        assert [(step.sequence, step.stage) for step in steps] == [(3, "QUEUED"), (6, "DONE")]
        assert words(steps) == "Two came."

    async def test_reads_a_step_once_however_many_follow(self, subject: Subject, listener: Listener) -> None:
        await subject.tell(1)
        seen = asyncio.Semaphore(0)

        async def follow() -> list[int]:
            found = []
            async with asyncio.timeout(20):
                async for step in listener.subscribe(subject.principal, ANALYSIS, subject.id):
                    found.append(step.sequence)
                    seen.release()
            return found

        with record_statements() as statements:
            followers = [asyncio.create_task(follow()) for _ in range(200)]
            for _ in followers:
                await seen.acquire()
        # Those who come during one reading share the next.
        assert len(statements) < 20
        with record_statements() as statements:
            await subject.end()
            assert {tuple(found) for found in await asyncio.gather(*followers)} == {(1, 2)}
        assert len(statements) < 20

    async def test_a_late_comer_gets_the_whole_text_in_the_first_step(
        self, subject: Subject, listener: Listener
    ) -> None:
        await subject.tell(0, SUMMARY, stage="WRITING", piece="of an earlier run ")
        await subject.end(SUMMARY)
        await subject.tell(0, SUMMARY, stage="QUEUED", piece="")
        for piece in ("Two ", "people "):
            await subject.tell(0, SUMMARY, stage="WRITING", piece=piece)
        following = asyncio.create_task(collect(listener.subscribe(subject.principal, SUMMARY, subject.id)))
        await asyncio.sleep(0.05)
        await subject.end(SUMMARY, piece="came.")
        assert words(await following) == "Two people came."

    async def test_a_slow_reader_gets_the_newest_state_and_not_all_in_between(
        self, subject: Subject, listener: Listener
    ) -> None:
        await subject.tell(1)
        follower = listener.subscribe(subject.principal, ANALYSIS, subject.id)
        first = await anext(follower)
        for percent in range(2, 60):
            await subject.tell(percent)
        await subject.end()
        assert [first.sequence, *numbers(await collect(follower))] == [1, 60]

    async def test_another_organization_hears_nothing(self, subject: Subject, listener: Listener) -> None:
        mine = asyncio.create_task(collect(listener.subscribe(subject.principal, ANALYSIS, subject.id)))
        theirs = asyncio.create_task(collect(listener.subscribe(STRANGER, ANALYSIS, subject.id)))
        await asyncio.sleep(0)
        await subject.end()
        assert numbers(await mine) == [1]
        assert not theirs.done()
        theirs.cancel()

    async def test_survives_the_loss_of_its_connection(
        self, subject: Subject, listener: Listener, database: Any
    ) -> None:
        await subject.tell(1)
        follower = listener.subscribe(subject.principal, ANALYSIS, subject.id, after=0)
        assert (await anext(follower)).sequence == 1
        owner = await Postgres.connect(database.owner_url)
        async with owner.system_transaction() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND backend_type = 'client backend'"
                )
            )
        await owner.close()
        await subject.tell(2)
        await subject.end()
        assert numbers(await collect(follower))[-1] == 3

    async def test_forgets_a_subject_that_nobody_follows_any_more(self, subject: Subject, listener: Listener) -> None:
        await subject.end()
        await collect(listener.subscribe(subject.principal, ANALYSIS, subject.id))
        assert listener._subjects == {}
