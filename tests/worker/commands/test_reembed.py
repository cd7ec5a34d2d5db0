"""After the model was changed, all events are embedded anew, whatever comes in between; search never stands empty."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.embedding_spaces import CACHE_SECONDS, EmbeddingSpaces
from datasources.postgres.search.search import Search
from datasources.postgres.tables.embeddings import Vectors
from datasources.postgres.tables.events import Events
from domain.embeddings import backfill as fill
from domain.embeddings import reembed
from domain.embeddings.reembed import Reembedding, ReembeddingTimes, WorkProgress
from models.access.principal import Principal
from models.asking.conversation import Embeddings, TokenCount
from models.asking.vectors import EmbeddingSpace
from models.errors import ModelFailed, Throttled, Unavailable
from tests.support.rows import add_video, event_row

OLD, NEW = EmbeddingSpace("old-model", 2), EmbeddingSpace("new-model", 3)
BEFORE_ANY = UUID(int=0)


@dataclass
class Model:
    """Makes vectors of any length. before is awaited with each call's texts; length overrides what was asked for."""

    before: Callable[[Sequence[str]], Awaitable[None]] | None = None
    length: int | None = None
    texts: list[str] = field(default_factory=list)

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings:
        assert space is not None
        if self.before is not None:
            await self.before(texts)
        self.texts += texts
        vector = [1.0] * (self.length or space.dimensions)
        return Embeddings(space.model_id, [vector for _ in texts], TokenCount(len(texts)))


@dataclass
class RecordedProgress:
    """What was shown."""

    lines: list[str] = field(default_factory=list)
    counts: list[tuple[str, WorkProgress]] = field(default_factory=list)

    def print_line(self, text: str) -> None:
        self.lines.append(text)

    def show_progress(self, verb: str, counted: WorkProgress) -> None:
        self.counts.append((verb, counted))


def build_reembedding(
    postgres: Postgres, model: Model, told: RecordedProgress | None = None, space: EmbeddingSpace = NEW
) -> Reembedding:
    times = ReembeddingTimes(lambda: 0.0, keep_seconds=0, pause_seconds=0)
    return Reembedding(Vectors(postgres), model, space, told or RecordedProgress(), times)


async def add_events(
    postgres: Postgres, principal: Principal, count: int, *, by: EmbeddingSpace | None = None
) -> list[UUID]:
    """A video with so many events, whose words name them; with vectors of `by`."""
    video = await add_video(postgres, principal)
    rows = [event_row(float(number), description=f"{principal.organization} {number}") for number in range(count)]
    ids = await Events(postgres).store(principal, video, rows)
    if by is not None:
        vectors = {id_: [1.0] * by.dimensions for id_ in ids}
        await Events(postgres).store_embeddings(principal, video, by.model_id, vectors)
    return ids


async def fetch_embedded(postgres: Postgres, principal: Principal, space: EmbeddingSpace) -> set[UUID]:
    """The organization's events with a vector of the space."""
    query = text("SELECT event_id FROM event_embedding WHERE model_id = :model AND dimensions = :dimensions")
    async with postgres.transaction(principal) as connection:
        found = await connection.execute(query, {"model": space.model_id, "dimensions": space.dimensions})
        return set(found.scalars())


async def run_to_end(work: Reembedding, *, drop_old: bool = False) -> bool:
    return await work.run(asyncio.Event(), drop_old=drop_old)


@pytest.fixture
def neighbour() -> Principal:
    return Principal.worker("neighbours")


async def test_events_of_every_organization_get_a_vector_beside_the_old_one_and_again_changes_nothing(
    postgres: Postgres, principal: Principal, neighbour: Principal
) -> None:
    mine = await add_events(postgres, principal, 300, by=OLD)
    theirs = await add_events(postgres, neighbour, 5)
    model = Model()
    assert await run_to_end(build_reembedding(postgres, model))
    assert await fetch_embedded(postgres, principal, NEW) == await fetch_embedded(postgres, principal, OLD) == set(mine)
    assert await fetch_embedded(postgres, neighbour, NEW) == set(theirs)
    assert len(model.texts) == 305
    again = Model()
    assert await run_to_end(build_reembedding(postgres, again))
    assert again.texts == []


