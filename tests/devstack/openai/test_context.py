"""Prompts that a server cut, or that cannot fit: told, with what to set."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from devstack.bedrock.errors import ServiceError
from devstack.openai.context import check_fits, check_not_cut
from devstack.openai.server_facts import ServerFacts, learn_facts
from devstack.openai.upstream import Upstream
from models.asking.tokens import estimate_text_tokens
from tests.devstack.openai.conftest import Bridge
from tests.devstack.openai.scripted import ScriptedServer, text


async def test_a_prompt_that_the_server_read_half_of_is_refused_with_what_to_set(bridge: Bridge) -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 2048, "completion_tokens": 5}}
    question = [{"role": "user", "content": [{"text": "Who came in by the east door? " * 700}]}]
    with pytest.raises(ClientError, match=r"of which the server read 2048.*OLLAMA_CONTEXT_LENGTH=8192"):
        await bridge.ask([text("Nobody.", "stop"), usage, "[DONE]"], messages=question)


@pytest.mark.parametrize(
    ("estimate", "read", "context", "is_cut"),
    [
        (5000, 4096, 0, True),  # Ollama's default, of a prompt that is longer
        (5000, 4095, 0, True),
        (5000, 4700, 0, False),
        (5000, 6100, 0, False),
        (9000, 3000, 0, True),
        (5000, 5120, 5120, True),
        (3000, 4096, 0, False),  # a full context, but of a prompt that would have fitted
        (5000, 12, 0, False),  # the rest came from the server's cache
        (5000, 0, 0, False),  # the server does not count
    ],
)
def test_a_cut_shows_in_the_count(estimate: int, read: int, context: int, is_cut: bool) -> None:
    if is_cut:
        with pytest.raises(ServiceError, match="--max-model-len 8192"):
            check_not_cut(estimate, read, context, has_images=False)
    else:
        check_not_cut(estimate, read, context, has_images=False)


def test_what_cannot_fit_is_not_sent() -> None:
    check_fits(5000, 1200, 0)
    check_fits(5000, 1200, 4096)  # the estimate may be too high by half
    with pytest.raises(ServiceError, match="its context is 2048"):
        check_fits(5000, 1200, 2048)


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        # Counted by the tokenizers of Llama 3 and Qwen 2.5; the others lie within a third.
        ("Who left the shop after the fight at the east door, and when was that?", 17),
        ('{"types":["PERSON_ENTER"],"seconds":{"from":0,"to":60}}', 17),
        ("어제 저녁에 동쪽 문으로 들어온 사람은 몇 명이었나요?", 20),
    ],
)
def test_the_estimate_is_within_a_half_of_a_tokenizer_s_count(sentence: str, tokens: int) -> None:
    assert 0.5 * tokens <= estimate_text_tokens(sentence) <= 1.6 * tokens


@pytest.mark.parametrize(
    ("native", "facts"),
    [
        ({"/props": {"total_slots": 4, "default_generation_settings": {"n_ctx": 4096}}}, ServerFacts(4096, 4)),
        ({"/api/ps": {"models": [{"name": "tiny:1b", "context_length": 4096}]}}, ServerFacts(4096)),
        ({"/api/v0/models": {"data": [{"id": "tiny:1b", "loaded_context_length": 8192}]}}, ServerFacts()),
        ({}, ServerFacts()),
    ],
)
async def test_context_and_slots_are_what_the_server_says(
    scripted: ScriptedServer, native: dict[str, Any], facts: ServerFacts
) -> None:
    scripted.native = native
    upstream = Upstream(f"{scripted.url}/v1")
    try:
        assert await learn_facts(upstream, "tiny:1b") == facts
    finally:
        scripted.native = {}
        await upstream.close()
