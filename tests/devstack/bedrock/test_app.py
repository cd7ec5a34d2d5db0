"""The endpoint as a server: clients that disconnect, bodies that are too large, start and stop of the process."""

import asyncio
import os
import sys

import httpx
import pytest

from devstack.bedrock.app import create_app
from devstack.bedrock.catalog import Catalog
from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.models import ModelAnswer
from tests.devstack.bedrock.serving import open_client, serve_endpoint


class Endless:
    """Waits for ever, and says when it is cancelled."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.cancelled = asyncio.Event()

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()
        raise AssertionError("nobody sets the event")


class Broken:
    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        raise RuntimeError("a secret detail")


MESSAGES = [{"role": "user", "content": [{"text": "x"}]}]


async def test_work_is_cancelled_when_its_client_leaves() -> None:
    endless = Endless()
    async with (
        serve_endpoint(Catalog(converse={"local.endless": endless})) as url,
        open_client("bedrock-runtime", url) as runtime,
    ):
        asking = asyncio.create_task(runtime.converse(modelId="local.endless", messages=MESSAGES))
        async with asyncio.timeout(10):
            await endless.asked.wait()
            asking.cancel()
            await endless.cancelled.wait()


async def test_a_fault_of_our_own_tells_no_details(caplog: pytest.LogCaptureFixture) -> None:
    async with (
        serve_endpoint(Catalog(converse={"local.broken": Broken()})) as url,
        open_client("bedrock-runtime", url) as runtime,
    ):
        with pytest.raises(runtime.exceptions.InternalServerException) as caught:
            await runtime.converse(modelId="local.broken", messages=MESSAGES)
    assert "secret" not in str(caught.value)
    assert "a secret detail" in caplog.text


async def test_a_body_that_is_too_large_is_refused() -> None:
    transport = httpx.ASGITransport(create_app(Catalog(), {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://endpoint") as plain:
        response = await plain.post("/rerank", content=b"x" * 25_000_001)
    assert response.status_code == 413
    assert response.headers["x-amzn-errortype"] == "RequestEntityTooLargeException"


async def test_an_unknown_operation_is_named() -> None:
    async with serve_endpoint(Catalog(), secrets={}) as url, open_client("bedrock-runtime", url) as runtime:
        with pytest.raises(runtime.exceptions.ClientError, match="UnknownOperationException"):
            await runtime.invoke_model_with_response_stream(modelId="local.x", body="{}")


async def start(*options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "devstack.bedrock", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"},
    )


@pytest.mark.slow
async def test_it_starts_on_a_free_port_answers_health_and_stops_at_sigterm() -> None:
    process = await start()
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert line.endswith("(signatures are verified)\n")
    async with httpx.AsyncClient(base_url=line.split()[3]) as plain:
        assert (await plain.get("/healthz")).status_code == 200
    process.terminate()
    _, told = await process.communicate()
    assert process.returncode in (0, -15)
    assert b"Traceback" not in told


@pytest.mark.slow
async def test_a_taken_port_is_one_clear_line() -> None:
    async with serve_endpoint(Catalog()) as url:
        port = url.rsplit(":", 1)[1]
        process = await start("--port", port)
        _, told = await process.communicate()
    assert process.returncode == 1
    assert told.decode() == f"devstack.bedrock: cannot listen on 127.0.0.1:{port}: Address already in use\n"
