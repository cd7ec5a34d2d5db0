"""Estimates of what tokens cost."""

import pytest

from domain.llm.prices import estimate_cost_usd
from models.asking.conversation import TokenCount

SONNET = "anthropic.claude-3-5-sonnet-20241022-v2:0"
TOKENS = TokenCount(input_tokens=1_000_000, output_tokens=100_000)


@pytest.mark.parametrize(
    "model_id",
    [
        SONNET,
        f"apac.{SONNET}",
        f"arn:aws:bedrock:ap-northeast-2::foundation-model/{SONNET}",
        f"arn:aws:bedrock:ap-northeast-2:123456789012:inference-profile/apac.{SONNET}",
    ],
)
def test_every_name_of_a_model_has_its_price(model_id: str) -> None:
    assert estimate_cost_usd(model_id, TOKENS) == pytest.approx(3.0 + 1.5)


def test_embeddings_cost_what_they_read() -> None:
    assert estimate_cost_usd("amazon.titan-embed-text-v2:0", TOKENS) == pytest.approx(0.02)


@pytest.mark.parametrize("model_id", ["local.rules-v1", "some.model-v9:0", "cohere.rerank-v3-5:0"])
def test_a_model_without_a_listed_price_costs_nothing(model_id: str) -> None:
    assert estimate_cost_usd(model_id, TOKENS) == 0.0


def test_what_the_prompt_cache_gave_costs_a_tenth_and_what_it_took_a_quarter_more() -> None:
    tokens = TokenCount(1_000_000, 0, cache_read_tokens=600_000, cache_write_tokens=100_000)
    assert estimate_cost_usd(SONNET, tokens) == pytest.approx(3.0 * (0.3 + 0.06 + 0.125))
