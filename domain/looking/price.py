"""What a look costs at most, and what it did cost, in millionths of a US dollar."""

import math

from domain.llm.prices import USD_PER_MILLION_TOKENS, estimate_cost_usd
from models.asking.conversation import Conversation, TokenCount
from vision.stills.stills import PictureSize

MICRO = 1_000_000
# Small enough to be cheap, large enough to see hands: about 800 tokens a frame for Claude.
PICTURE_SIZE = PictureSize(1024, 600_000)
# Claude counts a token for 750 pixels (https://docs.claude.com/en/docs/build-with-claude/vision); others count less
# than this many for a picture of that size.
_TOKENS_PER_PICTURE = 1_300
# Numbers and Korean take the most tokens.
_CHARACTERS_PER_TOKEN = 1.5
_OVERHEAD_TOKENS = 1_000
_LOCAL = "local."


def price_tokens(model_id: str, tokens: TokenCount) -> int:
    """A model without a known price counts as the dearest one that is known: else no budget would hold it.

    Local models cost nothing.
    """
    if model_id.startswith(_LOCAL):
        return 0
    usd = estimate_cost_usd(model_id, tokens)
    if not usd:
        usd = max(estimate_cost_usd(known, tokens) for known in USD_PER_MILLION_TOKENS)
    return math.ceil(usd * MICRO)


def price_at_most(conversation: Conversation) -> int:
    """The most that a call can cost."""
    return price_tokens(conversation.model_id, bound_tokens(conversation))


def bound_tokens(conversation: Conversation) -> TokenCount:
    """More tokens than a call takes."""
    texts = [conversation.system]
    if conversation.tool is not None:
        texts += [conversation.tool.description, str(conversation.tool.schema)]
    images = 0
    for message in conversation.messages:
        images += len(message.images)
        texts += [message.text, str(message.tool_input or ""), *(image.label for image in message.images)]
    written = sum(map(len, texts)) / _CHARACTERS_PER_TOKEN
    return TokenCount(math.ceil(written) + images * _TOKENS_PER_PICTURE + _OVERHEAD_TOKENS, conversation.max_tokens)
