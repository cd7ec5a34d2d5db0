"""A client that reconnects repeatedly gets the same text as one that does not."""

import asyncio
import random
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.jobs import Claim, NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.schema.sockets import SocketClient, open_socket
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

SUMMARY = """subscription ($id: ID!, $after: Int) { summaryProgress(videoId: $id, afterSequence: $after) {
  sequence stage textDelta
} }"""
CUTS = 20


class Reader:
    """A client as docs/subscriptions.md describes it: it keeps the text and the last sequence it saw."""

    def __init__(self) -> None:
        self.text = ""
        self.sequence: int | None = None

    def take(self, step: dict[str, Any]) -> None:
        if step["stage"] == "QUEUED" or self.sequence is None:
            self.text = ""
        self.text += step["textDelta"]
        self.sequence = step["sequence"]

    async def subscribe(self, socket: SocketClient, video: str) -> None:
        await socket.subscribe("1", SUMMARY, id=video, after=self.sequence)

    async def read(self, socket: SocketClient) -> bool:
        """Take the next message; False for the end."""
        message = await socket.receive()
        if message["type"] == "complete":
            return False
        self.take(message["payload"]["data"]["summaryProgress"])
        return True


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_text_is_complete_after_any_number_of_reconnects(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, seed: int
) -> None:
    chance = random.Random(seed)
    video = await add_video(postgres, principal, status="READY")
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.SUMMARIZE, "1", video_id=video))
    claim = await jobs.claim(principal, job.id, "test", 60)
    assert claim is not None
    id_, bearer = encode(Kind.VIDEO, video), {"Authorization": f"Bearer {api.token}"}
    steady, unlucky, written, last_sequence = Reader(), Reader(), "", 1
    async with open_socket(address, bearer) as undisturbed:
        await steady.subscribe(undisturbed, id_)
        for cut in range(CUTS):
            pieces = [f"{cut}.{number} 사람 " for number in range(chance.randint(1, 5))]
            again = cut == CUTS // 2
            async with open_socket(address, bearer) as socket:
                await unlucky.subscribe(socket, id_)
                last_sequence += len(pieces) + again
                writing = asyncio.create_task(write(jobs, claim, pieces, again=again))
                written = "".join(pieces) if again else written + "".join(pieces)
                # Cut off before anything came, after something, or after all of it.
                for _ in range(chance.choice((0, 1, 1, 2)) if not again else 1):
                    if chance.random() < 0.5:
                        await writing
                    if not writing.done() or (unlucky.sequence or 0) < last_sequence:
                        await unlucky.read(socket)
                socket.connection.transport.abort()
            await writing
        await jobs.end(
            claim, JobStatus.DONE, ProgressUpdate("COMPLETED", "DONE", 100, {"textDelta": "끝.", "error": None})
        )
        written += "끝."
        while await steady.read(undisturbed):
            pass
    async with open_socket(address, bearer) as socket:
        await unlucky.subscribe(socket, id_)
        while await unlucky.read(socket):
            pass
    assert steady.text == written
    assert unlucky.text == written
    assert unlucky.sequence == steady.sequence


async def write(jobs: Jobs, claim: Claim, pieces: list[str], *, again: bool) -> None:
    """The next pieces of the text; or, `again`, the beginning of another one."""
    if again:
        await jobs.report(claim, ProgressUpdate("QUEUED", "QUEUED", 0, {"textDelta": "", "error": None}))
    for piece in pieces:
        await jobs.report(claim, ProgressUpdate("GENERATING", "WRITING", 50, {"textDelta": piece, "error": None}))
