"""Finds prompts that a server cut without a word: Ollama does so at its default context of 4,096 tokens."""

from collections.abc import Sequence

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import ServiceError, validation_error
from models.asking.tokens import NEEDED_CONTEXT, estimate_text_tokens

# No tokenizer that is in use needs less than this share of the estimate.
_LEAST_SHARE = 0.55
# A count below this is of a prompt whose beginning came from the server's cache (old versions of Ollama count so).
_LEAST_CUT = 1000
_SMALLEST_CONTEXT = 2048


def estimate_prompt_tokens(request: ConverseRequest) -> int:
    """An estimate of the request's tokens without its pictures, within about a third for the tokenizers of today."""
    return sum(map(estimate_text_tokens, [request.system, *(message.text for message in request.messages)]))


def check_fits(estimate: int, max_tokens: int, context: int) -> None:
    """Refuse what cannot fit into a context that is known. context: tokens; 0 if it is not. Raises ServiceError."""
    if context and estimate * _LEAST_SHARE + min(max_tokens, 256) > context:
        raise context_error(estimate, context)


def check_not_cut(estimate: int, read: int, context: int, *, has_images: bool) -> None:
    """Refuse an answer to a prompt that was cut. read: the tokens that the server counted; 0 if it did not say.

    Raises ServiceError.
    """
    if not read or has_images:
        return
    if _LEAST_CUT <= read < estimate * _LEAST_SHARE or _fills(read, estimate, context):
        raise context_error(estimate, context, read)


def context_error(estimate: int, context: int, read: int | None = None) -> ServiceError:
    """The refusal, which says what to set."""
    was_read = "" if read is None else f", of which the server read {read}"
    known = f"; its context is {context}" if context else ""
    return validation_error(
        f"The prompt has about {estimate} tokens{was_read}{known}. Set a context of at least {NEEDED_CONTEXT} tokens: "
        f"OLLAMA_CONTEXT_LENGTH={NEEDED_CONTEXT} for Ollama, -c {NEEDED_CONTEXT} for llama.cpp (for each slot), "
        f"--max-model-len {NEEDED_CONTEXT} for vLLM, Context Length in LM Studio."
    )


def _fills(read: int, estimate: int, context: int) -> bool:
    """Whether the count is that of a full context, which a prompt has by accident only once in thousands."""
    sizes: Sequence[int] = [context] if context else [_SMALLEST_CONTEXT << power for power in range(6)]
    return any(size - 2 <= read <= size and estimate >= 0.9 * size for size in sizes)
