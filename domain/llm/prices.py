"""Prices of model calls: an estimate, not a bill.

List prices for on-demand use in US East (N. Virginia), in US dollars per million tokens, as of early 2026.
Source: https://aws.amazon.com/bedrock/pricing/. Other regions and cross-region profiles may cost more (about a tenth).
Rerankers are billed by the query (of up to 100 documents), not by the token.
"""

import re
from collections.abc import Mapping

from models.asking.conversation import TokenCount

# Model → dollars per million tokens (input, output).
USD_PER_MILLION_TOKENS: Mapping[str, tuple[float, float]] = {
    "amazon.nova-lite-v1:0": (0.06, 0.24),
    "amazon.nova-micro-v1:0": (0.035, 0.14),
    "amazon.nova-pro-v1:0": (0.80, 3.20),
    "amazon.titan-embed-text-v2:0": (0.02, 0.0),
    "anthropic.claude-3-haiku-20240307-v1:0": (0.25, 1.25),
    "anthropic.claude-3-5-haiku-20241022-v1:0": (0.80, 4.0),
    "anthropic.claude-3-5-sonnet-20240620-v1:0": (3.0, 15.0),
    "anthropic.claude-3-5-sonnet-20241022-v2:0": (3.0, 15.0),
    "anthropic.claude-3-7-sonnet-20250219-v1:0": (3.0, 15.0),
    "anthropic.claude-haiku-4-5-20251001-v1:0": (1.0, 5.0),
    "anthropic.claude-sonnet-4-20250514-v1:0": (3.0, 15.0),
    "anthropic.claude-sonnet-4-5-20250929-v1:0": (3.0, 15.0),
    "anthropic.claude-sonnet-4-6": (3.0, 15.0),
}
# Of the price of input, for tokens that Claude's prompt cache gives and takes in (for five minutes).
CACHE_READ_SHARE, CACHE_WRITE_SHARE = 0.1, 1.25
# Reranker → dollars per query.
USD_PER_QUERY: Mapping[str, float] = {
    "amazon.rerank-v1:0": 0.001,
    "cohere.rerank-v3-5:0": 0.002,
}
_REGION_PREFIX = re.compile(r"^(us|us-gov|eu|apac|jp|au|ca|sa|global)\.(?=[^.]+\.)")


def estimate_cost_usd(model_id: str, tokens: TokenCount) -> float:
    """US dollars for these tokens; 0.0 for a model that is not listed.

    model_id may be a plain id, a cross-region profile's id, or the ARN of either.
    """
    input_price, output_price = USD_PER_MILLION_TOKENS.get(_base_model_id(model_id), (0.0, 0.0))
    read, wrote = tokens.cache_read_tokens, tokens.cache_write_tokens
    plain = tokens.input_tokens - read - wrote
    input_cost = input_price * (plain + read * CACHE_READ_SHARE + wrote * CACHE_WRITE_SHARE)
    return (input_cost + tokens.output_tokens * output_price) / 1_000_000


def estimate_query_cost_usd(model_id: str) -> float:
    """US dollars for one query to a reranker; 0.0 for one that is not listed. model_id: as above."""
    return USD_PER_QUERY.get(_base_model_id(model_id), 0.0)


def _base_model_id(model_id: str) -> str:
    return _REGION_PREFIX.sub("", model_id.rsplit("/", 1)[-1])
