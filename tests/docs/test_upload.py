"""The browser example sends only the missing parts, whatever interrupts it."""

import hashlib
import json
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from models.access.principal import Principal
from tests.docs.node import client
from tests.schema.uploads.sending import STATUS, make_padded_video, make_video
from tests.support.serving import ApiTestClient, serve_api

pytestmark = pytest.mark.slow
KILLS = 20
SMALL = 65_536


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Parts of the least size that S3 assembles."""
    return settings.model_copy(update={"upload_single_bytes": 200_000, "upload_part_bytes": 5 * 1024**2})


@pytest_asyncio.fixture(loop_scope="session")
async def data(settings: Settings) -> AsyncIterator[Datasources]:
    async with open_datasources(settings) as datasources:
        yield datasources


@pytest.fixture
def token(principal: Principal, tokens: Callable[[Principal], str]) -> str:
    return tokens(principal)


async def asked(address: str, token: str, query: str, /, **variables: Any) -> Any:
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        return await ApiTestClient(http, token).data(query, **variables)


async def test_a_small_file_is_sent_at_once_with_its_checksum_and_not_again(
    settings: Settings, token: str, tmp_path: Path
) -> None:
    file = tmp_path / "카메라 1.mp4"
    file.write_bytes(make_video())
    async with serve_api(settings) as address:
        async with client(address, token, file, tmp_path / "memory") as run:
            video = (await run.to_its_end())["result"]
        query = "query ($id: ID!) { video(id: $id) { status originalFilename checksumSha256 } }"
        assert (await asked(address, token, query, id=video))["video"] == {
            "status": "QUEUED",
            "originalFilename": "카메라 1.mp4",
            "checksumSha256": hashlib.sha256(make_video()).hexdigest(),
        }
        async with client(address, token, file, tmp_path / "memory") as run:
            assert await run.to_its_end() == {"code": "DUPLICATE_VIDEO"}
            assert run.parts("sending") == []


async def test_an_upload_that_is_killed_goes_on_and_becomes_the_video(
    settings: Settings, token: str, tmp_path: Path
) -> None:
    file, memory = tmp_path / "till.mp4", tmp_path / "memory"
    file.write_bytes(make_padded_video(11 * 1024**2))
    async with serve_api(settings) as address:
        async with client(address, token, file, memory, parallel=1) as run:
            while run.parts("sent") != [1]:
                assert await run.next() is not None
            await run.kill()
        async with client(address, token, file, memory) as again:
            video = (await again.to_its_end())["result"]
        assert 1 not in again.parts("sending")
        progress = [line["progress"]["sentBytes"] for line in again.told if "progress" in line]
        assert progress == sorted(progress)
        assert progress[0] >= 5 * 1024**2
        assert progress[-1] == 11 * 1024**2
        assert json.loads(memory.read_text()) == {}
        query = "query ($id: ID!) { video(id: $id) { downloadUrl } }"
        url = (await asked(address, token, query, id=video))["video"]["downloadUrl"]
        async with httpx.AsyncClient() as http:
            assert (await http.get(url)).content == file.read_bytes()


async def test_twenty_random_kills_send_no_part_again_that_had_arrived(
    settings: Settings, token: str, tmp_path: Path
) -> None:
    """The parts may be small: they are not assembled, only listed by S3."""
    chance = random.Random(20)
    file, memory = tmp_path / "till.mp4", tmp_path / "memory"
    file.write_bytes(chance.randbytes(100 * SMALL + 321))
    small = settings.model_copy(update={"upload_part_bytes": SMALL})
    arrived: set[int] = set()
    async with serve_api(small) as address:
        for kill in range(KILLS + 1):
            async with client(address, token, file, memory, "send", parallel=3, part_checksums=False) as run:
                steps = chance.randrange(1, 12) if kill < KILLS else None
                while steps is None or len(run.parts("sending")) + len(run.parts("sent")) < steps:
                    if await run.next() is None:
                        break
                if steps is not None:
                    await run.kill()
            assert arrived.isdisjoint(run.parts("sending")), f"kill {kill}: what S3 holds was sent again"
            upload = json.loads(next(iter(json.loads(memory.read_text()).values())))
            status = (await asked(address, token, STATUS, token=upload["uploadToken"]))["uploadStatus"]
            now = {part["partNumber"] for part in status["uploadedParts"]}
            assert arrived | set(run.parts("sent")) <= now
            arrived = now
    assert arrived == set(range(1, 102))
    assert status["missingPartNumbers"] == []
    content = file.read_bytes()
    assert [part["etag"] for part in status["uploadedParts"]] == [
        hashlib.md5(content[at : at + SMALL]).hexdigest() for at in range(0, len(content), SMALL)
    ]


async def test_what_fails_for_a_while_is_tried_again_and_a_refusal_is_not(
    settings: Settings, token: str, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    file = tmp_path / "till.mp4"
    file.write_bytes(b"no video at all" * 20_000)
    async with serve_api(settings) as address:
        async with client(address, token, file, tmp_path / "memory") as run:
            assert await run.to_its_end() == {"code": "NOT_A_VIDEO"}
        assert len(run.parts("sent")) == 1
        async with client("http://127.0.0.1:9", token, file, tmp_path / "other") as run:
            assert (await run.to_its_end())["code"].startswith("TypeError")
        # An upload that is gone begins anew.
        upload = json.loads(next(iter(json.loads((tmp_path / "memory").read_text()).values())))
        assert upload["uploadToken"]
        async with client(address, token, file, tmp_path / "memory") as run:
            assert await run.to_its_end() == {"code": "NOT_A_VIDEO"}
        assert len(run.parts("sent")) == 1
