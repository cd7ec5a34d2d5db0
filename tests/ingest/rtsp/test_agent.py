"""`python -m ingest rtsp` as it is run: footage reaches the API once, whenever the agent is killed."""

import asyncio
import json
import random
import signal
import urllib.request
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bench.ingest.moving_picture import encode_moving_picture
from bench.ingest.rtsp_server import ServedCamera, serve_rtsp
from tests.ingest.rtsp.recording import read_recording, wait_until
from tests.ingest.running import run_ingest, wait_for_log, wait_for_videos
from tests.support.serving import ApiTestClient

pytestmark = pytest.mark.slow
VIDEOS = "{ videos(first: 100) { edges { node { camera recordedAt durationSeconds status downloadUrl } } } }"


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
async def cameras() -> AsyncIterator[tuple[dict[str, ServedCamera], list[str]]]:
    """Two cameras, and how they are named on the command line."""
    served = {
        "gate": ServedCamera(encode_moving_picture()),
        "till": ServedCamera(encode_moving_picture(176, 144), reports=False),
    }
    async with serve_rtsp(served) as address:
        yield served, [f"{name}={address}/{name}" for name in served]


async def list_frames(api: ApiTestClient, folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Of each camera, the frames in its videos, each with the time that recordedAt and its position say."""
    found: dict[str, list[tuple[int, float]]] = {}
    nodes = [edge["node"] for edge in (await api.data(VIDEOS))["videos"]["edges"]]
    async with aiohttp.ClientSession() as session:
        for node in sorted(nodes, key=lambda node: node["recordedAt"]):
            if node["status"] == "UPLOADING":
                # Requested just before a kill, so that the journal does not know it; it ends with its token.
                continue
            async with session.get(node["downloadUrl"]) as answer:
                content = await answer.read()
            # The file's name is not kept; its reader takes the time from one.
            recorded_at = datetime.fromisoformat(node["recordedAt"])
            file = folder / recorded_at.strftime("%Y-%m-%dT%H-%M-%S.%fZ.mp4")
            file.write_bytes(content)
            recorded = read_recording(file)
            seconds = recorded.times[-1] - recorded.times[0]
            assert node["durationSeconds"] == pytest.approx(seconds, abs=0.6)
            found.setdefault(node["camera"], []).extend(zip(recorded.numbers, recorded.times, strict=True))
    return found


def has_files(spool: Path) -> bool:
    """Whether recordings, or beginnings of them, are in the spool."""
    return any(spool.glob("[!.]*/*")) or any(spool.glob(".recording/*/*"))


def read_journal(spool: Path) -> bytes:
    return b"".join(path.read_bytes() for path in spool.parent.glob(f"{spool.name}.sqlite*"))


async def test_an_agent_that_is_killed_again_and_again_sends_each_frame_once(
    spool: Path, tmp_path: Path, address: str, api: ApiTestClient, cameras: tuple[dict[str, ServedCamera], list[str]]
) -> None:
    served, urls = cameras
    chance = random.Random(17)
    assert api.token
    for kills in (True, True, True, False):
        known = {name: camera.connections for name, camera in served.items()}
        async with run_ingest(spool, address, api.token, "rtsp", *urls, "--spool", str(spool)) as agent:
            while any(camera.connections == known[name] for name, camera in served.items()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            await asyncio.sleep(chance.uniform(2.5, 5))
            if kills:
                agent.kill()
            else:
                agent.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(agent.wait(), 20) == 0
    # Cameras that are away: what is in the spool is sent all the same.
    for camera in served.values():
        camera.refuses = "503 Service Unavailable"
    async with run_ingest(spool, address, api.token, "rtsp", *urls, "--spool", str(spool)):
        await wait_until(lambda: not has_files(spool))
    found = await list_frames(api, tmp_path)
    assert set(found) == set(served)
    for name, camera in served.items():
        numbers = [number for number, _ in found[name]]
        assert numbers == sorted(set(numbers))
        # Each kill costs what had not yet reached the disk: at most a second.
        assert len(set(camera.sent) - set(numbers)) <= 4 * 12
        assert max(abs(at - camera.time_of(number)) for number, at in found[name]) < 0.5


async def test_passwords_stand_in_no_log_status_or_journal(
    spool: Path,
    tmp_path: Path,
    address: str,
    api: ApiTestClient,
    cameras: tuple[dict[str, ServedCamera], list[str]],
    unused_tcp_port: int,
) -> None:
    served, (gate, till) = cameras
    served["gate"].credentials, served["till"].credentials = "admin:geheim", "admin:other"
    listed = tmp_path / "cameras.txt"
    listed.write_text("# the store's\n" + "\n".join(url.replace("//", "//admin:geheim@") for url in (gate, till)))
    options = (f"@{listed}", "--spool", str(spool), "--status-port", str(unused_tcp_port))
    assert api.token
    async with run_ingest(spool, address, api.token, "rtsp", *options) as agent:
        await wait_for_log(spool, "Camera 'till' (rtsp://127.0.0.1:")

        def fetch(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{unused_tcp_port}{path}", timeout=10) as answer:
                return str(answer.read().decode())

        async with asyncio.timeout(60):
            while '"connected": true' not in (  # noqa: ASYNC110
                answer := await asyncio.to_thread(fetch, "/status.json")
            ):
                await asyncio.sleep(0.1)
        sources = json.loads(answer)["sources"]
        assert [(source["camera"], source["connected"]) for source in sources] == [("gate", True), ("till", False)]
        assert 'watchgraph_ingest_connected{camera="gate"} 1' in await asyncio.to_thread(fetch, "/metrics")
        page = await asyncio.to_thread(fetch, "/")
        agent.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(agent.wait(), 20) == 0
    async with run_ingest(spool, address, api.token, "rtsp", *options):
        await wait_for_videos(api, 1)
    assert "refuses the user name or password" in page
    assert "geheim" not in page + spool.with_suffix(".log").read_text()
    assert b"geheim" not in read_journal(spool)


async def test_a_camera_without_an_address_ends_with_one_line(spool: Path, address: str, api: ApiTestClient) -> None:
    assert api.token
    options = ("gate=http://admin:geheim@10.0.0.7", "--spool", str(spool))
    async with run_ingest(spool, address, api.token, "rtsp", *options, waits=False) as agent:
        assert await asyncio.wait_for(agent.wait(), 60) == 1
    assert spool.with_suffix(".log").read_text().splitlines() == [
        "ingest: Camera 1 has no address such as gate=rtsp://10.0.0.7/stream."
    ]
