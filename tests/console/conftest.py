"""The console as people get it: the API that serves it, a worker, and a video whose analysis is done."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest_asyncio

import worker
from config import Settings
from datasources.bootstrap import open_datasources
from models.access.principal import Principal
from tests.support.serving import ApiTestClient, serve_api

# For what hangs: a busy machine takes minutes for what an idle one does in seconds.
PATIENCE = 120

_REQUEST = """mutation($input: RequestUploadInput!) {
  requestUpload(input: $input) { uploadToken url headers { name value } userErrors { code message } }
}"""
_CONFIRM = """mutation($token: String!) {
  confirmUpload(input: {uploadToken: $token}) { video { id } userErrors { code message } }
}"""
_STATUS = "query($id: ID!) { video(id: $id) { status } }"


@dataclass(frozen=True, slots=True)
class ServedConsole:
    """footage: a file to upload."""

    address: str
    token: str
    footage: Path


@pytest_asyncio.fixture(loop_scope="session")
async def served_console(
    settings: Settings,
    principal: Principal,
    tokens: Callable[[Principal], str],
    crossing: bytes,
    tmp_path: Path,
) -> AsyncIterator[ServedConsole]:
    settings = settings.model_copy(update={"analysis_fps": 2.5, "chat_frames": 3, "console": True})
    stopping = asyncio.Event()
    async with serve_api(settings) as address, open_datasources(settings) as data:
        running = asyncio.create_task(worker.build_worker(settings, data, tmp_path).run(stopping))
        token = tokens(principal)
        try:
            async with httpx.AsyncClient(base_url=address, timeout=60) as http:
                await _bring(ApiTestClient(http, token), crossing)
            footage = tmp_path / "footage.mp4"
            footage.write_bytes(crossing)
            yield ServedConsole(address, token, footage)
        finally:
            stopping.set()
            await running


async def _bring(api: ApiTestClient, content: bytes) -> None:
    """Upload a video and wait until it is analyzed."""
    announced = {
        "filename": "crossing.mp4",
        "contentType": "video/mp4",
        "sizeBytes": len(content),
        "name": "Two people cross",
        "camera": "Hall",
        "timezone": "Asia/Seoul",
        "recordedAt": "2026-11-20T21:00:00+09:00",
    }
    requested = (await api.data(_REQUEST, input=announced))["requestUpload"]
    headers = {each["name"]: each["value"] for each in requested["headers"]}
    async with httpx.AsyncClient(timeout=60) as s3:
        (await s3.put(requested["url"], content=content, headers=headers)).raise_for_status()
    confirmed = (await api.data(_CONFIRM, token=requested["uploadToken"]))["confirmUpload"]
    await _wait_until_ready(api, confirmed["video"]["id"])


async def _wait_until_ready(api: ApiTestClient, video_id: str) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    for _ in iter(lambda: asyncio.get_running_loop().time() < deadline, False):
        if (await api.data(_STATUS, id=video_id))["video"]["status"] == "READY":
            return
        await asyncio.sleep(0.2)
    raise TimeoutError(f"The video was not analyzed within {PATIENCE} s")
