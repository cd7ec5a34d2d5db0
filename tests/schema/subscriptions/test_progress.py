"""Progress over the socket: the state as it is, then every change, and the end."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.jobs import NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.schema.sockets import SocketClient, open_socket
from tests.support.rows import add_question, add_video, event_row
from tests.support.serving import ApiTestClient

ANALYSIS = """subscription ($id: ID!, $after: Int) { analysisProgress(videoId: $id, afterSequence: $after) {
  sequence status stage percent eventsFound error { code message } video { id status name }
} }"""
SUMMARY = """subscription ($id: ID!, $after: Int) { summaryProgress(videoId: $id, afterSequence: $after) {
  sequence status stage percent textDelta summary { status text } error { code }
} }"""

PROMPT = "subscription ($id: ID!) { promptProgress(promptHistoryId: $id) { sequence status } }"
DELETE = "mutation ($id: ID!) { deleteVideo(id: $id) { userErrors { code } } }"


async def subscribe(socket: SocketClient, query: str, video: UUID, after: int | None = None) -> None:
    variables = {"id": encode(Kind.VIDEO, video), "after": after}
    await socket.send("subscribe", id="1", payload={"query": query, "variables": variables})


async def receive(socket: SocketClient, field: str) -> dict[str, Any]:
    message = await socket.receive()
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    step: dict[str, Any] = message["payload"]["data"][field]
    return step


async def test_an_analysis_is_followed_from_its_state_to_its_end(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, name="till")
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await subscribe(socket, ANALYSIS, video)
        first = await receive(socket, "analysisProgress")
        assert first == {
            "sequence": 1,
            "status": "QUEUED",
            "stage": "QUEUED",
            "percent": 0,
            "eventsFound": 0,
            "error": None,
            "video": {"id": encode(Kind.VIDEO, video), "status": "QUEUED", "name": "till"},
        }
        claim = await jobs.claim(principal, job.id, "test", 30)
        assert claim is not None
        update = ProgressUpdate(
            "ANALYZING", "DETECTING", 40, {"eventsFound": 7, "error": None}, {"status": "ANALYZING"}
        )
        await jobs.report(claim, update)
        second = await receive(socket, "analysisProgress")
        assert (second["sequence"], second["percent"], second["eventsFound"]) == (2, 40, 7)
        assert second["video"]["status"] == "ANALYZING"
        error = {"code": "NOT_A_VIDEO", "values": {}}
        failed = ProgressUpdate("FAILED", "DONE", 100, {"eventsFound": 7, "error": error}, {"status": "FAILED"})
        await jobs.end(claim, JobStatus.FAILED, failed)
        last = await receive(socket, "analysisProgress")
        assert (last["status"], last["error"]["code"]) == ("FAILED", "NOT_A_VIDEO")
        assert last["error"]["message"].startswith("The file is not a video")
        assert (await socket.receive())["type"] == "complete"
        # Whoever comes later sees the end, or what came after the last step it saw.
        await subscribe(socket, ANALYSIS, video)
        steps = await socket.receive_until_complete("1")
        assert [step["data"]["analysisProgress"]["sequence"] for step in steps] == [3]
        await subscribe(socket, ANALYSIS, video, after=1)
        steps = await socket.receive_until_complete("1")
        assert [step["data"]["analysisProgress"]["sequence"] for step in steps] == [2, 3]


async def test_the_text_of_a_summary_adds_up_whenever_one_comes(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.SUMMARIZE, "1", video_id=video))
    claim = await jobs.claim(principal, job.id, "test", 30)
    assert claim is not None
    for text in ("One person ", "came in."):
        await jobs.report(claim, ProgressUpdate("GENERATING", "WRITING", 50, {"textDelta": text, "error": None}))
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await subscribe(socket, SUMMARY, video)
        assert (await receive(socket, "summaryProgress"))["textDelta"] == "One person came in."
        await jobs.end(claim, JobStatus.DONE, ProgressUpdate("EMPTY", "DONE", 100, {"textDelta": " Then he left."}))
        assert (await receive(socket, "summaryProgress"))["textDelta"] == " Then he left."
        assert (await socket.receive())["type"] == "complete"
        await subscribe(socket, SUMMARY, video, after=2)
        steps = await socket.receive_until_complete("1")
        told = [step["data"]["summaryProgress"]["textDelta"] for step in steps]
        assert told == ["came in.", " Then he left."]


@pytest.mark.parametrize("query", [ANALYSIS, SUMMARY])
async def test_a_malformed_missing_or_foreign_video_is_not_found_and_a_negative_sequence_is_refused(
    address: str, api: ApiTestClient, postgres: Postgres, query: str
) -> None:
    foreign = await add_video(postgres, Principal("x", f"foreign-{uuid4().hex}", frozenset(Role)))
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        for id_, after, code in (
            ("x", None, "NOT_FOUND"),
            (encode(Kind.VIDEO, UUID(int=3)), None, "NOT_FOUND"),
            (encode(Kind.VIDEO, foreign), None, "NOT_FOUND"),
            (encode(Kind.VIDEO, foreign), -1, "OUT_OF_RANGE"),
        ):
            await socket.send("subscribe", id="1", payload={"query": query, "variables": {"id": id_, "after": after}})
            message = await socket.receive()
            errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
            assert [error["extensions"]["code"] for error in errors] == [code]
            if message["type"] == "next":
                assert (await socket.receive())["type"] == "complete"


async def test_before_anything_was_told_the_stream_begins_with_the_state_as_it_is(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await subscribe(socket, ANALYSIS, video)
        first = await receive(socket, "analysisProgress")
        assert (first["sequence"], first["status"], first["stage"], first["percent"]) == (0, "UPLOADING", "QUEUED", 0)
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await subscribe(socket, SUMMARY, video)
        first = await receive(socket, "summaryProgress")
        assert (first["sequence"], first["status"], first["summary"]) == (0, "NONE", None)


async def test_an_answer_is_followed_while_it_is_written(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0)
    await Events(postgres).store(principal, video, [event_row(5, type="PERSON_ENTER")])
    ask = "mutation ($input: PromptInput!) { prompt(input: $input) { history { id status response } } }"
    found = await api.data(ask, input={"text": "Who came in?", "videoId": encode(Kind.VIDEO, video)})
    history = found["prompt"]["history"]
    query = """subscription ($id: ID!, $after: Int) { promptProgress(promptHistoryId: $id, afterSequence: $after) {
      sequence status stage textDelta error { code } history { status response }
    } }"""
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await socket.send("subscribe", id="1", payload={"query": query, "variables": {"id": history["id"], "after": 0}})
        steps = [step["data"]["promptProgress"] for step in await socket.receive_until_complete("1")]
        assert [step["sequence"] for step in steps] == list(range(1, len(steps) + 1))
        assert [step["stage"] for step in (*steps[:2], steps[-1])] == ["QUEUED", "PLANNING", "DONE"]
        assert "".join(step["textDelta"] for step in steps) == history["response"]
        assert steps[-1]["history"] == {"status": "COMPLETED", "response": history["response"]}
        await socket.send("subscribe", id="1", payload={"query": query, "variables": {"id": history["id"]}})
        (last,) = await socket.receive_until_complete("1")
        assert last["data"]["promptProgress"]["textDelta"] == history["response"]
        for id_ in ("x", encode(Kind.PROMPT_HISTORY, UUID(int=3)), encode(Kind.VIDEO, video)):
            await socket.send("subscribe", id="2", payload={"query": query, "variables": {"id": id_}})
            message = await socket.receive()
            errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
            assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND"]
            if message["type"] == "next":
                assert (await socket.receive())["type"] == "complete"


@pytest.mark.parametrize("told", [True, False])
async def test_a_video_that_is_deleted_ends_what_follows_it(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, told: bool
) -> None:
    video = await add_video(postgres, principal)
    if told:
        async with postgres.transaction(principal) as connection:
            await Jobs(postgres).enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
    question = await add_question(postgres, principal)
    async with postgres.transaction(principal) as connection:
        await connection.execute(sqlalchemy.text("UPDATE prompt_session SET video_id = :video"), {"video": video})
    followed = {
        "analysis": (ANALYSIS, encode(Kind.VIDEO, video)),
        "summary": (SUMMARY, encode(Kind.VIDEO, video)),
        "prompt": (PROMPT, encode(Kind.PROMPT_HISTORY, question)),
    }
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        for name, (query, id_) in followed.items():
            await socket.subscribe(name, query, id=id_)
            assert (await socket.receive())["type"] == "next"
        deletion = await api.data(DELETE, id=encode(Kind.VIDEO, video))
        assert deletion["deleteVideo"]["userErrors"] == []
        ended: dict[str, str] = {}
        while set(ended) < set(followed):
            message = await socket.receive()
            if message["type"] == "complete":
                continue
            errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
            [error] = errors
            ended[message["id"]] = error["extensions"]["code"]
    assert ended == dict.fromkeys(followed, "NOT_FOUND")
