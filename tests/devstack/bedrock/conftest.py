"""One endpoint for all tests of the wire: small stand-ins for the language model, the real other models."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from devstack.bedrock.catalog import local_models
from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.reply import Answer
from tests.devstack.bedrock.serving import client, serving


class Echo:
    """Answers with what it was asked: the tool's name and the words of the last message, each a piece."""

    async def respond(self, request: ConverseRequest) -> Answer:
        said = request.messages[-1].text
        if request.tool is not None:
            return Answer(tool_input={"tool": request.tool.name, "system": request.system, "said": said})
        return Answer([f"{word} " for word in said.split(" ")])


@pytest.fixture(scope="session")
async def endpoint() -> AsyncIterator[str]:
    models = local_models()
    async with serving(replace(models, converse={**models.converse, "local.echo-v1": Echo()}, warmed=())) as url:
        yield url


@pytest.fixture(scope="session")
async def runtime(endpoint: str) -> AsyncIterator[Any]:
    async with client("bedrock-runtime", endpoint) as opened:
        yield opened


@pytest.fixture(scope="session")
async def agent_runtime(endpoint: str) -> AsyncIterator[Any]:
    async with client("bedrock-agent-runtime", endpoint) as opened:
        yield opened
