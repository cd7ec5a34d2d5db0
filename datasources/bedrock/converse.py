"""Translates conversations and replies to and from the format of the Converse API."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.asking.conversation import DECLINED_STOP_REASONS, Conversation, Message, Reply, TokenCount, Tool
from models.errors import InvalidInput, ModelDeclined, ModelFailed

if TYPE_CHECKING:
    from types_aiobotocore_bedrock_runtime.type_defs import (
        ContentBlockUnionTypeDef,
        ConverseRequestTypeDef,
        ConverseResponseTypeDef,
        MessageUnionTypeDef,
        TokenUsageTypeDef,
        ToolResultBlockUnionTypeDef,
        ToolResultContentBlockUnionTypeDef,
        ToolUseBlockUnionTypeDef,
    )

_CACHE_POINT: Any = {"cachePoint": {"type": "default"}}
# https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html: Claude 3.5 Haiku, 3.7 Sonnet, and all since.
_CACHING = re.compile(r"anthropic\.claude-(?!v\d|instant|3-(haiku|sonnet|opus)|3-5-sonnet)")


def knows_prompt_cache(model_id: str) -> bool:
    """Whether the model is known to keep a prompt; unknown for the ARN of an application's own inference profile."""
    return _CACHING.search(model_id) is not None


@dataclass(frozen=True, slots=True)
class ConverseOptions:
    """What a deployment sets for every conversation.

    temperature: None sends none, which newer models require. caches: after the system text and the tools, a mark lets
    the service keep the model's state of them; None does so for models that are known to. guardrail: id and version.
    fallback_model_id: answers where a conversation's own model is throttled or unreachable; empty: none.
    """

    temperature: float | None = None
    caches: bool | None = None
    guardrail: tuple[str, str] | None = None
    fallback_model_id: str = ""


def build_converse_request(
    conversation: Conversation, options: ConverseOptions | None = None
) -> "ConverseRequestTypeDef":
    """The parameters of Converse and ConverseStream. A message without text and image raises InvalidInput."""
    options = options or ConverseOptions()
    caches = knows_prompt_cache(conversation.model_id) if options.caches is None else options.caches
    request: ConverseRequestTypeDef = {
        "modelId": conversation.model_id,
        "messages": [
            _build_message(number, message, conversation.tool) for number, message in enumerate(conversation.messages)
        ],
        "inferenceConfig": {"maxTokens": conversation.max_tokens},
    }
    temperature = options.temperature if conversation.temperature is None else conversation.temperature
    if temperature is not None:
        request["inferenceConfig"]["temperature"] = temperature
    if options.guardrail is not None:
        identifier, version = options.guardrail
        request["guardrailConfig"] = {"guardrailIdentifier": identifier, "guardrailVersion": version}
    if conversation.system.strip():
        request["system"] = [{"text": conversation.system}, *([_CACHE_POINT] if caches else [])]
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
                },
                *([_CACHE_POINT] if caches else []),
            ],
            "toolChoice": {"tool": {"name": tool.name}},
        }
    return request


def _build_message(number: int, message: Message, tool: Tool | None) -> "MessageUnionTypeDef":
    if message.tool_input is not None and tool is not None:
        call: ToolUseBlockUnionTypeDef = {
            "toolUseId": f"call-{number}",
            "name": tool.name,
            "input": dict(message.tool_input),
        }
        return {"role": message.role, "content": [{"toolUse": call}]}
    if message.is_tool_result:
        told: list[ToolResultContentBlockUnionTypeDef] = [{"text": message.text}]
        result: ToolResultBlockUnionTypeDef = {
            "toolUseId": f"call-{number - 1}",
            "content": told,
            "status": "error",
        }
        return {"role": message.role, "content": [{"toolResult": result}]}
    content: list[ContentBlockUnionTypeDef] = []
    for image in message.images:
        if image.label:
            content.append({"text": image.label})
        content.append({"image": {"format": image.format, "source": {"bytes": image.data}}})
    if message.text.strip():
        content.append({"text": message.text})
    if not content:
        raise InvalidInput(name=f"messages[{number}]", problem="it has neither text nor an image")
    return {"role": message.role, "content": content}


def parse_reply(conversation: Conversation, response: "ConverseResponseTypeDef") -> Reply:
    """The reply.

    Raises ModelDeclined if a filter or the model itself ended it, ModelFailed when it is empty, or if the forced tool
    was not called or its call was cut off.
    """
    message = response["output"].get("message")
    blocks = message["content"] if message is not None else []
    text = "".join(block["text"] for block in blocks if "text" in block)
    stop_reason = str(response["stopReason"])
    if stop_reason in DECLINED_STOP_REASONS:
        raise ModelDeclined
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
    read, wrote = usage.get("cacheReadInputTokens", 0), usage.get("cacheWriteInputTokens", 0)
    return TokenCount(usage["inputTokens"] + read + wrote, usage["outputTokens"], read, wrote)
