"""What an agent says and does when something is in the way, in one process and without a server of ours."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web

from ingest import agent as agent_module
from ingest.agent import Agent
from ingest.agent_status import AgentStatus
from ingest.api import ApiUnreachable, IngestApi, Part, TokenRefused, Upload, UploadProgress
from ingest.bandwidth import Bandwidth
from ingest.description import UploadDescription
from ingest.journal import Journal, State
from ingest.pattern import FilePattern
from ingest.scan import FolderScanner
from ingest.transfer import Transfer

PATTERN = "{camera}/{start:%Y-%m-%dT%H-%M-%S}{*}.mp4"


class TroubledApi(IngestApi):
    """trouble: what the next request is answered with, until it is None. asked: what was asked."""

    trouble: Exception | None = None
    at: str = "request"

    def __init__(self, session: aiohttp.ClientSession, store: str) -> None:
        super().__init__(session, store, lambda: "token")
        self.asked: list[str] = []

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.trouble is not None and self.at == what:
            raise self.trouble

    async def request_upload(self, input_: Mapping[str, Any], size_bytes: int) -> Upload:
        self._note("request")
        return Upload("upload", "video", Part(1, size_bytes, self._url, {}), None)

    async def fetch_status(self, token: str) -> UploadProgress:
        self._note("status")
        return UploadProgress("video", is_confirmed=False, is_whole=True, missing_parts=())

    async def confirm(self, token: str, size_bytes: int) -> str:
        self._note("confirm")
        return "video"


@dataclass
class Running:
    """An agent that runs. stored: what the store got."""

    folder: Path
    journal: Journal
    status: AgentStatus = field(default_factory=AgentStatus)
    stored: list[bytes] = field(default_factory=list)

    def write(self, name: str) -> Path:
        """A recording whose content is its name."""
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(name.encode())
        return file

    async def wait_until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def is_in(self, state: State, count: int = 1) -> bool:
        return self.journal.count_by_state()[state][0] == count


@asynccontextmanager
async def run(folder: Path, prepare: Callable[[TroubledApi], None] = lambda api: None) -> AsyncIterator[Any]:
    running = Running(folder, Journal(folder.with_suffix(".sqlite")))

    async def store(request: web.Request) -> web.Response:
        running.stored.append(await request.read())
        return web.Response()

    application = web.Application()
    application.add_routes([web.put("/", store)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stopping = asyncio.Event()
    async with aiohttp.ClientSession() as session:
        api = TroubledApi(session, f"http://127.0.0.1:{runner.addresses[0][1]}/")
        prepare(api)
        utc = ZoneInfo("UTC")
        transfer = Transfer(
            *(folder, api, running.journal, session, Bandwidth((), utc), UploadDescription("UTC", {})),
            parallel_parts=1,
            on_bytes=lambda _size: None,
        )
        scanner = FolderScanner(folder, FilePattern(PATTERN, camera=None, zone=utc), 0.0)
        agent = Agent(running.journal, scanner, transfer, status=running.status, scan_seconds=0.05)
        task = asyncio.create_task(agent.run(stopping))
        try:
            yield running, api
        finally:
            stopping.set()
            await task
            await runner.cleanup()
            running.journal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nvr").mkdir()
    return tmp_path / "nvr"


async def test_a_token_that_is_revoked_in_the_middle_of_an_upload_is_told_and_the_upload_goes_on_with_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_module, "_TOKEN_PAUSE_SECONDS", 0.05)

    def revoke(api: TroubledApi) -> None:
        api.trouble, api.at = TokenRefused("The token has been revoked."), "confirm"

    async with run(folder, revoke) as (running, api):
        running.write("gate/2026-01-01T09-00-00.mp4")
        await running.wait_until(lambda: "token" in running.status.problems)
        assert running.status.problems["token"].startswith("The token has been revoked. Give the agent a token that")
        assert running.is_in(State.WAITING)
        api.trouble = None
        await running.wait_until(lambda: running.is_in(State.SENT))
        assert running.status.problems == {}
        # Neither requested nor sent again.
        assert api.asked.count("request") == len(running.stored) == 1


async def test_a_file_that_is_deleted_before_it_was_sent_is_noted(folder: Path) -> None:
    def cut_off(api: TroubledApi) -> None:
        api.trouble = ApiUnreachable("The API cannot be reached.")

    async with run(folder, cut_off) as (running, _):
        file = running.write("gate/2026-01-01T09-00-00.mp4")
        await running.wait_until(lambda: "connection" in running.status.problems)
        file.unlink()
        await running.wait_until(lambda: running.is_in(State.GONE))
        assert running.journal.get(1).message == "Deleted before it was sent."


async def test_a_journal_whose_disk_is_full_stops_sending_until_there_is_room(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    async with run(folder) as (running, api):
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "add", fail)
            running.write("gate/2026-01-01T09-00-00.mp4")
            await running.wait_until(lambda: "journal" in running.status.problems)
            assert "disk is full. Nothing is sent until it can; make room" in running.status.problems["journal"]
            assert api.asked == []
        await running.wait_until(lambda: running.is_in(State.SENT))
        assert running.status.problems == {}


async def test_two_cameras_that_write_to_one_folder_are_both_sent_and_told(folder: Path) -> None:
    async with run(folder) as (running, _):
        for name in ("gate/2026-01-01T09-00-00a.mp4", "gate/2026-01-01T09-00-00b.mp4"):
            running.write(name)
        await running.wait_until(lambda: running.is_in(State.SENT, 2))
        await running.wait_until(lambda: "clash" in running.status.problems)
        assert running.status.problems["clash"] == (
            "2 recordings claim camera 'gate' at 2026-01-01 09:00:00 UTC. All are sent; look whether two cameras write"
            " to one folder."
        )
        assert sorted(running.stored) == [b"gate/2026-01-01T09-00-00a.mp4", b"gate/2026-01-01T09-00-00b.mp4"]


async def test_a_clock_in_the_future_and_a_path_of_no_pattern_are_told(folder: Path) -> None:
    tomorrow = datetime.fromtimestamp(time.time() + 86400, UTC).strftime("%Y-%m-%dT%H-%M-%S")
    async with run(folder) as (running, api):
        running.write(f"gate/{tomorrow}.mp4")
        running.write("gate/notes.txt")
        await running.wait_until(lambda: len(running.status.problems) == 2)
        assert f"such as gate/{tomorrow}.mp4: set the camera's clock or" in running.status.problems["clock"]
        assert "1 files do not match the pattern" in running.status.problems["pattern"]
        assert api.asked == []
