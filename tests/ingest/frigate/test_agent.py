"""`python -m ingest frigate` as it is run: each second of footage and each tracked object once, whatever happens."""

import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import pytest

from bench.ingest.moving_picture import encode_moving_picture
from tests.ingest.frigate.fake import FakeFrigate
from tests.ingest.rtsp.recording import wait_until
from tests.ingest.rtsp.test_agent import list_frames
from tests.ingest.running import run_ingest, wait_for_log, wait_for_videos
from tests.support.serving import ApiTestClient

pytestmark = pytest.mark.slow
EVENTS = """{ videos(first: 20, orderBy: OLDEST_FIRST) { edges { node { camera recordedAt
  events(first: 10) { edges { node { type startSeconds source confidence objects attributes person { trackId }
    occurredAt } } } } } } }"""


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def epoch() -> float:
    """Two hours ago, in whole seconds."""
    return float(int(time()) - 7200)


@pytest.fixture
def frigate(epoch: float) -> FakeFrigate:
    """Two cameras: one of three minutes and, after a gap, one more; another of a minute. Segments of ten seconds."""
    gate = [(epoch + at, epoch + at + 10) for at in (*range(0, 180, 10), *range(300, 360, 10))]
    pictures = {"gate": encode_moving_picture(fps=2), "till": encode_moving_picture(176, 144, fps=2)}
    till = [(epoch + at, epoch + at + 10) for at in range(0, 60, 10)]
    return FakeFrigate({"gate": gate, "till": till}, pictures, epoch)


def person(id_: str, camera: str, start: float, end: float | None, **more: Any) -> dict[str, Any]:
    return {"id": id_, "label": "person", "sub_label": None, "camera": camera, "start_time": start, "end_time": end} | {
        "false_positive": None,
        "zones": [],
        "data": {"type": "object", "top_score": 0.9, "score": 0.8, "attributes": []},
        **more,
    }


def options(frigate: str, spool: Path, *more: str) -> tuple[str, ...]:
    return (frigate, "--spool", str(spool), "--minutes", "1", "--poll-every", "0.2", *more)


def make_due(spool: Path) -> None:
    """As if the pause before another attempt were over."""
    with closing(sqlite3.connect(spool.with_suffix(".sqlite"))) as journal:
        journal.execute("UPDATE frigate_windows SET retry_at = 0")
        journal.commit()


async def list_events(api: ApiTestClient) -> list[tuple[str, dict[str, Any]]]:
    """Imported events with their cameras, the oldest first."""
    nodes = [edge["node"] for edge in (await api.data(EVENTS))["videos"]["edges"]]
    found = [(node["camera"], edge["node"]) for node in nodes for edge in node["events"]["edges"]]
    return sorted(found, key=lambda pair: str(pair[1]["occurredAt"]))


async def test_footage_and_tracked_objects_arrive_once_though_the_agent_is_killed(
    spool: Path, tmp_path: Path, address: str, api: ApiTestClient, frigate: FakeFrigate, epoch: float
) -> None:
    frigate.events = [
        # Comes in the first minute of the gate, and goes in the second.
        person(
            *("a-1", "gate", epoch + 50.5, epoch + 70.25),
            zones=["porch"],
            sub_label="Alice",
            data={
                "type": "object",
                "top_score": 0.9,
                "attributes": [{"label": "backpack", "score": 0.7}],
                "path_data": [[[0.5, 0.5], epoch + 50.5], [[0.97, 0.6], epoch + 70]],
            },
        ),
        person("b-2", "till", epoch - 100, epoch + 5),
        person("c-3", "gate", epoch + 10, epoch + 20, label="car"),
        person("d-4", "gate", epoch + 12, epoch + 22, false_positive=True),
    ]
    frigate.reviews = [
        {"id": "r", "camera": "gate", "start_time": epoch + 50, "end_time": epoch + 71, "severity": "alert"}
        | {"data": {"detections": ["a-1"]}}
    ]
    chance = random.Random(17)
    assert api.token
    async with frigate.serve() as url:
        for _ in range(6):
            async with run_ingest(spool, address, api.token, "frigate", *options(url, spool), waits=False) as agent:
                await asyncio.sleep(chance.uniform(1.2, 3.5))
                if agent.returncode is None:
                    agent.kill()
        async with run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
            await wait_for_videos(api, 5)
            async with asyncio.timeout(60):
                while len(await list_events(api)) < 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
            await asyncio.sleep(1)
    frames = await list_frames(api, tmp_path)
    for camera, seconds in (("gate", [*range(180), *range(300, 360)]), ("till", range(60))):
        assert [number for number, _ in frames[camera]] == [2 * second + half for second in seconds for half in (0, 1)]
        assert max(abs(at - epoch - number / 2) for number, at in frames[camera]) < 0.5
    events = await list_events(api)
    assert [(camera, event["type"], event["startSeconds"]) for camera, event in events] == [
        ("till", "LOST_FROM_VIEW", 5.0),
        ("gate", "PERSON_ENTER", 50.5),
        ("gate", "PERSON_EXIT", 10.25),
    ]
    came = events[1][1]
    assert (came["source"], came["confidence"], came["objects"]) == ("frigate", 0.9, ["backpack"])
    assert came["person"]["trackId"] == "a-1"
    assert datetime.fromisoformat(came["occurredAt"]) == datetime.fromtimestamp(epoch + 50.5, UTC)
    told = came["attributes"]["frigate"]
    assert (told["subLabel"], told["zones"], told["severity"], told["label"]) == ("Alice", ["porch"], "alert", "person")


