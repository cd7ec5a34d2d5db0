"""What is sent to Converse, and how its usage is read."""

from typing import Any

import pytest

from datasources.bedrock.converse import ConverseOptions, build_converse_request, parse_token_count
from models.asking.conversation import Conversation, Image, Message, TokenCount, Tool

PLAN = Tool("plan", "Plans.", {"type": "object"})
SONNET = "global.anthropic.claude-sonnet-4-6"
CACHE_POINT = {"cachePoint": {"type": "default"}}


def build(options: ConverseOptions | None = None, model_id: str = SONNET, **fields: Any) -> dict[str, Any]:
    conversation = Conversation(model_id, "Be brief.", [Message("user", "Who?")], **fields)
    return dict(build_converse_request(conversation, options))


def test_no_temperature_is_sent_unless_it_is_set() -> None:
    assert build()["inferenceConfig"] == {"maxTokens": 2048}
    assert build(ConverseOptions(temperature=0.0))["inferenceConfig"]["temperature"] == 0.0
    assert build(ConverseOptions(temperature=0.0), temperature=0.7)["inferenceConfig"]["temperature"] == 0.7


@pytest.mark.parametrize(
    ("model_id", "setting", "caches"),
    [
        (SONNET, None, True),
        ("apac.anthropic.claude-sonnet-4-20250514-v1:0", None, True),
        ("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-7-sonnet-20250219-v1:0", None, True),
        ("anthropic.claude-3-5-haiku-20241022-v1:0", None, True),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", None, False),
        ("anthropic.claude-3-haiku-20240307-v1:0", None, False),
        ("amazon.nova-pro-v1:0", None, False),
        ("llm.llama3:8b", None, False),
        ("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12", None, False),
        ("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12", True, True),
        (SONNET, False, False),
    ],
)
def test_what_is_the_same_in_every_request_is_cached_after_system_and_tools(
    model_id: str, setting: bool | None, caches: bool
) -> None:
    request = build(ConverseOptions(caches=setting), model_id, tool=PLAN)
    mark = [CACHE_POINT] if caches else []
    assert request["system"] == [{"text": "Be brief."}, *mark]
    assert request["toolConfig"]["tools"][1:] == mark
    assert request["messages"] == [{"role": "user", "content": [{"text": "Who?"}]}]


def test_a_guardrail_guards_every_conversation() -> None:
    assert build(ConverseOptions(guardrail=("gr-1", "2")))["guardrailConfig"] == {
        "guardrailIdentifier": "gr-1",
        "guardrailVersion": "2",
    }
    assert "guardrailConfig" not in build()


def test_each_picture_stands_after_its_label_and_before_the_question() -> None:
    images = (Image(b"1", "png", "Picture [1], 00:01:"), Image(b"2", "png"))
    request = build_converse_request(Conversation(SONNET, "", [Message("user", "Who?", images)]))
    assert request["messages"][0]["content"] == [
        {"text": "Picture [1], 00:01:"},
        {"image": {"format": "png", "source": {"bytes": b"1"}}},
        {"image": {"format": "png", "source": {"bytes": b"2"}}},
        {"text": "Who?"},
    ]


def test_input_counts_what_the_cache_gave_and_took() -> None:
    usage: Any = {"inputTokens": 50, "outputTokens": 7, "cacheReadInputTokens": 3000, "cacheWriteInputTokens": 10}
    assert parse_token_count(usage) == TokenCount(3060, 7, 3000, 10)
