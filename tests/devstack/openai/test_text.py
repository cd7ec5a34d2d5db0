"""Answers in text through the bridge: what OpenAI-compatible servers were seen to send, and what the product gets."""

import asyncio
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError

from tests.devstack.openai.conftest import Bridge
from tests.devstack.openai.scripted import USAGE, Refusal, delta, says, text


async def code_of(call: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:  # an EventStreamError is one, too
        await call
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


async def test_a_stream_begins_at_once_and_ends_with_the_server_s_own_usage(bridge: Bridge) -> None:
    events = await bridge.stream(says("두 명", "이 들어왔습니다 [1]."), system=[{"text": "Be brief."}])
    assert [next(iter(event)) for event in events] == [
        "messageStart",
        "contentBlockDelta",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
    ]
    assert events[-2]["messageStop"]["stopReason"] == "end_turn"
    assert events[-1]["metadata"]["usage"] == {"inputTokens": 31, "outputTokens": 7, "totalTokens": 38}
    [sent] = bridge.server.requests
    assert sent["model"] == "tiny:1b"
    assert sent["stream_options"] == {"include_usage": True}
    assert sent["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Who came in?"},
    ]
    assert sent["seed"] == 7  # of LOCAL_LLM_EXTRA
    assert bridge.server.headers[-1]["authorization"] == "Bearer a-key"


async def test_the_first_frame_comes_before_the_server_says_anything(bridge: Bridge) -> None:
    bridge.server.answers.append([0.3, *says("late")])
    response = await bridge.client.converse_stream(
        modelId="llm.tiny:1b", messages=[{"role": "user", "content": [{"text": "?"}]}]
    )
    events = aiter(response["stream"])
    async with asyncio.timeout(0.25):
        assert "messageStart" in await anext(events)
    assert [event async for event in events]


@pytest.mark.parametrize(
    ("finish", "told"), [("stop", "end_turn"), ("length", "max_tokens"), ("content_filter", "content_filtered")]
)
async def test_finish_reasons_are_bedrock_s(bridge: Bridge, finish: str, told: str) -> None:
    assert (await bridge.ask(says("Hm.", finish=finish)))["stopReason"] == told


@pytest.mark.parametrize("fields", [{"temperature": 0.5}, {}])
async def test_a_temperature_is_sent_only_if_it_was_asked_for(bridge: Bridge, fields: dict[str, float]) -> None:
    await bridge.ask(says("Hm."), inferenceConfig={"maxTokens": 9, "stopSequences": ["END"], **fields})
    sent = bridge.server.requests[-1]
    assert (sent["max_tokens"], sent["stop"]) == (9, ["END"])
    assert sent.get("temperature") == fields.get("temperature")


@pytest.mark.parametrize(
    "pieces",
    [
        ["<think>Let me see.</think>", "Two people."],
        ["<th", "ink>Let <b>me", "</b> see.</", "think>\n\n", "Two people."],
        [*"<think>\nHm.\n</think>\n\nTwo people."],
        ["  <THINKING>Hm.</THINKING> Two people."],
        ["Two ", "<think>wait, no</think>", "people."],
    ],
)
async def test_thoughts_are_dropped_however_they_are_cut(bridge: Bridge, pieces: list[str]) -> None:
    assert await bridge.stream_text(says(*pieces)) == "Two people."


async def test_reasoning_in_a_field_of_its_own_is_dropped(bridge: Bridge) -> None:
    thoughts = [delta(reasoning_content="Let me see."), delta(reasoning="Hm.", content=None)]
    assert await bridge.stream_text([*thoughts, *says("Two people.")]) == "Two people."


@pytest.mark.parametrize("piece", ["a < b", "<", "2 <thin", "<thinner>", "</p>"])
async def test_what_only_resembles_a_thought_stays(bridge: Bridge, piece: str) -> None:
    assert await bridge.stream_text(says("x ", piece)) == f"x {piece}"


async def test_a_thought_whose_beginning_is_in_the_template_is_held_back_from_its_second_answer_on(
    bridge: Bridge,
) -> None:
    with pytest.raises(EventStreamError, match="thinks without a beginning"):
        await bridge.stream(says("Let me see.", "</think>", "Two."))
    assert await bridge.stream_text(says("Let me see.", "</think>", "Two.")) == "Two."
    assert await bridge.stream_text(says("No thought ", "at all.")) == "No thought at all."


async def test_a_model_that_only_thought_has_said_nothing(bridge: Bridge, caplog: pytest.LogCaptureFixture) -> None:
    answer = await bridge.ask(says("<think>And then", finish="length"))
    assert answer["stopReason"] == "max_tokens"
    assert answer["output"]["message"]["content"] == []
    assert "LOCAL_LLM_EXTRA" in caplog.text


