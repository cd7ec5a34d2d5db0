"""Bedrock as the product opens it, against the local endpoint."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest

from datasources.bedrock import Bedrock, BedrockEndpoints
from devstack.standin.local_models import build_local_models
from models.asking.vectors import EmbeddingSpace
from tests.datasources.bedrock.models import Echo, Shy, WatchedEmbedding
from tests.devstack.bedrock.serving import KEY, SECRET, serve_endpoint

Opened = Callable[..., AbstractAsyncContextManager[Bedrock]]


@pytest.fixture(scope="session")
def watched() -> WatchedEmbedding:
    return WatchedEmbedding()


@pytest.fixture(scope="session")
async def endpoint(watched: WatchedEmbedding) -> AsyncIterator[str]:
    models = build_local_models()
    catalog = replace(
        models,
        converse={**models.converse, "local.echo-v1": Echo(), "local.shy-v1": Shy()},
        embedding={**models.embedding, "local.watched-v1": watched},
        warmed=(),
    )
    async with serve_endpoint(catalog) as url:
        yield url


@pytest.fixture
def opened(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens Bedrock with the settings of the embedded stack, or others."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)

    @asynccontextmanager
    async def open_(
        *,
        url: str = endpoint,
        embedding: str = "local.use-multilingual-v1",
        dimensions: int = 1024,
        rerank: str = "local.overlap-v1",
        patience: float = 30.0,
    ) -> AsyncIterator[Bedrock]:
        async with Bedrock.open(
            BedrockEndpoints("ap-northeast-2", "ap-northeast-1", runtime_url=url, agent_runtime_url=url),
            space=EmbeddingSpace(embedding, dimensions),
            rerank_model_id=rerank,
            timeout_seconds=patience,
        ) as bedrock:
            yield bedrock

    return open_


@pytest.fixture
async def bedrock(opened: Opened) -> AsyncIterator[Bedrock]:
    async with opened() as one:
        yield one
