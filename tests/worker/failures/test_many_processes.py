"""Two API processes and three workers on one stack: whoever asks where, all is done once, and all see the same."""

import asyncio
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from models.access.principal import Principal
from models.enums import JobStatus, ProgressKind
from resolvers.core.ids import Kind, decode, encode
from tests.schema.sockets import SocketClient, open_socket
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.vision.media_files import steady_times, write_video
from tests.worker.conftest import PATIENCE, WorkerHarness
from tests.worker.forge import ForkedProcess, ForkServer, run_fork_server

pytestmark = pytest.mark.slow
SUMMARIZED = 3
ASK = "mutation ($input: PromptInput!) { prompt(input: $input) { history { id status } userErrors { code } } }"
SUMMARIZE = "mutation ($id: ID!) { generateSummary(videoId: $id) { video { id } userErrors { code } } }"
ANALYZE = "mutation ($id: ID!) { startAnalysis(videoId: $id) { video { id } userErrors { code } } }"
SUMMARY = "subscription ($id: ID!) { summaryProgress(videoId: $id) { sequence status stage textDelta } }"
DETECTED = "subscription ($id: ID!) { eventDetected(filter: {videoIds: [$id]}) { id } }"


async def api_process(forge: ForkServer, environment: Mapping[str, str]) -> tuple[ForkedProcess, str]:
    """An API process, once it listens, and its address."""
    process = await forge.start("app", {**environment, "PORT": "0", "HOST": "127.0.0.1", "LOG_LEVEL": "INFO"})
    async with asyncio.timeout(PATIENCE):
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", process.log.read_text())):
            assert not process.gone, process.log.read_text()
            await asyncio.sleep(0.02)
    return process, found[0]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def forge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ForkServer]:
    async with run_fork_server(tmp_path_factory.mktemp("forge")) as forge:
        yield forge


@asynccontextmanager
async def follow_summary(address: str, token: str, video: UUID) -> AsyncIterator[SocketClient]:
    """A socket on which a video's summary and its new events are followed."""
    async with open_socket(address, {"Authorization": f"Bearer {token}"}, PATIENCE) as socket:
        await socket.subscribe("events", DETECTED, id=encode(Kind.VIDEO, video))
        await socket.subscribe("summary", SUMMARY, id=encode(Kind.VIDEO, video))
        message = await socket.receive()
        assert message["payload"]["data"]["summaryProgress"]["sequence"] == 0
        yield socket


async def read(socket: SocketClient, events: int) -> tuple[str, list[str]]:
    """The text of the summary, once it is complete, and the ids of these many events."""
    text, complete = "", False
    found: list[str] = []
    while not complete or len(found) < events:
        message = await socket.receive()
        if message["type"] == "complete":
            complete = True
        elif message["id"] == "events":
            found.append(message["payload"]["data"]["eventDetected"]["id"])
        else:
            step = message["payload"]["data"]["summaryProgress"]
            text = step["textDelta"] if step["stage"] == "QUEUED" else text + step["textDelta"]
    return text, found


