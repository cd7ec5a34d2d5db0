"""A client that does not read: nothing queues up for it, and it gets the current state when it reads again."""

import asyncio
import json
from typing import Any

import pytest
import websockets

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.jobs import NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.schema.sockets import PATIENCE, PROTOCOL
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

# A megabyte a step, so that what the system's own buffers take is soon full.
STEPS, ALIASES, LETTERS = 40, 5, 200_000
QUERY = f"""subscription ($id: ID!) {{ analysisProgress(videoId: $id) {{
  sequence status video {{ {" ".join(f"v{number}: description" for number in range(ALIASES))} }}
}} }}"""


@pytest.mark.parametrize("over", ["socket", "stream"])
async def test_a_slow_reader_gets_the_newest_state_and_not_all_before_it(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, over: str
) -> None:
    video = await add_video(postgres, principal, description="x" * LETTERS)
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
    claim = await jobs.claim(principal, job.id, "test", 600)
    assert claim is not None

    async def tell() -> None:
        for step in range(STEPS):
            await jobs.report(
                claim, ProgressUpdate("ANALYZING", "DETECTING", step, {"eventsFound": step, "error": None})
            )
        await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100, {"eventsFound": 1, "error": None}))

    payload = {"query": QUERY, "variables": {"id": encode(Kind.VIDEO, video)}}
    read = from_socket if over == "socket" else from_stream
    async with asyncio.timeout(PATIENCE * 2):
        seen = await read(address, api, payload, tell)
    sequences = [step["sequence"] for step in seen]
    assert sequences == sorted(set(sequences))
    assert (sequences[-1], seen[-1]["status"]) == (STEPS + 2, "READY")
    assert len(sequences) < STEPS


async def from_socket(address: str, api: ApiTestClient, payload: dict[str, Any], tell: Any) -> list[dict[str, Any]]:
    """What comes over a socket whose client reads nothing while it is told."""
    url, seen = address.replace("http", "ws", 1) + "/graphql", []
    async with websockets.connect(url, subprotocols=[PROTOCOL], proxy=None, max_size=None, max_queue=1) as connection:
        init = {"type": "connection_init", "payload": {"Authorization": f"Bearer {api.token}"}}
        await connection.send(json.dumps(init))
        await connection.recv()
        await connection.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        await connection.recv()
        await tell()
        while (message := json.loads(await connection.recv()))["type"] == "next":
            seen.append(message["payload"]["data"]["analysisProgress"])
    return seen


async def from_stream(_address: str, api: ApiTestClient, payload: dict[str, Any], tell: Any) -> list[dict[str, Any]]:
    """What comes in a response whose client reads nothing while it is told."""
    headers = {**api.headers, "accept": "text/event-stream"}
    async with api.http.stream("POST", "/graphql", json=payload, headers=headers) as response:
        lines = response.aiter_lines()
        async for line in lines:
            if line.startswith("data: {"):
                break
        await tell()
        events = [json.loads(line.removeprefix("data: ")) async for line in lines if line.startswith("data: {")]
    return [event["data"]["analysisProgress"] for event in events]