async def test_another_length_of_the_same_model_stands_beside_too(postgres: Postgres, principal: Principal) -> None:
    mine = await add_events(postgres, principal, 3, by=OLD)
    longer = EmbeddingSpace(OLD.model_id, 4)
    assert await run_to_end(build_reembedding(postgres, Model(), space=longer))
    assert (
        await fetch_embedded(postgres, principal, OLD) == await fetch_embedded(postgres, principal, longer) == set(mine)
    )


async def test_a_run_that_is_told_to_stop_ends_after_its_batch_and_the_next_goes_on(
    postgres: Postgres, principal: Principal
) -> None:
    await add_events(postgres, principal, fill.BATCH_SIZE + 50)
    stopping = asyncio.Event()

    async def stop(_texts: Sequence[str]) -> None:
        stopping.set()

    told = RecordedProgress()
    assert await build_reembedding(postgres, Model(stop), told).run(stopping)
    assert len(await fetch_embedded(postgres, principal, NEW)) == fill.BATCH_SIZE
    assert told.lines[-1] == (
        "Stopped: 128 of 178 events have a vector of new-model (3 dimensions). To go on: python -m worker reembed"
    )
    model = Model()
    assert await run_to_end(build_reembedding(postgres, model))
    assert len(model.texts) == 50


async def test_a_run_that_dies_within_a_batch_leaves_the_batches_before_and_nothing_locked(
    postgres: Postgres, principal: Principal
) -> None:
    mine = await add_events(postgres, principal, fill.BATCH_SIZE + 50)
    calls = 0
    arrived = asyncio.Event()

    async def hang_the_second_time(_texts: Sequence[str]) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            arrived.set()
            await asyncio.Event().wait()

    dying = asyncio.create_task(run_to_end(build_reembedding(postgres, Model(hang_the_second_time))))
    async with asyncio.timeout(60):
        await arrived.wait()
    dying.cancel()
    with suppress(asyncio.CancelledError):
        await dying
    assert len(await fetch_embedded(postgres, principal, NEW)) == fill.BATCH_SIZE
    assert await run_to_end(build_reembedding(postgres, Model()))
    assert await fetch_embedded(postgres, principal, NEW) == set(mine)


async def test_two_runs_at_once_share_the_work_and_embed_nothing_twice(
    postgres: Postgres, principal: Principal
) -> None:
    ids = [id_ for _ in range(6) for id_ in await add_events(postgres, principal, 60)]
    both, waiting = asyncio.Event(), 0

    async def wait_for_the_other(_texts: Sequence[str]) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == 2:
            both.set()
        await both.wait()

    models = [Model(wait_for_the_other), Model(wait_for_the_other)]
    async with asyncio.timeout(60):
        assert await asyncio.gather(*(run_to_end(build_reembedding(postgres, model)) for model in models)) == [
            True,
            True,
        ]
    assert await fetch_embedded(postgres, principal, NEW) == set(ids)
    assert all(model.texts for model in models)
    assert len(models[0].texts) + len(models[1].texts) == len(ids)


async def test_an_event_deleted_meanwhile_does_not_fail_the_others(postgres: Postgres, principal: Principal) -> None:
    first, *others = await add_events(postgres, principal, 3)

    async def delete(_texts: Sequence[str]) -> None:
        async with postgres.transaction(principal) as connection:
            await connection.execute(text("DELETE FROM event WHERE id = :id"), {"id": first})

    assert await run_to_end(build_reembedding(postgres, Model(delete)))
    assert await fetch_embedded(postgres, principal, NEW) == set(others)


async def test_vectors_of_another_length_than_configured_are_refused_and_not_stored(
    postgres: Postgres, principal: Principal
) -> None:
    await add_events(postgres, principal, 3)
    with pytest.raises(ModelFailed) as refused:
        await run_to_end(build_reembedding(postgres, Model(length=7)))
    assert str(refused.value) == (
        "The model new-model made a vector of 7 numbers where 3 were asked for. "
        "Set AWS_BEDROCK_EMBEDDING_DIMENSIONS to a length that it makes."
    )
    assert await fetch_embedded(postgres, principal, EmbeddingSpace(NEW.model_id, 7)) == set()


