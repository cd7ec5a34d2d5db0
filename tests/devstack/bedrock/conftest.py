"""One endpoint for all tests of the wire protocol, with an echo model and the local models."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.models import ModelAnswer
from devstack.standin.local_models import build_local_models
from tests.devstack.bedrock.serving import open_client, serve_endpoint


class EchoConverseModel:
    """Answers with what it was asked: the tool's name and the words of the last message, each a piece."""

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        said = request.messages[-1].text
        if request.tool is not None:
            return ModelAnswer(tool_input={"tool": request.tool.name, "system": request.system, "said": said})
        return ModelAnswer([f"{word} " for word in said.split(" ")])


@pytest.fixture(scope="session")
async def endpoint() -> AsyncIterator[str]:
    models = build_local_models()
    async with serve_endpoint(
        replace(models, converse={**models.converse, "local.echo-v1": EchoConverseModel()}, warmed=())
    ) as url:
        yield url


@pytest.fixture(scope="session")
async def runtime(endpoint: str) -> AsyncIterator[Any]:
    async with open_client("bedrock-runtime", endpoint) as opened:
        yield opened


@pytest.fixture(scope="session")
async def agent_runtime(endpoint: str) -> AsyncIterator[Any]:
    async with open_client("bedrock-agent-runtime", endpoint) as opened:
        yield opened