async def test_empty_deltas_comments_and_missing_fields_are_no_text(bridge: Bridge) -> None:
    chunks = [
        ": ping\n\n",
        delta(),
        {"choices": [{"index": 0, "delta": None, "finish_reason": None}]},
        text(None),
        text(""),
        {"choices": []},
        text("Two."),
        text("", "stop"),
    ]  # no usage, no [DONE]
    events = await bridge.stream(chunks)
    assert [event["contentBlockDelta"] for event in events if "contentBlockDelta" in event] == [
        {"delta": {"text": "Two."}, "contentBlockIndex": 0}
    ]
    assert events[-1]["metadata"]["usage"]["outputTokens"] == 1  # estimated


async def test_a_server_that_does_not_stream_answers_all_the_same(bridge: Bridge) -> None:
    whole = {"choices": [{"message": {"content": "Two."}, "finish_reason": "stop"}], "usage": USAGE["usage"]}
    assert await bridge.stream_text(whole) == "Two."


async def test_pictures_stand_beside_their_labels_in_one_message(bridge: Bridge) -> None:
    picture = {"image": {"format": "png", "source": {"bytes": b"\x89PNG"}}}
    content = [{"text": "Picture 1"}, picture, {"text": "Picture 2"}, picture, {"text": "Who is there?"}]
    await bridge.ask(says("Two."), messages=[{"role": "user", "content": content}])
    [message] = bridge.server.requests[-1]["messages"]
    assert [part["type"] for part in message["content"]] == ["text", "image_url", "text", "image_url", "text"]
    assert message["content"][1]["image_url"]["url"] == "data:image/png;base64,iVBORw=="


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (Refusal(401, {"error": {"message": "no key"}}), "AccessDeniedException", "LOCAL_LLM_KEY"),
        (Refusal(404, {"error": "model 'x' not found"}), "ResourceNotFoundException", "LOCAL_LLM_MODEL"),
        (Refusal(429, {"error": {"message": "slow down"}}), "ThrottlingException", "slow down"),
        (Refusal(503, {"error": {"code": 503, "message": "Loading model"}}), "ModelNotReadyException", "Loading model"),
        (Refusal(500, "kaputt"), "ModelErrorException", "kaputt"),
        (
            Refusal(400, {"error": {"message": "request (5021 tokens) exceeds the available context size"}}),
            "ValidationException",
            "OLLAMA_CONTEXT_LENGTH=8192",
        ),
        ([text("Tw"), "{broken"], "ModelErrorException", "no JSON"),
    ],
)
async def test_refusals_say_what_to_set(bridge: Bridge, answer: Any, code: str, told: str) -> None:
    found, message = await code_of(bridge.ask(answer))
    assert found == code
    assert told in message


@pytest.mark.parametrize(
    "broken",
    [
        [text("Two "), {"error": {"code": 500, "message": "out of memory"}}],
        [text("Two "), 'error: {"code":500,"message":"out of memory"}\n\n'],
        [text("Two ")],
    ],
)
async def test_a_failure_in_mid_stream_is_an_exception_frame_after_the_text(bridge: Bridge, broken: list[Any]) -> None:
    bridge.server.answers.append(broken)
    response = await bridge.client.converse_stream(
        modelId="llm.tiny:1b", messages=[{"role": "user", "content": [{"text": "?"}]}]
    )
    events = aiter(response["stream"])
    assert "messageStart" in await anext(events)
    assert (await anext(events))["contentBlockDelta"]["delta"]["text"] == "Two "
    code, told = await code_of(anext(events))
    assert code == "modelStreamErrorException"
    assert "out of memory" in told or "in the middle" in told


async def test_the_server_stops_when_the_asker_leaves(bridge: Bridge) -> None:
    bridge.server.answers.extend([[text("One"), 30.0, *says("never")]] * 2)
    ask = {"modelId": "llm.tiny:1b", "messages": [{"role": "user", "content": [{"text": "?"}]}]}
    response = await bridge.client.converse_stream(**ask)
    events = aiter(response["stream"])
    await anext(events)
    await anext(events)
    response["stream"].close()
    async with asyncio.timeout(5):
        await bridge.server.cancelled.wait()
    bridge.server.cancelled.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await bridge.client.converse(**ask)
    async with asyncio.timeout(5):
        await bridge.server.cancelled.wait()


async def test_more_calls_than_slots_are_throttled(bridge: Bridge) -> None:
    answers = [[0.3, *says("Two.")]] * 3
    results = await asyncio.gather(*(bridge.ask(answer) for answer in answers), return_exceptions=True)
    refused = [result for result in results if isinstance(result, ClientError)]
    assert [error.response["Error"]["Code"] for error in refused] == ["ThrottlingException"]
    assert bridge.server.most_running == 2


async def test_readiness_asks_the_server_for_the_model(bridge: Bridge) -> None:
    code, _ = await code_of(bridge.client.converse(modelId="llm.tiny:1b", messages=[]))
    assert code == "ValidationException"  # what a probe takes for "reachable"
    bridge.server.models = ("other:7b",)
    try:
        code, told = await code_of(bridge.client.converse(modelId="llm.tiny:1b", messages=[]))
    finally:
        bridge.server.models = ("tiny:1b",)
    assert code == "ResourceNotFoundException"
    assert "It has: other:7b." in told