async def test_each_job_is_done_once_and_all_see_the_same(
    worker_harness: WorkerHarness,
    principal: Principal,
    tokens: Callable[[Principal], str],
    forge: ForkServer,
    tmp_path: Path,
) -> None:
    videos = [
        await add_video(worker_harness.data.postgres, principal, status="READY", duration_seconds=60.0)
        for _ in range(SUMMARIZED)
    ]
    filmed = await worker_harness.upload(write_video(tmp_path / "v.mp4", steady_times(2, 10)).read_bytes(), send=False)
    token = tokens(principal)
    async with AsyncExitStack() as open_:
        with worker_harness.environment(SUMMARIZE_AFTER_ANALYSIS="false") as environment:
            apis = [await api_process(forge, environment) for _ in range(2)]
            followers = [
                [await open_.enter_async_context(follow_summary(address, token, video)) for _, address in apis]
                for video in videos
            ]
            stored = [
                await worker_harness.data.events.store(
                    principal, video, [event_row(5, type="PERSON_ENTER"), event_row(9)]
                )
                for video in videos
            ]
            workers = [await forge.start("worker", environment) for _ in range(3)]
        clients = [
            ApiTestClient(await open_.enter_async_context(httpx.AsyncClient(base_url=address, timeout=PATIENCE)), token)
            for _, address in apis
        ]
        # The same at both APIs at once: one job each.
        both = [
            client.data(mutation, id=encode(Kind.VIDEO, video))
            for mutation, on in ((SUMMARIZE, videos), (ANALYZE, [filmed]))
            for video in on
            for client in clients
        ]
        asked = [
            client.data(ASK, input={"text": "Who entered?", "videoId": encode(Kind.VIDEO, video), "wait": False})
            for video in videos
            for client in clients
        ]
        answers = await asyncio.gather(*both, *asked)
        assert all(not value["userErrors"] for answer in answers for value in answer.values())
        questions = [decode(Kind.PROMPT_HISTORY, answer["prompt"]["history"]["id"]) for answer in answers[len(both) :]]

        seen = [[await read(socket, 2) for socket in sockets] for sockets in followers]
        for question in questions:
            assert question is not None
            assert (await worker_harness.wait_for_end(question, ProgressKind.PROMPT))[-1].status == "COMPLETED"
        assert (await worker_harness.wait_for_end(filmed))[-1].status == "READY"
    for process in (*workers, *(process for process, _ in apis)):
        process.send(signal.SIGTERM)
        await process.wait_until_gone()

    for video, (one, other), ids in zip(videos, seen, stored, strict=True):
        assert one == other == (one[0], [encode(Kind.EVENT, id_) for id_ in ids])
        assert (await worker_harness.video(video)).summary["text"] in one[0]
    jobs = await worker_harness.rows("SELECT kind, status, attempt FROM job")
    assert Counter((row.kind, row.status, row.attempt) for row in jobs) == {
        ("SUMMARIZE", "DONE", 1): SUMMARIZED,
        ("PROMPT", "DONE", 1): 2 * SUMMARIZED,
        ("ANALYZE", "DONE", 1): 1,
    }
    ends = await worker_harness.rows("SELECT count(*) AS ends FROM progress WHERE terminal GROUP BY kind, subject_id")
    assert [row.ends for row in ends] == [1] * len(jobs)
    begun = [line for process in workers for line in process.log.read_text().splitlines() if "The job starts" in line]
    assert len(begun) == len(jobs)


@asynccontextmanager
async def open_silent_server() -> AsyncIterator[str]:
    """A service that takes every request and never answers: its address."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1 << 16):
            pass
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_question_whose_api_process_is_killed_is_answered_by_a_worker(
    worker_harness: WorkerHarness, principal: Principal, tokens: Callable[[Principal], str], forge: ForkServer
) -> None:
    video = await add_video(worker_harness.data.postgres, principal, status="READY", duration_seconds=60.0)
    await worker_harness.data.events.store(principal, video, [event_row(5, type="PERSON_ENTER")])
    input_ = {"text": "Who entered?", "videoId": encode(Kind.VIDEO, video), "wait": True}
    async with open_silent_server() as nobody:
        with worker_harness.environment(JOB_LEASE_SECONDS="2") as environment:
            process, address = await api_process(forge, {**environment, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": nobody})
            async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as http:
                waiting = asyncio.create_task(ApiTestClient(http, tokens(principal)).data(ASK, input=input_))
                running = "SELECT history_id FROM job WHERE kind = 'PROMPT' AND status = 'RUNNING'"
                async with asyncio.timeout(PATIENCE):
                    while not (held := await worker_harness.rows(running)):  # noqa: ASYNC110
                        await asyncio.sleep(0.02)
                process.send(signal.SIGKILL)
                with pytest.raises(httpx.TransportError):
                    await waiting
            worker = await forge.start("worker", environment)
            steps = await worker_harness.wait_for_end(held[0].history_id, ProgressKind.PROMPT)
            worker.send(signal.SIGTERM)
            await worker.wait_until_gone()
    assert steps[-1].status == "COMPLETED"
    [answer] = await worker_harness.rows("SELECT status, response FROM prompt_history")
    assert answer.status == "COMPLETED"
    assert answer.response
    [job] = await worker_harness.rows("SELECT status, attempt FROM job")
    assert job.status == JobStatus.DONE
    # The API's was the first.
    assert job.attempt >= 2
