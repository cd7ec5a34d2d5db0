"""What a limited caller is answered rests on the caller's own sites: in the API, by a worker, and within a session."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

import worker
from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import JobKind
from models.jobs import NewJob
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.conftest import run_worker
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites
from tests.support.statements import record_statements

ASK = """mutation ($input: PromptInput!) { prompt(input: $input) {
  history { id sequenceNumber status response generatedSql table { rows } methods degraded
    citations { video { name } } coverage { videosConsidered eventsConsidered secondsAnalyzed } }
  session { id historyCount }
  userErrors { code }
} }"""
READ = "query ($id: ID!) { promptHistory(id: $id) { status response citations { video { name } } \
coverage { videosConsidered eventsConsidered secondsAnalyzed } table { rows } } }"
SESSION = """query ($id: ID!) { promptSession(id: $id) {
  historyCount mainEvent { id } histories { edges { node { sequenceNumber } } }
} }"""
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUESTIONS = [
    "Who stood on the left?",
    "카메라별로 몇 명이 서 있었어?",
    "What was the busiest hour?",
    "Did anybody steal something?",
]


@pytest.fixture
async def footage(postgres: Postgres, principal: Principal) -> None:
    """The same at each site: one person stands at the own one, ten at the others."""
    for site, people in ((OWN, 1), (FOREIGN, 10), (None, 10)):
        video = await add_video(
            postgres, principal, name=site or "nowhere", site=site, camera=f"camera {site}", status="READY",
            duration_seconds=60.0, recorded_at=AT,
        )  # fmt: skip
        rows = [
            event_row(number, number + 1, type="STANDING", location="LEFT", track_id=f"P{number}",
                      description="A person stands on the left.", description_ko="한 사람이 왼쪽에 서 있습니다.")
            for number in range(1, people + 1)
        ]  # fmt: skip
        await Events(postgres).store(principal, video, rows)


@pytest.fixture
def limited(api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal) -> ApiTestClient:
    return api.with_token(tokens(at_sites(principal, OWN)))


async def ask(api: ApiTestClient, question: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(ASK, input={"text": question, **more}))["prompt"]
    assert found["userErrors"] == []
    return found


def check_own(history: dict[str, Any]) -> None:
    assert {citation["video"]["name"] for citation in history["citations"]} <= {OWN}
    assert history["coverage"] == {"videosConsidered": 1, "eventsConsidered": 1, "secondsAnalyzed": 60.0}
    told = f"{history['response']} {history['table']}"
    assert FOREIGN not in told
    assert "10" not in told
    assert "nowhere" not in told


@pytest.mark.usefixtures("footage")
@pytest.mark.parametrize("question", QUESTIONS)
async def test_an_answer_rests_on_the_own_sites_and_costs_no_more_statements(
    api: ApiTestClient, limited: ApiTestClient, question: str
) -> None:
    counts = []
    for caller in (api, limited, api, limited):
        with record_statements(requests_only=True) as statements:
            history = (await ask(caller, question))["history"]
        # How many steps of the progress are stored depends on the time that they take; events without a time of day are
        # read where those with one do not fill the page, whoever asks.
        passing = ("RECURSIVE space", "report_job_progress", "occurred_sort = '-infinity'")
        counts.append(len([one for one in statements if not any(name in one for name in passing)]))
        if caller is limited:
            check_own(history)
        else:
            assert history["coverage"]["videosConsidered"] == 3
    assert counts[3] <= counts[2]


@pytest.mark.usefixtures("footage")
@pytest.mark.parametrize("question", QUESTIONS[:2])
async def test_a_worker_answers_with_what_the_asker_may_see(
    limited: ApiTestClient, api: ApiTestClient, settings: Settings, tmp_path: Path, question: str
) -> None:
    asked = [(await ask(caller, question, wait=False))["history"]["id"] for caller in (limited, api)]

    def build(data: Datasources) -> Any:
        return {JobKind.PROMPT: worker.build_handlers(settings, data, tmp_path)[JobKind.PROMPT]}

    async with run_worker(settings, build):
        async with asyncio.timeout(60):
            for id_ in asked:
                while (await api.data(READ, id=id_))["promptHistory"]["status"] in ("QUEUED", "RUNNING"):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
    check_own((await limited.data(READ, id=asked[0]))["promptHistory"])
    everything = (await api.data(READ, id=asked[1]))["promptHistory"]
    assert everything["coverage"]["videosConsidered"] == 3
    assert (await limited.data(READ, id=asked[1]))["promptHistory"] is None


@pytest.mark.usefixtures("footage")
async def test_a_session_goes_on_among_callers_of_other_sites_and_shows_each_what_they_may_see(
    api: ApiTestClient,
    limited: ApiTestClient,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
) -> None:
    both = api.with_token(tokens(at_sites(principal, OWN, FOREIGN)))
    elsewhere = api.with_token(tokens(at_sites(principal, FOREIGN)))
    first = await ask(limited, "Who stood on the left?")
    session = first["session"]["id"]
    assert first["history"]["sequenceNumber"] == 1
    for number, caller in enumerate((api, limited, both, limited), start=2):
        asked = await ask(caller, "And who else?", sessionId=session)
        assert asked["history"]["sequenceNumber"] == number

    async def read(caller: ApiTestClient) -> list[int] | None:
        found = (await caller.data(SESSION, id=session))["promptSession"]
        return found and [edge["node"]["sequenceNumber"] for edge in found["histories"]["edges"]]

    assert [await read(caller) for caller in (api, both, limited, elsewhere)] == [
        [1, 2, 3, 4, 5],
        [1, 3, 4, 5],
        [1, 3, 5],
        None,
    ]
    missing = encode(Kind.PROMPT_SESSION, uuid4())
    for one in (session, missing):
        answer = await elsewhere.data(ASK, input={"text": "Who?", "sessionId": one})
        assert [error["code"] for error in answer["prompt"]["userErrors"]] == ["NOT_FOUND"]
    # The one who began it deletes all of it, also what colleagues asked.
    await limited.data("mutation ($id: ID!) { deletePromptSession(id: $id) { deletedPromptSessionId } }", id=session)
    async with postgres.transaction(principal) as connection:
        for table in ("prompt_session", "prompt_history", "progress", "job"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0, table


async def test_a_video_that_moves_takes_everything_about_it_along(
    postgres: Postgres, principal: Principal, served_data: Datasources
) -> None:
    video = await add_video(postgres, principal, site=OWN, status="READY", duration_seconds=60.0)
    [event] = await Events(postgres).store(principal, video, [event_row(1.0)])
    await Events(postgres).store_embeddings(principal, video, "m", {event: [1.0, 2.0]})
    async with postgres.transaction(principal) as connection:
        await served_data.jobs.enqueue(connection, principal, NewJob(JobKind.SUMMARIZE, "1", video_id=video))
        await connection.execute(
            text(
                "WITH s AS (INSERT INTO prompt_session (organization, user_id, video_id, number, title)"
                " VALUES (:o, 'u', :v, 1, 't') RETURNING id)"
                " INSERT INTO prompt_history (organization, session_id, sequence_number, prompt, language)"
                " SELECT :o, id, 1, 'q', 'EN' FROM s"
            ),
            {"o": principal.organization, "v": video},
        )
        await connection.execute(text("UPDATE video SET site = :site WHERE id = :id"), {"site": FOREIGN, "id": video})
    tables = ("video", "event", "event_embedding", "prompt_session", "prompt_history", "job", "progress")
    for site, count in ((OWN, 0), (FOREIGN, 1)):
        async with postgres.transaction(replace(principal, sites=frozenset({site}))) as connection:
            for table in tables:
                seen = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
                assert seen == count, (site, table)


async def test_what_is_stored_while_a_video_moves_has_its_new_site(postgres: Postgres, principal: Principal) -> None:
    """A row is labelled with the site that its video has once both transactions have ended, whoever began first."""
    video = await add_video(postgres, principal, site=OWN, status="READY", duration_seconds=60.0)
    [event] = await Events(postgres).store(principal, video, [event_row(1.0)])
    move = text("UPDATE video SET site = :site WHERE id = :id")

    async def embed(model: str) -> None:
        await Events(postgres).store_embeddings(principal, video, model, {event: [1.0, 2.0]})

    async with postgres.transaction(principal) as mover:
        await mover.execute(move, {"site": FOREIGN, "id": video})
        storing = asyncio.create_task(embed("during the move"))
        await asyncio.sleep(0.3)
        assert not storing.done()
    await storing
    async with postgres.transaction(principal) as writer:
        await Events(postgres).store_embeddings_in(writer, principal, video, "before the move", {event: [1.0, 2.0]})

        async def move_back() -> None:
            async with postgres.transaction(principal) as mover:
                await mover.execute(move, {"site": OWN, "id": video})

        moving = asyncio.create_task(move_back())
        await asyncio.sleep(0.3)
        assert not moving.done()
    await moving
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT DISTINCT site FROM event_embedding"))
        assert [row[0] for row in rows] == [OWN]
