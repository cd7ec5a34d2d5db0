"""The Bedrock client. It lives as long as the process: creating one costs tens of milliseconds."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiobotocore.config import AioConfig
from pydantic_core import from_json

from datasources.aws import create_aws_session
from datasources.bedrock.arn import model_arn
from datasources.bedrock.conversations import Conversations
from datasources.bedrock.converse import ConverseOptions
from datasources.bedrock.errors import translate_bedrock_errors
from datasources.bedrock.model_access import is_reachable
from datasources.telemetry.metrics import measure_model_call
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta, TokenCount
from models.asking.vectors import EmbeddingSpace
from models.errors import InvalidInput, ModelFailed
from models.version import VERSION

if TYPE_CHECKING:
    from types_aiobotocore_bedrock_agent_runtime import AgentsforBedrockRuntimeClient
    from types_aiobotocore_bedrock_agent_runtime.type_defs import RerankingConfigurationTypeDef
    from types_aiobotocore_bedrock_runtime import BedrockRuntimeClient

# Limits calls that embed many texts. A question embeds one text and skips this limit, because a user waits.
MAX_CONCURRENT_EMBEDDINGS = 16
# Connections per service. A question uses two at once; without a free one it waits for somebody else's whole call.
_MAX_CONNECTIONS = 256
_MAX_TEXT_LENGTH = 50_000  # characters that Titan Text Embeddings V2 accepts
_MAX_DOCUMENT_LENGTH = 32_000  # characters of a query or document that Rerank accepts
_MAX_DOCUMENTS = 1000


@dataclass(frozen=True, slots=True)
class BedrockEndpoints:
    """Regions and endpoint URLs of both services. A URL of None means AWS's own endpoint."""

    region: str
    reranker_region: str
    runtime_url: str | None = None
    agent_runtime_url: str | None = None


@dataclass(frozen=True, slots=True)
class BedrockConfig:
    """Models for embeddings and reranking (conversations name their own), and the timeout of a call in seconds."""

    space: EmbeddingSpace
    rerank_model_id: str
    rerank_model_arn: str
    timeout_seconds: float


