"""Translates conversations and replies to and from the format of the Converse API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.asking.conversation import Conversation, Reply, TokenCount
from models.errors import InvalidInput, ModelFailed

if TYPE_CHECKING:
    from types_aiobotocore_bedrock_runtime.type_defs import (
        ContentBlockUnionTypeDef,
        ConverseRequestTypeDef,
        ConverseResponseTypeDef,
        MessageUnionTypeDef,
        TokenUsageTypeDef,
        ToolResultContentBlockUnionTypeDef,
    )


def build_converse_request(conversation: Conversation) -> "ConverseRequestTypeDef":
    """The parameters of Converse and ConverseStream. A message without text and image raises InvalidInput."""
    request: ConverseRequestTypeDef = {
        "modelId": conversation.model_id,
        "messages": [_build_message(conversation, number) for number in range(len(conversation.messages))],
        "inferenceConfig": {"maxTokens": conversation.max_tokens, "temperature": conversation.temperature},
    }
    if conversation.system.strip():
        request["system"] = [{"text": conversation.system}]
    tool = conversation.tool
    if tool is not None:
        request["toolConfig"] = {
            "tools": [
                {
                    "toolSpec": {
                        "name": tool.name,
                        "description": tool.description,
                        "inputSchema": {"json": dict(tool.schema)},
                    }
                }
            ],
            "toolChoice": {"tool": {"name": tool.name}},
        }
    return request


def _build_message(conversation: Conversation, number: int) -> "MessageUnionTypeDef":
    message = conversation.messages[number]
    content: list[ContentBlockUnionTypeDef] = _build_tool_blocks(conversation, number)
    for place, image in enumerate(message.images):
        if message.captions:
            content.append({"text": message.captions[place]})
        content.append({"image": {"format": image.format, "source": {"bytes": image.data}}})
    if message.text.strip():
        content.append({"text": message.text})
    if not content:
        raise InvalidInput(name=f"messages[{number}]", problem="it has neither text nor an image")
    return {"role": message.role, "content": content}


def _build_tool_blocks(conversation: Conversation, number: int) -> "list[ContentBlockUnionTypeDef]":
    """A call of the tool, or the answer to the one in the message before. Their ids only have to agree."""
    message, tool = conversation.messages[number], conversation.tool
    if message.call is not None and tool is not None:
        return [{"toolUse": {"toolUseId": f"call-{number}", "name": tool.name, "input": dict(message.call)}}]
    if message.result is not None:
        text: ToolResultContentBlockUnionTypeDef = {"text": message.result}
        return [{"toolResult": {"toolUseId": f"call-{number - 1}", "content": [text], "status": "error"}}]
    return []


def parse_reply(conversation: Conversation, response: "ConverseResponseTypeDef") -> Reply:
    """The reply. Raises ModelFailed when it is empty, or if the forced tool was not called or its call was cut off."""
    message = response["output"].get("message")
    blocks = message["content"] if message is not None else []
    text = "".join(block["text"] for block in blocks if "text" in block)
    stop_reason = str(response["stopReason"])
    tool_input = None
    if conversation.tool is not None:
        name = conversation.tool.name
        calls = [block["toolUse"] for block in blocks if "toolUse" in block]
        tool_input = _require_tool_input(
            name, stop_reason, next((dict(call) for call in calls if call["name"] == name), None)
        )
    elif not text.strip():
        raise ModelFailed(problem=f"it is empty, stopped by {stop_reason}")
    return Reply(text, tool_input, stop_reason, parse_token_count(response["usage"]))


def _require_tool_input(name: str, stop_reason: str, call: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if stop_reason == "max_tokens":
        raise ModelFailed(problem=f"the call of the tool {name} was cut off at the token limit")
    if call is None or not isinstance(call["input"], Mapping):
        raise ModelFailed(problem=f"the tool {name} was not called")
    return call["input"]


def parse_token_count(usage: "TokenUsageTypeDef") -> TokenCount:
    """Input and output tokens. Input includes tokens of the prompt cache."""
    cached = usage.get("cacheReadInputTokens", 0) + usage.get("cacheWriteInputTokens", 0)
    return TokenCount(usage["inputTokens"] + cached, usage["outputTokens"])
