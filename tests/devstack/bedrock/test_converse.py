"""Converse and ConverseStream over the wire, as aioboto3 reads them."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError

ECHO = "local.echo-v1"
PLAN = {"toolSpec": {"name": "plan", "description": "Plans.", "inputSchema": {"json": {"type": "object"}}}}
OTHER = {"toolSpec": {"name": "other", "inputSchema": {"json": {"type": "object"}}}}


def user(text: str = "Who came in?") -> dict[str, Any]:
    return {"role": "user", "content": [{"text": text}]}


def assistant(text: str = "Nobody.") -> dict[str, Any]:
    return {"role": "assistant", "content": [{"text": text}]}


def forced(name: str, *tools: dict[str, Any]) -> dict[str, Any]:
    return {"tools": list(tools), "toolChoice": {"tool": {"name": name}}}


async def refusal(call: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        await call
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


async def test_an_answer_has_its_text_stop_reason_usage_and_metrics(runtime: Any) -> None:
    answer = await runtime.converse(modelId=ECHO, messages=[user("누가 들어왔나요?")], system=[{"text": "Be brief."}])
    assert answer["output"]["message"] == {"role": "assistant", "content": [{"text": "누가 들어왔나요? "}]}
    assert answer["stopReason"] == "end_turn"
    usage = answer["usage"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"] > 0
    assert answer["metrics"]["latencyMs"] >= 0
    assert answer["ResponseMetadata"]["RequestId"]


async def test_a_forced_tool_is_answered_with_a_tool_use_block(runtime: Any) -> None:
    answer = await runtime.converse(
        modelId=ECHO,
        messages=[user()],
        system=[{"text": "one"}, {"text": "two"}],
        toolConfig=forced("plan", OTHER, PLAN),
    )
    [block] = answer["output"]["message"]["content"]
    assert block["toolUse"]["name"] == "plan"
    assert block["toolUse"]["input"] == {"tool": "plan", "system": "one\ntwo", "said": "Who came in?"}
    assert block["toolUse"]["toolUseId"].startswith("tooluse_")
    assert answer["stopReason"] == "tool_use"


async def test_any_with_one_tool_forces_that_tool(runtime: Any) -> None:
    config = {"tools": [PLAN], "toolChoice": {"any": {}}}
    answer = await runtime.converse(modelId=ECHO, messages=[user()], toolConfig=config)
    assert answer["stopReason"] == "tool_use"


@pytest.mark.parametrize("choice", [{}, {"toolChoice": {"auto": {}}}])
async def test_a_tool_that_is_not_forced_leaves_the_answer_in_text(runtime: Any, choice: dict[str, Any]) -> None:
    answer = await runtime.converse(modelId=ECHO, messages=[user()], toolConfig={"tools": [PLAN], **choice})
    assert answer["stopReason"] == "end_turn"


async def test_a_stream_sends_each_piece_in_order_and_ends_with_usage(runtime: Any) -> None:
    response = await runtime.converse_stream(modelId=ECHO, messages=[user("one two 셋")])
    events = [event async for event in response["stream"]]
    assert [next(iter(event)) for event in events] == [
        "messageStart",
        "contentBlockDelta",
        "contentBlockDelta",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
    ]
    texts = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
    assert texts == ["one ", "two ", "셋 "]
    assert events[0]["messageStart"]["role"] == "assistant"
    assert events[5]["messageStop"]["stopReason"] == "end_turn"
    assert events[6]["metadata"]["usage"]["outputTokens"] > 0
    assert events[6]["metadata"]["metrics"]["latencyMs"] >= 0


async def test_a_streamed_tool_input_comes_in_deltas_that_join_to_json(runtime: Any) -> None:
    said = "긴 질문 " * 40
    response = await runtime.converse_stream(modelId=ECHO, messages=[user(said)], toolConfig=forced("plan", PLAN))
    events = [event async for event in response["stream"]]
    assert events[1]["contentBlockStart"]["start"]["toolUse"]["name"] == "plan"
    deltas = [
        event["contentBlockDelta"]["delta"]["toolUse"]["input"] for event in events if "contentBlockDelta" in event
    ]
    assert len(deltas) > 1
    assert json.loads("".join(deltas))["said"] == said
    assert events[-2]["messageStop"]["stopReason"] == "tool_use"


async def test_an_answer_stops_at_the_token_limit(runtime: Any) -> None:
    limit = {"maxTokens": 2}
    answer = await runtime.converse(modelId=ECHO, messages=[user("왼쪽에 사람이 있습니다")], inferenceConfig=limit)
    assert answer["stopReason"] == "max_tokens"
    assert answer["output"]["message"]["content"] == [{"text": "왼쪽"}]
    tool = await runtime.converse(
        modelId=ECHO, messages=[user()], inferenceConfig=limit, toolConfig=forced("plan", PLAN)
    )
    assert tool["stopReason"] == "max_tokens"
    assert tool["output"]["message"]["content"][0]["toolUse"]["input"] == {}


async def test_an_answer_stops_at_a_stop_sequence(runtime: Any) -> None:
    answer = await runtime.converse(
        modelId=ECHO, messages=[user("one two three")], inferenceConfig={"stopSequences": ["three", "two"]}
    )
    assert answer["stopReason"] == "stop_sequence"
    assert answer["output"]["message"]["content"] == [{"text": "one "}]


GIF = {"image": {"format": "gif", "source": {"bytes": b"GIF89a"}}}
PNG = {"image": {"format": "png", "source": {"bytes": b"x"}}}


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"messages": []}, "at least one message"),
        ({"messages": [assistant()]}, "must start with a user message"),
        ({"messages": [user(), user()]}, "must alternate"),
        ({"messages": [user(), assistant()]}, "last message must be from the user"),
        ({"messages": [user("  \n")]}, "messages.0.content.0 is blank"),
        ({"messages": [{"role": "user", "content": []}]}, "messages.0 is empty"),
        ({"messages": [{"role": "system", "content": [{"text": "x"}]}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": [{}]}]}, "exactly one of its members"),
        ({"messages": [{"role": "user", "content": [{"text": "x"}, GIF]}]}, "GIF"),
        ({"messages": [{"role": "user", "content": [{"text": "x"}, *([PNG] * 21)]}]}, "Too many images"),
        (
            {"messages": [user(), {"role": "assistant", "content": [PNG]}, user()]},
            "Images are only allowed in user messages",
        ),
        ({"messages": [{"role": "user", "content": [{"document": {"name": "x", "source": {}}}]}]}, "document"),
        ({"messages": [user()], "inferenceConfig": {"maxTokens": 0}}, "inferenceConfig.maxTokens"),
        ({"messages": [user()], "inferenceConfig": {"temperature": 1.5}}, "inferenceConfig.temperature"),
        ({"messages": [user()], "system": [{"text": ""}]}, "system.0.text"),
        ({"messages": [user()], "toolConfig": forced("plan", OTHER)}, "not among toolConfig.tools"),
        ({"messages": [user()], "toolConfig": {"tools": []}}, "toolConfig.tools"),
        (
            {"messages": [user()], "toolConfig": {"tools": [PLAN], "toolChoice": {}}},
            "exactly one of auto, any and tool",
        ),
        ({"messages": [user()], "toolConfig": {"tools": [PLAN, OTHER], "toolChoice": {"any": {}}}}, "exactly one tool"),
        (
            {"messages": [user()], "guardrailConfig": {"guardrailIdentifier": "x", "guardrailVersion": "1"}},
            "Guardrails",
        ),
    ],
)
async def test_a_request_that_the_service_would_refuse_is_refused(
    runtime: Any, request_: dict[str, Any], told: str
) -> None:
    for operation in (runtime.converse, runtime.converse_stream):
        code, message = await refusal(operation(modelId=ECHO, **request_))
        assert code == "ValidationException"
        assert told in message


async def test_an_unknown_model_is_not_found(runtime: Any) -> None:
    code, message = await refusal(runtime.converse(modelId="anthropic.claude-x-v1:0", messages=[user()]))
    assert code == "ResourceNotFoundException"
    assert "local.rules-v1" in message


async def test_a_model_of_another_kind_is_refused(runtime: Any) -> None:
    code, message = await refusal(runtime.converse(modelId="local.overlap-v1", messages=[user()]))
    assert (code, message) == ("ValidationException", "The model local.overlap-v1 does not support the Converse API.")


@pytest.mark.parametrize(
    "model_id",
    [
        "apac.local.echo-v1",
        "arn:aws:bedrock:ap-northeast-2::foundation-model/local.echo-v1",
        "arn:aws:bedrock:ap-northeast-2:123456789012:inference-profile/apac.local.echo-v1",
    ],
)
async def test_profiles_and_arns_name_the_model(runtime: Any, model_id: str) -> None:
    answer = await runtime.converse(modelId=model_id, messages=[user("here")])
    assert answer["output"]["message"]["content"] == [{"text": "here "}]


async def test_pictures_are_refused_by_the_reader(runtime: Any) -> None:
    message = {"role": "user", "content": [{"text": "x"}, PNG]}
    code, told = await refusal(runtime.converse(modelId="local.rules-v1", messages=[message]))
    assert code == "ValidationException"
    assert "image" in told


class TestFaults:
    @pytest.mark.parametrize(
        ("model_id", "code"),
        [("local.fault-throttle", "ThrottlingException"), ("local.fault-timeout", "ModelTimeoutException")],
    )
    async def test_refuse_every_operation(self, runtime: Any, agent_runtime: Any, model_id: str, code: str) -> None:
        assert (await refusal(runtime.converse(modelId=model_id, messages=[user()])))[0] == code
        assert (await refusal(runtime.converse_stream(modelId=model_id, messages=[user()])))[0] == code
        assert (await refusal(runtime.invoke_model(modelId=model_id, body='{"inputText": "x"}')))[0] == code

    async def test_midstream_raises_after_the_first_pieces(self, runtime: Any) -> None:
        response = await runtime.converse_stream(modelId="local.fault-midstream", messages=[user()])
        events = aiter(response["stream"])
        assert [next(iter(await anext(events))) for _ in range(3)] == ["messageStart", *["contentBlockDelta"] * 2]
        with pytest.raises(EventStreamError) as caught:
            await anext(events)
        assert caught.value.response["Error"]["Code"] == "modelStreamErrorException"

    async def test_cut_ends_a_stream_without_its_end(self, runtime: Any) -> None:
        response = await runtime.converse_stream(modelId="local.fault-cut", messages=[user()])
        assert not [event async for event in response["stream"] if "messageStop" in event]

    async def test_prose_answers_text_where_a_tool_was_forced(self, runtime: Any) -> None:
        answer = await runtime.converse(modelId="local.fault-prose", messages=[user()], toolConfig=forced("plan", PLAN))
        assert answer["stopReason"] == "end_turn"
        assert "toolUse" not in answer["output"]["message"]["content"][0]
