"""Estimates of tokens, and the context that the prompts need of a model."""

# Tokens that a plan and an answer need, with their examples.
NEEDED_CONTEXT = 8192
# Characters of one token: in English prose 4 to 5, in JSON 3, in Korean 0.7 to 2, by the tokenizers of today.
_LATIN_PER_TOKEN, _OTHER_PER_TOKEN = 3.8, 1.3


def estimate_text_tokens(text: str) -> int:
    """An estimate for one text, within about a third for the tokenizers of today."""
    latin = sum(character < "\u0250" for character in text)
    return round(latin / _LATIN_PER_TOKEN + (len(text) - latin) / _OTHER_PER_TOKEN)