async def test_a_busy_model_is_asked_again(postgres: Postgres, principal: Principal) -> None:
    await add_events(postgres, principal, 3)
    busy = [Throttled(service="Bedrock embeddings")] * 3

    async def fail(_texts: Sequence[str]) -> None:
        if busy:
            raise busy.pop()

    assert await run_to_end(build_reembedding(postgres, Model(fail)))
    assert len(await fetch_embedded(postgres, principal, NEW)) == 3


async def test_a_model_that_stays_away_ends_the_run(postgres: Postgres, principal: Principal) -> None:
    await add_events(postgres, principal, 3)

    async def fail(_texts: Sequence[str]) -> None:
        raise Unavailable(service="Bedrock embeddings")

    with pytest.raises(Unavailable, match="Bedrock embeddings"):
        await run_to_end(build_reembedding(postgres, Model(fail)))


async def test_an_event_that_the_model_refuses_is_told_and_the_others_are_embedded(
    postgres: Postgres, principal: Principal
) -> None:
    ids = await add_events(postgres, principal, 5)

    async def refuse(texts: Sequence[str]) -> None:
        if any(one.startswith(f"{principal.organization} 2\n") for one in texts):
            raise ModelFailed(problem="the request was refused")

    told = RecordedProgress()
    assert not await run_to_end(build_reembedding(postgres, Model(refuse), told))
    assert await fetch_embedded(postgres, principal, NEW) == {*ids} - {ids[2]}
    assert "Events that the model does not embed: 1. The log names them." in told.lines


async def test_a_model_that_refuses_everything_is_not_asked_for_every_event(
    postgres: Postgres, principal: Principal
) -> None:
    await add_events(postgres, principal, 100)
    asked = 0

    async def refuse(_texts: Sequence[str]) -> None:
        nonlocal asked
        asked += 1
        raise ModelFailed(problem="the request was refused")

    with pytest.raises(ModelFailed, match="refused"):
        await run_to_end(build_reembedding(postgres, Model(refuse)))
    assert asked < 30


async def test_search_finds_everything_at_every_moment_of_the_change(postgres: Postgres, principal: Principal) -> None:
    ids = await add_events(postgres, principal, fill.BATCH_SIZE + 50, by=OLD)
    answered: list[EmbeddingSpace] = []

    async def look_around(_texts: Sequence[str] = ()) -> None:
        # A process that has not looked before.
        space = await EmbeddingSpaces(postgres, NEW).get_active(principal)
        found = await Search(postgres).search_by_vector(principal, [1.0] * space.dimensions, space.model_id, None, 1000)
        assert {one.event_id for one in found} == set(ids)
        answered.append(space)

    await look_around()
    assert await run_to_end(build_reembedding(postgres, Model(look_around)))
    await look_around()
    assert await run_to_end(build_reembedding(postgres, Model()), drop_old=True)
    await look_around()
    assert answered == [OLD, OLD, OLD, NEW, NEW]


async def test_what_was_looked_up_is_held_for_a_while(postgres: Postgres, principal: Principal) -> None:
    await add_events(postgres, principal, 3, by=OLD)
    now = 0.0
    spaces = EmbeddingSpaces(postgres, NEW, clock=lambda: now)
    assert await spaces.get_active(principal) == OLD
    assert await run_to_end(build_reembedding(postgres, Model()))
    assert await spaces.get_active(principal) == OLD
    now = CACHE_SECONDS
    assert await spaces.get_active(principal) == NEW
    assert await spaces.find_other(principal) is None


async def test_an_organization_without_vectors_asks_the_configured_model(
    postgres: Postgres, principal: Principal, neighbour: Principal
) -> None:
    await add_events(postgres, neighbour, 3, by=OLD)
    assert await EmbeddingSpaces(postgres, NEW).find_other(principal) is None
    assert await EmbeddingSpaces(postgres, NEW).find_other(neighbour) == OLD