class Bedrock:
    """Language models, embeddings and reranking. Raises only errors of `models.errors`."""

    def __init__(
        self,
        talking: Conversations,
        runtime: "BedrockRuntimeClient",
        agent_runtime: "AgentsforBedrockRuntimeClient",
        config: BedrockConfig,
    ) -> None:
        self._talking = talking
        self._runtime = runtime
        self._agent_runtime = agent_runtime
        self._config = config
        self._embedding_slots = asyncio.Semaphore(MAX_CONCURRENT_EMBEDDINGS)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        endpoints: BedrockEndpoints,
        *,
        space: EmbeddingSpace,
        rerank_model_id: str,
        timeout_seconds: float,
        options: ConverseOptions | None = None,
    ) -> AsyncIterator["Bedrock"]:
        """Open clients for both services; the block's end closes them. space: of embeddings, unless a call names one.

        Credentials come from botocore's chain: environment, profile, or the machine's role.
        """
        session = create_aws_session()
        client_config = AioConfig(
            connect_timeout=min(5.0, timeout_seconds),
            read_timeout=timeout_seconds,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=_MAX_CONNECTIONS,
            # The service validates every request itself, and `check_models` sends requests that it must refuse.
            parameter_validation=False,
            # A constant: botocore would build its own user agent again for every call.
            user_agent=f"watchgraph/{VERSION}",
        )
        partition = session.get_partition_for_region(endpoints.reranker_region)
        bedrock_config = BedrockConfig(
            space=space,
            rerank_model_id=rerank_model_id,
            rerank_model_arn=model_arn(rerank_model_id, region=endpoints.reranker_region, partition=partition),
            timeout_seconds=timeout_seconds,
        )
        # Conversations have a client of their own: after throttling, adaptive retries slow down all calls of a client.
        adaptive = client_config.merge(AioConfig(retries={"mode": "adaptive", "total_max_attempts": 3}))
        async with (
            session.client(
                "bedrock-runtime",
                region_name=endpoints.region,
                endpoint_url=endpoints.runtime_url,
                config=adaptive,
            ) as conversing,
            session.client(
                "bedrock-runtime",
                region_name=endpoints.region,
                endpoint_url=endpoints.runtime_url,
                config=client_config,
            ) as runtime,
            session.client(
                "bedrock-agent-runtime",
                region_name=endpoints.reranker_region,
                endpoint_url=endpoints.agent_runtime_url,
                config=client_config,
            ) as agent_runtime,
        ):
            talking = Conversations(conversing, timeout_seconds, options or ConverseOptions())
            yield cls(talking, runtime, agent_runtime, bedrock_config)

    async def converse(self, conversation: Conversation) -> Reply:
        """The complete reply. With a tool: its input; raises ModelFailed when the model did not call it."""
        return await self._talking.converse(conversation)

    def converse_stream(self, conversation: Conversation) -> AsyncIterator[TextDelta | StreamEnd]:
        """Stream the reply's text, then one StreamEnd. A broken stream raises instead."""
        return self._talking.stream(conversation)

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None) -> Embeddings:
        """One vector per text, in order. Blank texts raise InvalidInput before any call; equal texts are sent once.

        space: overrides the configured one. Raises ModelFailed when the model returns vectors of another length.
        """
        space = space or self._config.space
        for number, text in enumerate(texts):
            if not text.strip():
                raise InvalidInput(name=f"texts[{number}]", problem="it is blank")
        distinct = list(dict.fromkeys(texts))
        if len(distinct) == 1:
            vectors_by_text = {distinct[0]: await self._embed(distinct[0], space)}
        else:
            vectors_by_text = await self._embed_many(distinct, space)
        return Embeddings(
            model_id=space.model_id,
            vectors=[vectors_by_text[text][0] for text in texts],
            tokens=TokenCount(input_tokens=sum(token_count for _, token_count in vectors_by_text.values())),
        )

    async def _embed_many(self, texts: Sequence[str], space: EmbeddingSpace) -> dict[str, tuple[list[float], int]]:
        async def embed_in_slot(text: str) -> tuple[list[float], int]:
            async with self._embedding_slots:
                return await self._embed(text, space)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(embed_in_slot(text)) for text in texts]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return dict(zip(texts, (task.result() for task in tasks), strict=True))

    async def _embed(self, text: str, space: EmbeddingSpace) -> tuple[list[float], int]:
        body = {"inputText": text[:_MAX_TEXT_LENGTH], "dimensions": space.dimensions, "normalize": True}
        with measure_model_call(space.model_id), translate_bedrock_errors("embeddings"):
            async with asyncio.timeout(self._config.timeout_seconds):
                response = await self._runtime.invoke_model(
                    modelId=space.model_id,
                    contentType="application/json",
                    accept="application/json",
                    body=json.dumps(body),
                )
                # The vector is a thousand numbers of JSON text: the standard library takes eight times as long.
                reply: Mapping[str, Any] = from_json(await response["body"].read())
        vector = reply["embedding"]
        if len(vector) != space.dimensions:
            raise ModelFailed(
                "EMBEDDING_DIMENSIONS", model=space.model_id, actual=len(vector), expected=space.dimensions
            )
        return vector, int(reply["inputTextTokenCount"])

    async def rerank(self, query: str, documents: Sequence[str], keep: int) -> list[RankedDocument]:
        """The best `keep` documents, best first. Blank texts and more than 1000 documents raise InvalidInput."""
        if not documents:
            return []
        if len(documents) > _MAX_DOCUMENTS:
            raise InvalidInput(name="documents", problem=f"there are more than {_MAX_DOCUMENTS}")
        for name, text in (("query", query), *((f"documents[{at}]", text) for at, text in enumerate(documents))):
            if not text.strip():
                raise InvalidInput(name=name, problem="it is blank")
        with measure_model_call(self._config.rerank_model_id), translate_bedrock_errors("rerank"):
            async with asyncio.timeout(self._config.timeout_seconds):
                response = await self._agent_runtime.rerank(
                    queries=[{"type": "TEXT", "textQuery": {"text": query[:_MAX_DOCUMENT_LENGTH]}}],
                    sources=[
                        {
                            "type": "INLINE",
                            "inlineDocumentSource": {
                                "type": "TEXT",
                                "textDocument": {"text": text[:_MAX_DOCUMENT_LENGTH]},
                            },
                        }
                        for text in documents
                    ],
                    rerankingConfiguration=self._build_rerank_config(min(keep, len(documents))),
                )
        return [
            RankedDocument(result["index"], min(1.0, max(0.0, result["relevanceScore"])))
            for result in response["results"]
        ]

    async def check_models(self, language_models: Mapping[str, str] | None = None) -> Mapping[str, bool]:
        """Purpose → whether its model is reachable now. Never raises, costs nothing (see `model_access.py`).

        language_models: purpose → model id of the models that conversations name themselves.
        """
        probes = {purpose: self._probe_conversation(model_id) for purpose, model_id in (language_models or {}).items()}
        probes["embeddings"] = self._probe_embedding()
        probes["rerank"] = self._probe_rerank()
        results = await asyncio.gather(*(is_reachable(probe) for probe in probes.values()))
        return dict(zip(probes, results, strict=True))

    async def _probe_conversation(self, model_id: str) -> None:
        await self._talking.probe(model_id)

    async def _probe_embedding(self) -> None:
        await self._runtime.invoke_model(modelId=self._config.space.model_id, contentType="application/json", body="{}")

    async def _probe_rerank(self) -> None:
        await self._agent_runtime.rerank(
            queries=[], sources=[], rerankingConfiguration=self._build_rerank_config(results=1)
        )

    def _build_rerank_config(self, results: int) -> "RerankingConfigurationTypeDef":
        return {
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": {
                "numberOfResults": results,
                "modelConfiguration": {"modelArn": self._config.rerank_model_arn},
            },
        }
