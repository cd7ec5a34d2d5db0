"""Followers of one video at two API processes, while a worker works on it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import app
from domain.summarizing import after_analysis
from models.principal import Principal
from resolvers.ids import Kind, encode
from tests.rows import add_video, event
from tests.schema.sockets import Socket, connected
from tests.worker.conftest import PATIENCE, Office

SUMMARY = """subscription ($id: ID!) { summaryProgress(videoId: $id) { sequence status stage textDelta } }"""
DETECTED = """subscription ($id: ID!) { eventDetected(filter: {videoIds: [$id]}) { id } }"""


@asynccontextmanager
async def api_process(office: Office, log: Path) -> AsyncIterator[str]:
    """An API process, once it listens: its address."""
    with office.environment(PORT="0", HOST="127.0.0.1", LOG_LEVEL="INFO") as environment, log.open("wb") as lines:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app", env=environment, stdout=lines, stderr=lines, cwd=Path(app.__file__).parent
        )
    try:
        async with asyncio.timeout(PATIENCE):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", told := await asyncio.to_thread(log.read_text))):
                assert process.returncode is None, told
                await asyncio.sleep(0.05)
        yield found[0]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def following(address: str, token: str, video: str) -> AsyncIterator[Socket]:
    """A socket on which the video's summary and its new events are followed."""
    async with connected(address, {"Authorization": f"Bearer {token}"}) as socket:
        await socket.subscribe("events", DETECTED, id=video)
        await socket.subscribe("summary", SUMMARY, id=video)
        message = await socket.receive()
        assert message["payload"]["data"]["summaryProgress"]["sequence"] == 0
        yield socket


async def read(socket: Socket, events: int) -> tuple[str, list[str]]:
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


async def test_all_see_what_one_worker_tells(
    office: Office, principal: Principal, tokens: Callable[[Principal], str], tmp_path: Path
) -> None:
    video = await add_video(office.data.postgres, principal, status="READY", duration_seconds=60.0)
    id_, token = encode(Kind.VIDEO, video), tokens(principal)
    async with AsyncExitStack() as processes:
        one, other = await asyncio.gather(
            *(processes.enter_async_context(api_process(office, tmp_path / name)) for name in ("one.log", "other.log"))
        )
        followers = [
            await processes.enter_async_context(following(address, token, id_)) for address in (one, one, other)
        ]
        stored = await office.data.events.store(principal, video, [event(5, type="PERSON_ENTER"), event(9)])
        await office.enqueue(after_analysis(video, "UTC"))
        async with office.working(tmp_path / "worker"):
            seen = [await read(socket, len(stored)) for socket in followers]
        summary = (await office.video(video)).summary
    assert {text for text, _ in seen} == {seen[0][0]}
    assert summary["text"] in seen[0][0]
    assert [found for _, found in seen] == [[encode(Kind.EVENT, event_id) for event_id in stored]] * 3
