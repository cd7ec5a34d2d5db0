"""Embeddings and reranking over the wire: Titan's and Cohere's bodies, and the Rerank operation."""

import asyncio
import json
import math
from typing import Any

import numpy as np
import pytest
from botocore.exceptions import ClientError

USE = "local.use-multilingual-v1"
OVERLAP = "local.overlap-v1"
ARN = f"arn:aws:bedrock:ap-northeast-1::foundation-model/{OVERLAP}"
STANDS = "A person stands on the left."
WALKS = "A person walks on the right."


async def invoke(runtime: Any, model_id: str, **body: Any) -> dict[str, Any]:
    response = await runtime.invoke_model(modelId=model_id, contentType="application/json", body=json.dumps(body))
    answer: dict[str, Any] = json.loads(await response["body"].read())
    return answer


async def refused(call: Any) -> str:
    with pytest.raises(ClientError) as caught:
        await call
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    return str(caught.value.response["Error"]["Message"])


class TestTitanBody:
    async def test_gives_1024_numbers_of_unit_length_and_the_tokens(self, runtime: Any) -> None:
        answer = await invoke(runtime, USE, inputText="왼쪽에 서 있는 사람")
        assert len(answer["embedding"]) == 1024
        assert math.isclose(math.hypot(*answer["embedding"]), 1, abs_tol=1e-5)
        assert answer["embeddingsByType"]["float"] == answer["embedding"]
        assert answer["inputTextTokenCount"] > 3

    async def test_gives_the_same_numbers_at_both_dimensions(self, runtime: Any) -> None:
        short = await invoke(runtime, USE, inputText=STANDS, dimensions=512, normalize=False)
        long = await invoke(runtime, USE, inputText=STANDS, dimensions=1024, embeddingTypes=["float"])
        assert long["embedding"] == short["embedding"] + [0.0] * 512

    async def test_a_text_has_the_same_vector_alone_and_among_many(self, runtime: Any) -> None:
        texts = [f"Person P{number} walks to the right." for number in range(150)]
        together = await asyncio.gather(*(invoke(runtime, USE, inputText=text) for text in texts))
        alone = await invoke(runtime, USE, inputText=texts[77])
        assert together[77]["embedding"] == pytest.approx(alone["embedding"], abs=1e-5)

    async def test_korean_and_english_of_one_meaning_are_near(self, runtime: Any) -> None:
        korean, same, other = [
            (await invoke(runtime, USE, inputText=text))["embedding"]
            for text in ("왼쪽에 사람이 서 있습니다.", STANDS, "The parking lot was repaved last summer.")
        ]
        assert np.dot(korean, same) > np.dot(korean, other) + 0.3

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            ({"inputText": ""}, "inputText"),
            ({"inputText": " \n"}, "blank"),
            ({"inputText": "x" * 50_001}, "inputText"),
            ({"inputText": "a b " * 9000}, "Too many input tokens"),
            ({}, "inputText"),
            ({"inputText": "x", "dimensions": 300}, "dimensions"),
            ({"inputText": "x", "dimensions": 256}, "512"),
            ({"inputText": "x", "embeddingTypes": ["binary"]}, "binary"),
            ({"inputText": "x", "dimension": 512}, "dimension"),
        ],
    )
    async def test_what_it_cannot_honour_is_refused(self, runtime: Any, body: dict[str, Any], told: str) -> None:
        assert told in await refused(invoke(runtime, USE, **body))

    async def test_a_body_that_is_no_json_is_refused(self, runtime: Any) -> None:
        with pytest.raises(ClientError) as caught:
            await runtime.invoke_model(modelId=USE, body="{")
        assert caught.value.response["Error"]["Code"] == "SerializationException"

    async def test_a_language_model_takes_no_embedding_body(self, runtime: Any) -> None:
        assert "does not support text embeddings" in await refused(invoke(runtime, "local.rules-v1", inputText="x"))


class TestCohereBody:
    async def test_orders_by_relevance_and_keeps_the_best(self, runtime: Any) -> None:
        answer = await invoke(
            runtime, OVERLAP, query="Who stands on the left?", documents=[WALKS, STANDS], top_n=1, api_version=2
        )
        [best] = answer["results"]
        assert best["index"] == 1
        assert 0 < best["relevance_score"] <= 1

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"query": ""}, "query"),
            ({"documents": []}, "documents"),
            ({"api_version": 1}, "api_version"),
            ({"top_n": 0}, "top_n"),
            ({"topN": 1}, "topN"),
        ],
    )
    async def test_a_wrong_body_is_refused(self, runtime: Any, change: dict[str, Any], told: str) -> None:
        body = {"query": "x", "documents": ["y"], "api_version": 2, **change}
        assert told in await refused(invoke(runtime, OVERLAP, **body))


def rerank_request(query: str, *texts: str, keep: int | None = None, arn: str = ARN) -> dict[str, Any]:
    sources = [
        {"type": "INLINE", "inlineDocumentSource": {"type": "TEXT", "textDocument": {"text": text}}} for text in texts
    ]
    return {
        "queries": [{"type": "TEXT", "textQuery": {"text": query}}],
        "sources": sources,
        "rerankingConfiguration": {
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": {
                "modelConfiguration": {"modelArn": arn},
                **({"numberOfResults": keep} if keep else {}),
            },
        },
    }


class TestRerank:
    @pytest.mark.parametrize("arn", [ARN, OVERLAP])
    async def test_orders_every_document_by_relevance(self, agent_runtime: Any, arn: str) -> None:
        answer = await agent_runtime.rerank(**rerank_request("왼쪽에 서 있는 사람", WALKS, STANDS, arn=arn))
        scores = [one["relevanceScore"] for one in answer["results"]]
        assert [one["index"] for one in answer["results"]] == [1, 0]
        assert scores == sorted(scores, reverse=True)

    async def test_keeps_the_number_that_was_asked_for(self, agent_runtime: Any) -> None:
        answer = await agent_runtime.rerank(**rerank_request("left", WALKS, STANDS, STANDS, keep=2))
        assert [one["index"] for one in answer["results"]] == [1, 2]

    async def test_reads_json_documents(self, agent_runtime: Any) -> None:
        request = rerank_request("standing on the left", WALKS, STANDS)
        document = {"type": "JSON", "jsonDocument": {"description": STANDS}}
        request["sources"][1]["inlineDocumentSource"] = document
        assert (await agent_runtime.rerank(**request))["results"][0]["index"] == 1

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"queries": []}, "queries"),
            ({"sources": []}, "sources"),
            ({"sources": [{"type": "INLINE", "inlineDocumentSource": {"type": "TEXT"}}]}, "sources.0"),
        ],
    )
    async def test_a_wrong_request_is_refused(self, agent_runtime: Any, change: dict[str, Any], told: str) -> None:
        assert told in await refused(agent_runtime.rerank(**{**rerank_request("x", "y"), **change}))

    async def test_an_unknown_model_is_not_found(self, agent_runtime: Any) -> None:
        with pytest.raises(ClientError) as caught:
            await agent_runtime.rerank(**rerank_request("x", "y", arn=ARN.replace(OVERLAP, "cohere.rerank-v3-5:0")))
        assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