async def test_only_review_items_are_sent_where_that_is_wanted(
    spool: Path, tmp_path: Path, address: str, api: ApiTestClient, frigate: FakeFrigate, epoch: float
) -> None:
    frigate.reviews = [
        {"id": "r", "camera": "gate", "start_time": epoch + 52, "end_time": epoch + 68, "severity": "alert", "data": {}}
    ]
    assert api.token
    async with frigate.serve() as url:
        words = options(url, spool, "--footage", "reviews")
        async with run_ingest(spool, address, api.token, "frigate", *words):
            await wait_for_videos(api, 1)
            await asyncio.sleep(1)
    frames = await list_frames(api, tmp_path)
    assert {camera: (found[0][0], found[-1][0]) for camera, found in frames.items()} == {"gate": (2 * 40, 2 * 80 - 1)}


async def test_frigate_that_is_away_is_waited_for(
    spool: Path, address: str, api: ApiTestClient, frigate: FakeFrigate
) -> None:
    frigate.away = True
    assert api.token
    async with frigate.serve() as url, run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
        await wait_for_log(spool, f"Frigate at {url} answered 503.")
        frigate.away = False
        await wait_for_videos(api, 5)


async def test_the_password_is_asked_for_and_stands_nowhere(
    spool: Path,
    address: str,
    api: ApiTestClient,
    frigate: FakeFrigate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frigate.password = "geheim"
    assert api.token
    async with frigate.serve() as url:
        words = options(url, spool)
        async with run_ingest(spool, address, api.token, "frigate", *words):
            await wait_for_log(spool, "asks who this is: give --user and FRIGATE_PASSWORD, or FRIGATE_TOKEN")
        for password, expected in (("other", "refuses the user 'admin' or its password"), ("geheim", "Sent gate/")):
            environment = {"FRIGATE_PASSWORD": password}
            async with run_ingest(
                spool, address, api.token, "frigate", *words, "--user", "admin", environment=environment
            ):
                await wait_for_log(spool, expected)
        async with run_ingest(spool, address, api.token, "frigate", *words, environment={"FRIGATE_TOKEN": "token"}):
            await wait_for_videos(api, 5)
    assert "geheim" not in spool.with_suffix(".log").read_text()


async def test_clips_that_are_empty_noise_or_too_short_are_fetched_again(
    spool: Path, tmp_path: Path, address: str, api: ApiTestClient, frigate: FakeFrigate, epoch: float
) -> None:
    frigate.segments = {"gate": [(epoch + at, epoch + at + 10) for at in range(0, 60, 10)]}
    frigate.clips = ["empty", "noise", "half"]
    assert api.token
    async with frigate.serve() as url:
        # Each start looks at once.
        for says in (
            "Frigate gave an empty file.",
            "What Frigate gave is no footage.",
            "Frigate gave 30.0 s of 60.0 s",
        ):
            async with run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
                await wait_for_log(spool, says)
            make_due(spool)
        async with run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
            await wait_for_videos(api, 1)
    frames = await list_frames(api, tmp_path)
    assert [number for number, _ in frames["gate"]] == list(range(120))


async def test_a_camera_that_is_gone_and_a_clock_that_is_wrong_are_told(
    spool: Path, address: str, api: ApiTestClient, frigate: FakeFrigate
) -> None:
    assert api.token
    async with frigate.serve() as url, run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
        await wait_for_videos(api, 5)
        del frigate.segments["till"]
        frigate.ahead = 3600
        await wait_for_log(spool, "Frigate has no camera till any more.")
        await wait_for_log(spool, "Frigate's clock is +3600 s off this machine's")


async def test_footage_that_frigate_has_removed_is_told_as_lost(
    spool: Path, address: str, api: ApiTestClient, frigate: FakeFrigate
) -> None:
    frigate.clips = ["slow"]
    assert api.token
    async with frigate.serve() as url:
        async with run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
            await wait_until(lambda: frigate.downloads)
        frigate.segments["gate"] = frigate.segments["gate"][18:]
        frigate.segments["till"] = []
        async with run_ingest(spool, address, api.token, "frigate", *options(url, spool)):
            await wait_for_videos(api, 1)
            await wait_for_log(spool, "Frigate has no recording of that time any more. It is lost: gate at")
