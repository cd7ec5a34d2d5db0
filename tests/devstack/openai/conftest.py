"""A scripted server, and the Bedrock endpoint that bridges to it, once for all tests; each test has its own model."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from devstack.bedrock.catalog import Catalog
from devstack.bedrock.models import StreamingModel
from devstack.openai.model import BridgedModel
from devstack.openai.server import Server
from devstack.openai.upstream import Upstream
from tests.devstack.bedrock.serving import open_client, serve_endpoint
from tests.devstack.openai.scripted import ScriptedServer, serve_script

MODEL = "llm.tiny:1b"
TOOL = {
    "toolSpec": {
        "name": "plan",
        "description": "Plans.",
        "inputSchema": {
            "json": {
                "type": "object",
                "required": ["want"],
                "properties": {
                    "want": {"type": "string", "enum": ["LIST", "COUNT"]},
                    "types": {"type": "array", "items": {"type": "string"}},
                    "from": {"type": ["number", "null"]},
                },
            }
        },
    }
}


@pytest.fixture(scope="session")
async def scripted() -> AsyncIterator[ScriptedServer]:
    async with serve_script() as server:
        yield server


@dataclass
class Bridge:
    """What calls the endpoint as the product does, and the scripted server behind it."""

    client: Any
    server: ScriptedServer

    async def ask(self, *chunks_of_answers: Any, **fields: Any) -> Any:
        """Converse, with these answers of the server."""
        self.server.answers.extend(chunks_of_answers)
        return await self.client.converse(**self._request(fields))

    async def ask_tool(self, *answers: Any, **fields: Any) -> Mapping[str, Any]:
        """The input of the forced tool."""
        config = {"tools": [TOOL], "toolChoice": {"tool": {"name": "plan"}}}
        answer = await self.ask(*answers, toolConfig=config, **fields)
        [block] = answer["output"]["message"]["content"]
        found: Mapping[str, Any] = block["toolUse"]["input"]
        return found

    async def stream(self, *answers: Any, **fields: Any) -> list[Mapping[str, Any]]:
        """The events of ConverseStream."""
        self.server.answers.extend(answers)
        response = await self.client.converse_stream(**self._request(fields))
        return [event async for event in response["stream"]]

    async def stream_text(self, *answers: Any, **fields: Any) -> str:
        return "".join(
            event["contentBlockDelta"]["delta"]["text"]
            for event in await self.stream(*answers, **fields)
            if "contentBlockDelta" in event
        )

    def _request(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        messages = [{"role": "user", "content": [{"text": "Who came in?"}]}]
        return {"modelId": MODEL, "messages": messages, **fields}


class _Switch:
    """The model of the test that runs: the endpoint is served once."""

    def __init__(self) -> None:
        self.model: BridgedModel | None = None

    async def check(self) -> None:
        assert self.model is not None
        await self.model.check()

    def stream(self, request: Any) -> Any:
        assert self.model is not None
        return self.model.stream(request)


@pytest.fixture(scope="session")
async def switch() -> _Switch:
    return _Switch()


@pytest.fixture(scope="session")
async def runtime(switch: _Switch) -> AsyncIterator[Any]:
    assert isinstance(switch, StreamingModel)
    async with serve_endpoint(Catalog(converse={MODEL: switch})) as url, open_client("bedrock-runtime", url) as client:
        yield client


@pytest.fixture
async def bridge(scripted: ScriptedServer, switch: _Switch, runtime: Any) -> AsyncIterator[Bridge]:
    scripted.answers.clear()
    scripted.requests.clear()
    scripted.cancelled.clear()
    scripted.most_running = 0
    upstream = Upstream(f"{scripted.url}/v1", "a-key", 5.0)
    switch.model = BridgedModel(Server(upstream, slots=2, wait_seconds=0.05), "tiny:1b", {"seed": 7})
    yield Bridge(runtime, scripted)
    await upstream.close()
