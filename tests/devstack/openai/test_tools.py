"""The input of a forced tool, as models without any tool support write it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.devstack.openai.conftest import TOOL, Bridge
from tests.devstack.openai.scripted import USAGE, Refusal, delta, says

PLAN = {"want": "COUNT", "types": ["THEFT"]}
WRITTEN = json.dumps(PLAN)
CALL = {"index": 0, "id": "c1", "function": {"name": "plan", "arguments": WRITTEN[:12]}}
REST = {"index": 0, "function": {"arguments": WRITTEN[12:]}}


@pytest.mark.parametrize(
    "answer",
    [
        says(WRITTEN),
        says(*WRITTEN),
        says("```json\n", WRITTEN, "\n```"),
        says("Sure! Here is the plan:\n\n", WRITTEN, "\n\nIs there {anything} else?"),
        says("<think>They want {a count}.</think>", WRITTEN),
        says("They want a count.</think>", WRITTEN),
        says(json.dumps({"name": "plan", "arguments": PLAN})),
        says(json.dumps({"name": "plan", "arguments": WRITTEN})),
        says("<tool_call>", json.dumps({"name": "plan", "parameters": PLAN}), "</tool_call>"),
        says(json.dumps({"plan": PLAN})),
        says('{"thought": "an example"} ', WRITTEN),
        says(json.dumps({**PLAN, "from": None, "nth": None})[:-1] + ', "to": null}'),
        [delta(tool_calls=[CALL]), delta(tool_calls=[REST]), delta("tool_calls"), USAGE, "[DONE]"],
        {"choices": [{"message": {"tool_calls": [{"function": {"name": "plan", "arguments": PLAN}}]}}]},
    ],
)
async def test_the_input_is_found_in_every_form_that_models_write(bridge: Bridge, answer: Any) -> None:
    found = dict(await bridge.ask_tool(answer))
    found.pop("from", None)  # the schema allows its null
    assert found == PLAN
    assert len(bridge.server.requests) == 1


async def test_the_form_is_asked_for_and_shown_to_the_model_after_the_static_part(bridge: Bridge) -> None:
    await bridge.ask_tool(says(WRITTEN), system=[{"text": "You plan."}])
    [sent] = bridge.server.requests
    assert "tools" not in sent
    form = sent["response_format"]
    assert (form["type"], form["json_schema"]["name"]) == ("json_schema", "plan")
    system = sent["messages"][0]["content"]
    assert system.startswith("You plan.\n\nTo call plan (Plans.)")
    assert system.endswith(json.dumps(form["json_schema"]["schema"], separators=(",", ":")))


async def test_a_server_without_the_form_is_asked_in_a_looser_one_and_remembered(bridge: Bridge) -> None:
    no_schema = Refusal(422, {"detail": "response_format.type: input should be 'text' or 'json_object'"})
    no_form = Refusal(400, {"error": {"message": "response_format is not supported"}})
    assert await bridge.ask_tool(no_schema, no_form, says(WRITTEN)) == PLAN
    assert await bridge.ask_tool(says(WRITTEN)) == PLAN
    forms = [sent.get("response_format", {}).get("type") for sent in bridge.server.requests]
    assert forms == ["json_schema", "json_object", None, None]


async def test_what_is_no_input_is_sent_back_once_with_what_is_wrong(bridge: Bridge) -> None:
    assert await bridge.ask_tool(says("I would count them."), says(WRITTEN)) == PLAN
    assistant, correction = bridge.server.requests[-1]["messages"][-2:]
    assert assistant == {"role": "assistant", "content": "I would count them."}
    assert "there is no JSON object in it" in correction["content"]


async def test_values_that_the_schema_forbids_are_sent_back_once_then_left_to_the_product(
    bridge: Bridge,
) -> None:
    wrong = {"want": "COUNT", "types": "THEFT"}
    assert await bridge.ask_tool(says(json.dumps(wrong)), says(WRITTEN)) == PLAN
    assert "types" in bridge.server.requests[-1]["messages"][-1]["content"]
    assert await bridge.ask_tool(says(json.dumps(wrong)), says(json.dumps(wrong))) == wrong


async def test_two_replies_without_input_are_the_model_s_failure(bridge: Bridge) -> None:
    with pytest.raises(ClientError, match="may be too small"):
        await bridge.ask_tool(says("No."), says('{"types": []}'))


async def test_an_input_that_was_cut_off_says_so(bridge: Bridge) -> None:
    bridge.server.answers.append(says(WRITTEN[:9], finish="length"))
    config = {"tools": [TOOL], "toolChoice": {"tool": {"name": "plan"}}}
    answer = await bridge.ask(toolConfig=config)
    assert answer["stopReason"] == "max_tokens"
    assert len(bridge.server.requests) == 1