async def test_old_vectors_are_removed_when_told_and_until_then_named(
    postgres: Postgres, principal: Principal, neighbour: Principal
) -> None:
    mine = await add_events(postgres, principal, 3, by=OLD)
    await add_events(postgres, neighbour, 4, by=OLD)
    told = RecordedProgress()
    assert await run_to_end(build_reembedding(postgres, Model(), told))
    assert told.lines[-1] == "7 vectors of other models are left. To remove them: python -m worker reembed --drop-old"
    assert await run_to_end(build_reembedding(postgres, Model(), told), drop_old=True)
    assert told.lines[-1] == "7 vectors of other models were removed."
    assert await fetch_embedded(postgres, principal, OLD) == await fetch_embedded(postgres, neighbour, OLD) == set()
    assert await fetch_embedded(postgres, principal, NEW) == set(mine)


async def test_old_vectors_stay_where_the_new_set_is_not_whole(
    postgres: Postgres, principal: Principal, neighbour: Principal
) -> None:
    mine = await add_events(postgres, principal, 3, by=OLD)
    await add_events(postgres, neighbour, 2, by=OLD)

    async def refuse_mine(texts: Sequence[str]) -> None:
        if any(one.startswith(f"{principal.organization} 0\n") for one in texts):
            raise ModelFailed(problem="the request was refused")

    told = RecordedProgress()
    assert not await run_to_end(build_reembedding(postgres, Model(refuse_mine), told), drop_old=True)
    assert await fetch_embedded(postgres, principal, OLD) == set(mine)
    assert await fetch_embedded(postgres, neighbour, OLD) == set()
    assert told.lines[-1] == (
        "Those of some organizations were kept. Events of theirs without a vector of new-model (3 dimensions): 1."
    )


async def test_old_vectors_of_events_that_came_during_the_wait_stay(postgres: Postgres, principal: Principal) -> None:
    await add_events(postgres, principal, 3, by=OLD)
    work = build_reembedding(postgres, Model(), told := RecordedProgress())
    late: list[UUID] = []

    async def come_late(_stopping: asyncio.Event, _seconds: float) -> None:
        if told.lines[-1].startswith("Waiting"):
            late.extend(await add_events(postgres, principal, 1, by=OLD))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reembed, "wait_for_stop", come_late)
        assert not await run_to_end(work, drop_old=True)
    assert set(late) < await fetch_embedded(postgres, principal, OLD)
    assert await Vectors(postgres).delete_outdated(principal.organization, NEW, 10) == 3
    assert await fetch_embedded(postgres, principal, OLD) == set(late)


async def test_progress_counts_the_work_that_is_done(postgres: Postgres, principal: Principal) -> None:
    await add_events(postgres, principal, 10, by=NEW)
    await add_events(postgres, principal, fill.BATCH_SIZE + 50)
    told = RecordedProgress()
    await run_to_end(build_reembedding(postgres, Model(), told))
    assert told.lines[0] == "Embedding by new-model (3 dimensions): 10 of 188 events have a vector."
    assert [(verb, one.done, one.total, one.done_at_start) for verb, one in told.counts] == [
        ("embedded", 138, 188, 10),
        ("embedded", 188, 188, 10),
    ]
    assert told.lines[1] == "Done: 188 of 188 events have a vector of new-model (3 dimensions)."


async def test_nobody_reads_more_of_other_organizations_than_what_lacks_vectors(
    postgres: Postgres, principal: Principal, neighbour: Principal
) -> None:
    [theirs] = await add_events(postgres, neighbour, 1, by=OLD)
    looked = await Vectors(postgres).find_missing(NEW, BEFORE_ANY, 10)
    assert [(gap.event_id, gap.organization) for gap in looked.missing] == [(theirs, neighbour.organization)]
    assert (await Vectors(postgres).find_missing(None, BEFORE_ANY, 10)).missing == ()
    assert await fetch_embedded(postgres, principal, OLD) == set()
    # Under the wrong organization, there is nothing to fill.
    assert await Vectors(postgres).fill(principal.organization, looked.missing, NEW, _unused) == 0
    assert await Vectors(postgres).delete_outdated(principal.organization, NEW, 10) == 0
    assert await fetch_embedded(postgres, neighbour, OLD) == {theirs}


async def _unused(_rows: object) -> dict[UUID, Sequence[float]]:
    raise AssertionError("nothing was to be embedded")
