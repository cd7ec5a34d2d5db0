"""Embeddings, reranking and readiness."""

import asyncio
import math

import pytest

from datasources.bedrock import Bedrock
from datasources.bedrock.arn import model_arn
from datasources.bedrock.client import MAX_CONCURRENT_EMBEDDINGS
from models.asking.vectors import EmbeddingSpace
from models.errors import InvalidInput, ModelFailed, Throttled, TimedOut, Unavailable
from tests.datasources.bedrock.conftest import Opened
from tests.datasources.bedrock.models import WatchedEmbedding

STANDS = "A person stands on the left."
WALKS = "A person walks on the right."


class TestEmbed:
    async def test_gives_one_vector_of_unit_length_per_text_in_order(self, bedrock: Bedrock) -> None:
        together = await bedrock.embed([STANDS, WALKS, STANDS])
        assert together.model_id == "local.use-multilingual-v1"
        assert [len(vector) for vector in together.vectors] == [1024] * 3
        assert all(math.isclose(math.hypot(*vector), 1, abs_tol=1e-5) for vector in together.vectors)
        assert together.vectors[0] == together.vectors[2] != together.vectors[1]
        assert together.vectors[1] == pytest.approx((await bedrock.embed([WALKS])).vectors[0], abs=1e-5)
        assert together.tokens.input_tokens > 0

    async def test_gives_the_dimensions_of_the_settings(self, opened: Opened) -> None:
        async with opened(dimensions=512) as short:
            assert len((await short.embed([STANDS])).vectors[0]) == 512

    async def test_asks_another_model_and_length_when_told(self, opened: Opened, watched: WatchedEmbedding) -> None:
        async with opened(embedding="local.watched-v1") as bedrock:
            other = await bedrock.embed([STANDS], EmbeddingSpace("local.use-multilingual-v1", 512))
        assert (other.model_id, len(other.vectors[0])) == ("local.use-multilingual-v1", 512)
        assert watched.texts == []

    async def test_asks_many_at_once_but_not_all(self, opened: Opened, watched: WatchedEmbedding) -> None:
        texts = [f"text {number}" for number in range(80)]
        async with opened(embedding="local.watched-v1") as bedrock:
            answer = await bedrock.embed(texts + texts)
        assert sorted(watched.texts) == sorted(texts)
        assert 1 < watched.most_at_once <= MAX_CONCURRENT_EMBEDDINGS
        assert answer.tokens.input_tokens == sum(len(text) for text in texts)
        assert len(answer.vectors) == 160

    async def test_no_single_text_waits_for_another(self, opened: Opened, watched: WatchedEmbedding) -> None:
        watched.expect(100)
        try:
            async with opened(embedding="local.watched-v1") as bedrock:
                await asyncio.gather(*(bedrock.embed([f"question {number}"]) for number in range(100)))
            assert watched.most_at_once == 100
        finally:
            watched.expect(1)

    async def test_nothing_costs_nothing(self, bedrock: Bedrock) -> None:
        assert (await bedrock.embed([])).vectors == []

    @pytest.mark.parametrize("blank", ["", " \n"])
    async def test_a_blank_text_is_refused_before_any_call(
        self, opened: Opened, watched: WatchedEmbedding, blank: str
    ) -> None:
        before = len(watched.texts)
        async with opened(embedding="local.watched-v1") as bedrock:
            with pytest.raises(InvalidInput, match=r"texts\[1\]"):
                await bedrock.embed(["fine", blank])
        assert len(watched.texts) == before

    @pytest.mark.parametrize(
        ("model_id", "error"),
        [
            ("local.fault-throttle", Throttled),
            ("local.fault-timeout", TimedOut),
            ("local.none-v1", Unavailable),
            ("local.overlap-v1", ModelFailed),
        ],
    )
    async def test_a_failing_model_raises(self, opened: Opened, model_id: str, error: type[Exception]) -> None:
        async with opened(embedding=model_id) as bedrock:
            with pytest.raises(error):
                await bedrock.embed([STANDS, WALKS])


class TestRerank:
    @pytest.mark.parametrize(
        "model_id", ["local.overlap-v1", "arn:aws:bedrock:ap-northeast-1::foundation-model/local.overlap-v1"]
    )
    async def test_gives_the_best_documents_first(self, opened: Opened, model_id: str) -> None:
        async with opened(rerank=model_id) as bedrock:
            best = await bedrock.rerank("왼쪽에 서 있는 사람", [WALKS, STANDS, "A car leaves."], keep=2)
        assert [one.index for one in best] == [1, 0]
        assert 1 >= best[0].score > best[1].score >= 0

    async def test_keeps_no_more_than_there_are(self, bedrock: Bedrock) -> None:
        assert len(await bedrock.rerank("left", [STANDS], keep=5)) == 1

    async def test_no_documents_need_no_model(self, opened: Opened) -> None:
        async with opened(url="http://127.0.0.1:9") as nowhere:
            assert await nowhere.rerank("left", [], keep=5) == []

    @pytest.mark.parametrize(
        ("query", "documents", "name"),
        [(" ", [STANDS], "query"), ("left", [STANDS, ""], r"documents\[1\]"), ("left", ["x"] * 1001, "documents")],
    )
    async def test_what_cannot_be_ranked_is_refused_before_the_call(
        self, bedrock: Bedrock, query: str, documents: list[str], name: str
    ) -> None:
        with pytest.raises(InvalidInput, match=name):
            await bedrock.rerank(query, documents, keep=1)

    async def test_a_failing_model_raises(self, opened: Opened) -> None:
        async with opened(rerank="local.fault-throttle") as bedrock:
            with pytest.raises(Throttled):
                await bedrock.rerank("left", [STANDS], keep=1)


class TestReachable:
    async def test_names_every_purpose(self, bedrock: Bedrock) -> None:
        models = {"language": "local.echo-v1", "vision": "local.detector-v1"}
        assert await bedrock.check_models(models) == {
            "language": True,
            "vision": True,
            "embeddings": True,
            "rerank": True,
        }

    async def test_a_missing_model_is_not_reachable(self, opened: Opened) -> None:
        async with opened(embedding="local.none-v1") as bedrock:
            assert await bedrock.check_models({"language": "local.none-v1"}) == {
                "language": False,
                "embeddings": False,
                "rerank": True,
            }

    async def test_a_busy_model_is_reachable(self, opened: Opened) -> None:
        async with opened(rerank="local.fault-throttle") as bedrock:
            assert (await bedrock.check_models())["rerank"] is True

    async def test_nobody_at_the_address_is_not_reachable(self, opened: Opened) -> None:
        async with opened(url="http://127.0.0.1:9") as nowhere:
            assert await nowhere.check_models() == {"embeddings": False, "rerank": False}


@pytest.mark.parametrize(
    ("model_id", "arn"),
    [
        ("cohere.rerank-v3-5:0", "arn:aws:bedrock:ap-northeast-1::foundation-model/cohere.rerank-v3-5:0"),
        ("zai.glm-4.7", "arn:aws:bedrock:ap-northeast-1::foundation-model/zai.glm-4.7"),
        ("apac.cohere.rerank-v3-5:0", "apac.cohere.rerank-v3-5:0"),
        ("arn:aws-cn:bedrock:cn-north-1::foundation-model/x.y", "arn:aws-cn:bedrock:cn-north-1::foundation-model/x.y"),
    ],
)
def test_a_models_arn_is_made_from_what_is_configured(model_id: str, arn: str) -> None:
    assert model_arn(model_id, region="ap-northeast-1", partition="aws") == arn
