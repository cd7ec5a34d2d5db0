"""The one door to Bedrock. Clients live as long as the process: making one costs tens of milliseconds."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from aiobotocore.config import AioConfig
from pydantic_core import from_json

from datasources.aws import create_aws_session
from datasources.bedrock.arn import model_arn
from datasources.bedrock.converse import build_converse_request, parse_reply, parse_token_count
from datasources.bedrock.errors import translate_bedrock_errors
from datasources.bedrock.model_access import is_reachable
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta, TokenCount
from models.asking.vectors import EmbeddingSpace
from models.errors import InvalidInput, ModelFailed, Unavailable
from models.version import VERSION

if TYPE_CHECKING:
    from types_aiobotocore_bedrock_agent_runtime import AgentsforBedrockRuntimeClient
    from types_aiobotocore_bedrock_agent_runtime.type_defs import RerankingConfigurationTypeDef
    from types_aiobotocore_bedrock_runtime import BedrockRuntimeClient
    from types_aiobotocore_bedrock_runtime.type_defs import ConverseStreamOutputTypeDef, ConverseStreamRequestTypeDef

# Of those who embed many texts. A question embeds one, and somebody waits for it.
MAX_CONCURRENT_EMBEDDINGS = 16
# Connections to a service. A question holds two at once; who waits for one waits a whole call of somebody else's.
_MAX_CONNECTIONS = 256
_MAX_TEXT_LENGTH = 50_000  # characters that Titan Text Embeddings V2 takes
_MAX_DOCUMENT_LENGTH = 32_000  # characters of a query or document that Rerank takes
_MAX_DOCUMENTS = 1000


@dataclass(frozen=True, slots=True)
class BedrockConfig:
    """The models that are not named by each conversation, and the longest wait for an answer in seconds."""

    space: EmbeddingSpace
    rerank_model_id: str
    rerank_model_arn: str
    timeout_seconds: float


class Bedrock:
    """Language models, embeddings and reranking. Raises only errors of `models.errors`."""

    def __init__(
        self, runtime: "BedrockRuntimeClient", agent_runtime: "AgentsforBedrockRuntimeClient", config: BedrockConfig
    ) -> None:
        self._runtime = runtime
        self._agent_runtime = agent_runtime
        self._config = config
        self._embedding_slots = asyncio.Semaphore(MAX_CONCURRENT_EMBEDDINGS)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        region: str,
        reranker_region: str,
        endpoint_runtime: str | None,
        endpoint_agent_runtime: str | None,
        embedding_model_id: str,
        embedding_dimensions: int,
        rerank_model_id: str,
        timeout_seconds: float,
    ) -> AsyncIterator["Bedrock"]:
        """Clients for both services, closed at the end. Endpoints of None are AWS's own.

        Credentials come from botocore's chain: environment, profile, or the machine's role.
        """
        session = create_aws_session()
        config = AioConfig(
            connect_timeout=min(5.0, timeout_seconds),
            read_timeout=timeout_seconds,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=_MAX_CONNECTIONS,
            # The service checks every request itself, and `reachable` sends one that it must refuse.
            parameter_validation=False,
            # What botocore tells of itself and the machine, it puts together anew for every call.
            user_agent=f"watchgraph/{VERSION}",
        )
        partition = session.get_partition_for_region(reranker_region)
        choice = BedrockConfig(
            space=EmbeddingSpace(embedding_model_id, embedding_dimensions),
            rerank_model_id=rerank_model_id,
            rerank_model_arn=model_arn(rerank_model_id, region=reranker_region, partition=partition),
            timeout_seconds=timeout_seconds,
        )
        async with (
            session.client(
                "bedrock-runtime", region_name=region, endpoint_url=endpoint_runtime, config=config
            ) as runtime,
            session.client(
                "bedrock-agent-runtime", region_name=reranker_region, endpoint_url=endpoint_agent_runtime, config=config
            ) as agent_runtime,
        ):
            yield cls(runtime, agent_runtime, choice)

    async def converse(self, conversation: Conversation) -> Reply:
        """The whole answer. With a tool, its input; raises ModelFailed when the model did not call it."""
        request = build_converse_request(conversation)
        with translate_bedrock_errors("language model"):
            async with asyncio.timeout(self._config.timeout_seconds):
                response = await self._runtime.converse(**request)
        return parse_reply(conversation, response)

    async def converse_stream(self, conversation: Conversation) -> AsyncIterator[TextDelta | StreamEnd]:
        """The answer's text as it is written, then one StreamEnd. A stream that breaks raises instead.

        The longest wait holds for each piece. Who stops early closes the generator (`contextlib.aclosing`), which
        closes the response and so stops the model. Tools are asked through `converse`.
        """
        if conversation.tool is not None:
            raise ValueError("a stream carries text only: ask a forced tool through converse")
        request = build_converse_request(conversation)
        purpose = "language model"
        with translate_bedrock_errors(purpose):
            async with asyncio.timeout(self._config.timeout_seconds):
                response = await self._runtime.converse_stream(**cast("ConverseStreamRequestTypeDef", request))
        stream = response["stream"]
        try:
            stop_reason, counted = None, TokenCount()
            events = aiter(stream)
            while (event := await self._next_event(events, purpose)) is not None:
                if "contentBlockDelta" in event and (text := event["contentBlockDelta"]["delta"].get("text")):
                    yield TextDelta(text)
                elif "messageStop" in event:
                    stop_reason = str(event["messageStop"]["stopReason"])
                elif "metadata" in event:
                    counted = parse_token_count(event["metadata"]["usage"])
            if stop_reason is None:
                raise Unavailable(service=f"Bedrock {purpose}")
            yield StreamEnd(stop_reason, counted)
        finally:
            stream.close()

    async def _next_event(
        self, events: AsyncIterator["ConverseStreamOutputTypeDef"], purpose: str
    ) -> "ConverseStreamOutputTypeDef | None":
        # The client's read_timeout holds here: a timer of our own for each piece took as long as to read it.
        with translate_bedrock_errors(purpose):
            return await anext(events, None)

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None) -> Embeddings:
        """One vector per text, in order. Blank texts raise InvalidInput before any call; equal texts are sent once.

        space: by another model, or of another length, than the configured one. Raises ModelFailed where the model
        makes vectors of a different length.
        """
        space = space or self._config.space
        for number, text in enumerate(texts):
            if not text.strip():
                raise InvalidInput(name=f"texts[{number}]", problem="it is blank")
        distinct = list(dict.fromkeys(texts))
        if len(distinct) == 1:
            answered = {distinct[0]: await self._embed(distinct[0], space)}
        else:
            answered = await self._embed_many(distinct, space)
        return Embeddings(
            model_id=space.model_id,
            vectors=[answered[text][0] for text in texts],
            tokens=TokenCount(input_tokens=sum(counted for _, counted in answered.values())),
        )

    async def _embed_many(self, texts: Sequence[str], space: EmbeddingSpace) -> dict[str, tuple[list[float], int]]:
        async def in_turn(text: str) -> tuple[list[float], int]:
            async with self._embedding_slots:
                return await self._embed(text, space)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(in_turn(text)) for text in texts]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return dict(zip(texts, (task.result() for task in tasks), strict=True))

    async def _embed(self, text: str, space: EmbeddingSpace) -> tuple[list[float], int]:
        body = {"inputText": text[:_MAX_TEXT_LENGTH], "dimensions": space.dimensions, "normalize": True}
        with translate_bedrock_errors("embeddings"):
            async with asyncio.timeout(self._config.timeout_seconds):
                response = await self._runtime.invoke_model(
                    modelId=space.model_id,
                    contentType="application/json",
                    accept="application/json",
                    body=json.dumps(body),
                )
                # A thousand numbers as text: the standard library takes eight times as long.
                answer: Mapping[str, Any] = from_json(await response["body"].read())
        vector = answer["embedding"]
        if len(vector) != space.dimensions:
            raise ModelFailed(
                "EMBEDDING_DIMENSIONS", model=space.model_id, actual=len(vector), expected=space.dimensions
            )
        return vector, int(answer["inputTextTokenCount"])

    async def rerank(self, query: str, documents: Sequence[str], keep: int) -> list[RankedDocument]:
        """The best `keep` documents, best first. Blank texts and more than 1000 documents raise InvalidInput."""
        if not documents:
            return []
        if len(documents) > _MAX_DOCUMENTS:
            raise InvalidInput(name="documents", problem=f"there are more than {_MAX_DOCUMENTS}")
        for name, text in (("query", query), *((f"documents[{at}]", text) for at, text in enumerate(documents))):
            if not text.strip():
                raise InvalidInput(name=name, problem="it is blank")
        with translate_bedrock_errors("rerank"):
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
        return [RankedDocument(one["index"], min(1.0, max(0.0, one["relevanceScore"]))) for one in response["results"]]

    async def check_models(self, language_models: Mapping[str, str] | None = None) -> Mapping[str, bool]:
        """Purpose → whether its model could be asked now; never raises, costs nothing (see `reachable.py`).

        language_models maps further purposes to their model ids, since conversations name their models themselves.
        """
        probes = {purpose: self._probe_conversation(model_id) for purpose, model_id in (language_models or {}).items()}
        probes["embeddings"] = self._probe_embedding()
        probes["rerank"] = self._probe_rerank()
        results = await asyncio.gather(*(is_reachable(probe) for probe in probes.values()))
        return dict(zip(probes, results, strict=True))

    async def _probe_conversation(self, model_id: str) -> None:
        await self._runtime.converse(modelId=model_id, messages=[])

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
