"""How conversations reach the rules and their answers come back; a fake module replaces the rules."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError

from models.asking.conversation import Message, Tool


@dataclass(frozen=True)
class Said:
    pieces: Sequence[str] = ()
    tool_input: Mapping[str, Any] | None = None


def respond(system: str, messages: Sequence[Message], tool: Tool | None) -> Said:
    if messages[-1].text == "nonsense":
        raise ValueError("I cannot read this.")
    if tool is not None:
        return Said(tool_input={"tool": tool.name, "system": system, "heard": [message.text for message in messages]})
    return Said(["한 ", "조각씩"])


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("devstack.standin.respond")
    module.__dict__["respond"] = respond
    monkeypatch.setitem(sys.modules, "devstack.standin.respond", module)


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"text": text}]}


async def test_pieces_are_streamed_one_by_one(runtime: Any) -> None:
    response = await runtime.converse_stream(modelId="local.rules-v1", messages=[user("요약해 줘")])
    deltas = [event["contentBlockDelta"]["delta"] async for event in response["stream"] if "contentBlockDelta" in event]
    assert deltas == [{"text": "한 "}, {"text": "조각씩"}]


async def test_the_forced_tool_and_the_whole_conversation_are_handed_over(runtime: Any) -> None:
    answer = await runtime.converse(
        modelId="local.rules-v1",
        system=[{"text": "Plan."}],
        messages=[user("one"), {"role": "assistant", "content": [{"text": "two"}]}, user("three")],
        toolConfig={
            "tools": [{"toolSpec": {"name": "plan", "inputSchema": {"json": {}}}}],
            "toolChoice": {"tool": {"name": "plan"}},
        },
    )
    block = answer["output"]["message"]["content"][0]["toolUse"]
    assert block["input"] == {"tool": "plan", "system": "Plan.", "heard": ["one", "two", "three"]}


async def test_what_it_cannot_read_is_a_validation_exception(runtime: Any) -> None:
    with pytest.raises(ClientError, match="I cannot read this") as caught:
        await runtime.converse(modelId="local.rules-v1", messages=[user("nonsense")])
    assert caught.value.response["Error"]["Code"] == "ValidationException"


async def test_the_former_id_is_an_alias(runtime: Any) -> None:
    answer = await runtime.converse(modelId="local.reader-v1", messages=[user("요약해 줘")])
    assert answer["output"]["message"]["content"] == [{"text": "한 조각씩"}]
