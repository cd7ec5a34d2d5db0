"""The agent as it is run: recordings reach the API once each, whatever happens."""

import asyncio
import hashlib
import json
import random
import signal
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.access.principal import Principal
from models.enums import Role
from tests.ingest.running import list_videos, run_agent, wait_for_log, wait_for_videos, write_recording
from tests.support.serving import ApiTestClient

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "footage").mkdir()
    return tmp_path / "footage"


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


async def test_recordings_arrive_with_their_camera_and_time(folder: Path, address: str, api: ApiTestClient) -> None:
    whole = write_recording(folder, "till", "2026-11-01T09-00-00")
    # Above 200 kB these tests' API takes parts.
    parts = write_recording(folder, "정문", "2026-11-01T09-00-00", 6_000_000)
    assert api.token
    async with run_agent(folder, address, api.token, "--timezone", "Asia/Seoul"):
        videos = await wait_for_videos(api, 2)
    assert [(v["camera"], v["timezone"], v["checksumSha256"]) for v in videos] == [
        ("till", "Asia/Seoul", digest(whole)),
        ("정문", "Asia/Seoul", digest(parts)),
    ]
    assert {datetime.fromisoformat(v["recordedAt"]) for v in videos} == {datetime(2026, 11, 1, 0, tzinfo=UTC)}


async def test_an_agent_that_is_killed_again_and_again_sends_everything_once(
    folder: Path, address: str, api: ApiTestClient
) -> None:
    files = [
        write_recording(folder, camera, f"2026-11-01T{hour:02}-00-00", size)
        for camera, size in (("a", 20_000), ("b", 11_000_000))
        for hour in range(3)
    ]
    chance = random.Random(17)
    assert api.token
    for _ in range(8):
        async with run_agent(folder, address, api.token, "--limit", "12M") as agent:
            await asyncio.sleep(chance.uniform(0.05, 1.5))
            if agent.returncode is None:
                agent.kill()
    async with run_agent(folder, address, api.token):
        videos = await wait_for_videos(api, len(files))
        await asyncio.sleep(1)
    videos = await list_videos(api)
    assert sorted(v["checksumSha256"] for v in videos) == sorted(map(digest, files))


async def test_an_api_that_is_away_is_waited_for(
    folder: Path, address: str, api: ApiTestClient, unused_tcp_port: int
) -> None:
    write_recording(folder, "a", "2026-11-01T09-00-00")
    assert api.token
    async with run_agent(folder, f"http://127.0.0.1:{unused_tcp_port}", api.token):
        await wait_for_log(folder, "The API cannot be reached")
    async with run_agent(folder, address, api.token):
        await wait_for_videos(api, 1)


async def test_a_token_that_is_refused_is_told_and_a_new_one_is_taken(
    folder: Path, address: str, api: ApiTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_recording(folder, "a", "2026-11-01T09-00-00")
    token = folder.with_suffix(".token")
    token.write_text("not a token")
    assert api.token
    async with run_agent(folder, address, token) as agent:
        await wait_for_log(folder, "Give the agent a token that holds")
        token.write_text(api.token)
        assert agent.returncode is None
    async with run_agent(folder, address, token):
        await wait_for_videos(api, 1)


async def test_what_the_server_refuses_is_told_and_does_not_hold_up_the_rest(
    folder: Path, address: str, api: ApiTestClient
) -> None:
    bad = folder / "a" / "2026-11-01T08-00-00.mp4"
    bad.parent.mkdir()
    bad.write_bytes(b"no video at all" * 100)
    write_recording(folder, "a", "2026-11-01T09-00-00")
    assert api.token
    async with run_agent(folder, address, api.token):
        await wait_for_videos(api, 1)
    assert "a/2026-11-01T08-00-00.mp4 is refused" in folder.with_suffix(".log").read_text()
    assert "(NOT_A_VIDEO)" in folder.with_suffix(".log").read_text()


async def test_a_file_that_grows_renames_and_is_replaced_arrives_as_it_is_at_last(
    folder: Path, address: str, api: ApiTestClient
) -> None:
    assert api.token
    renamed = write_recording(folder, "a", "2026-11-01T09-00-00")
    content = renamed.read_bytes()
    growing = folder / "a" / "2026-11-01T10-00-00.mp4"
    growing.write_bytes(content[:1000])
    async with run_agent(folder, address, api.token):
        await wait_for_videos(api, 1)
        renamed.rename(folder / "a" / "2026-11-01T11-00-00.mp4")
        for end in range(2000, len(content), 3000):
            growing.write_bytes(content[:end])
            await asyncio.sleep(0.05)
        replaced = write_recording(folder, "a", "2026-11-01T10-00-00", 30_000)
        videos = await wait_for_videos(api, 2)
        await asyncio.sleep(1)
        assert await list_videos(api) == videos
    assert digest(replaced) in {v["checksumSha256"] for v in videos}


async def test_a_second_agent_on_the_folder_ends_with_one_line(folder: Path, address: str, api: ApiTestClient) -> None:
    assert api.token
    write_recording(folder, "a", "2026-11-01T09-00-00")
    async with run_agent(folder, address, api.token):
        await wait_for_videos(api, 1)
        async with run_agent(
            folder, address, api.token, "--journal", str(folder.with_suffix(".other")), waits=False
        ) as second:
            assert await asyncio.wait_for(second.wait(), 60) == 1
    assert folder.with_suffix(".log").read_text().splitlines()[-1] == f"ingest: Another agent watches {folder}."


async def test_it_stops_at_once_and_shows_its_status_on_loopback(
    folder: Path, address: str, api: ApiTestClient, unused_tcp_port: int
) -> None:
    assert api.token
    write_recording(folder, "a", "2026-11-01T09-00-00")
    (folder / "a" / "notes.txt").write_text("x")
    async with run_agent(folder, address, api.token, "--status-port", str(unused_tcp_port)) as agent:
        await wait_for_videos(api, 1)
        await wait_for_log(folder, "Sent a/2026")

        def fetch(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{unused_tcp_port}{path}", timeout=10) as answer:
                return str(answer.read().decode())

        found = json.loads(await asyncio.to_thread(fetch, "/status.json"))
        assert found["recordings"]["SENT"]["count"] == 1
        assert found["problems"] == ["1 files do not match the pattern and are not sent, such as a/notes.txt."]
        assert 'watchgraph_ingest_recordings{state="sent"} 1' in await asyncio.to_thread(fetch, "/metrics")
        assert "a/notes.txt" in await asyncio.to_thread(fetch, "/")
        agent.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(agent.wait(), 10) == 0


async def test_a_token_without_the_right_role_is_told(
    folder: Path, address: str, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    write_recording(folder, "a", "2026-11-01T09-00-00")
    async with run_agent(folder, address, tokens(replace(principal, roles=frozenset({Role.VIEWER})))):
        await wait_for_log(folder, "Give the agent a token that holds")
