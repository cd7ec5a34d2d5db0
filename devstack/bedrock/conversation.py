"""Parses and validates a Converse request; refuses what Bedrock refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from devstack.bedrock.errors import validation_error
from devstack.bedrock.request_shapes import ContentBlock, ConverseShape, MessageShape, ToolConfig, parse_body
from models.asking.conversation import Image, Message, Tool

MAX_IMAGES = 20  # a request's limit in the Converse API


@dataclass(frozen=True, slots=True)
class ConverseRequest:
    """A parsed request. tool: the tool that the client forces the model to call, if any."""

    system: str
    messages: Sequence[Message]
    tool: Tool | None
    max_tokens: int
    stop_sequences: Sequence[str]


def read_conversation(body: bytes) -> ConverseRequest:
    """The request of a Converse or ConverseStream body; raises ServiceError."""
    shape = parse_body(ConverseShape, body)
    if shape.guardrail_config is not None:
        raise validation_error("Guardrails are not available for this model.")
    messages = [_read_message(position, message) for position, message in enumerate(shape.messages)]
    _check_order(messages)
    _check_results(shape.messages)
    if sum(len(message.images) for message in messages) > MAX_IMAGES:
        raise validation_error(f"Too many images: a request may hold at most {MAX_IMAGES}.")
    return ConverseRequest(
        system="\n".join(block.text for block in shape.system if block.text is not None),
        messages=messages,
        tool=None if shape.tool_config is None else _find_forced_tool(shape.tool_config),
        max_tokens=shape.inference_config.max_tokens,
        stop_sequences=shape.inference_config.stop_sequences,
    )


def _check_results(messages: Sequence[MessageShape]) -> None:
    """Every toolResult answers a toolUse of the message before, and every toolUse is answered."""
    asked: set[object] = set()
    for position, message in enumerate(messages):
        answered = {block.tool_result.get("toolUseId") for block in message.content if block.tool_result}
        if answered - asked:
            raise validation_error(
                f"The number of toolResult blocks at messages.{position}.content exceeds the number of toolUse blocks "
                "of previous turn."
            )
        if asked - answered:
            raise validation_error(f"Expected toolResult blocks at messages.{position}.content for the following Ids.")
        asked = {block.tool_use.get("toolUseId") for block in message.content if block.tool_use}


def _check_order(messages: Sequence[Message]) -> None:
    if not messages:
        raise validation_error("A conversation must have at least one message. Add a user message and try again.")
    if messages[0].role != "user":
        raise validation_error(
            "A conversation must start with a user message. Try again with one that starts with a user message."
        )
    for before, after in pairwise(messages):
        if before.role == after.role:
            raise validation_error(
                "A conversation must alternate between user and assistant roles. "
                "Make sure the conversation alternates between user and assistant roles and try again."
            )
    if messages[-1].role != "user":
        raise validation_error(
            "This model does not support assistant message prefill. The last message must be from the user."
        )


def _read_message(position: int, message: MessageShape) -> Message:
    if not message.content:
        raise validation_error(
            f"The content field in the Message object at messages.{position} is empty. "
            "Add a ContentBlock object to the content field and try again."
        )
    texts: list[str] = []
    images: list[Image] = []
    call: Mapping[str, Any] | None = None
    result: str | None = None
    for number, block in enumerate(message.content):
        where = f"messages.{position}.content.{number}"
        match _require_single_member(where, block):
            case "text":
                texts.append(_require_text(where, block))
            case "image":
                images.append(_read_image(where, block))
            case "toolUse" if message.role == "assistant":
                call = _read_call(where, block)
            case "toolResult" if message.role == "user":
                result = _read_result(where, block)
            case other:
                raise validation_error(
                    f"This model doesn't support the {other} content block that you provided at {where}."
                )
    if images and message.role != "user":
        raise validation_error(f"Images are only allowed in user messages; messages.{position} is from the assistant.")
    return Message(message.role, "\n".join(texts), tuple(images), call=call, result=result)


def _read_call(where: str, block: ContentBlock) -> Mapping[str, Any]:
    given = (block.tool_use or {}).get("input")
    if not isinstance(given, Mapping):
        raise validation_error(f"The format of the value at {where}.toolUse.input is invalid. Provide a json object.")
    return given


def _read_result(where: str, block: ContentBlock) -> str:
    content = (block.tool_result or {}).get("content")
    if not isinstance(content, list) or not all(isinstance(part, Mapping) and "text" in part for part in content):
        raise validation_error(f"The content of the toolResult at {where} must be text for this model.")
    return "\n".join(str(part["text"]) for part in content)


def _require_single_member(where: str, block: ContentBlock) -> str:
    members = sorted(block.model_dump(by_alias=True, exclude_none=True))
    if len(members) != 1:
        raise validation_error(
            f"The ContentBlock object at {where} must set exactly one of its members, not {len(members)}."
        )
    return str(members[0])


def _require_text(where: str, block: ContentBlock) -> str:
    if block.text is None or not block.text.strip():
        raise validation_error(
            f"The text field in the ContentBlock object at {where} is blank. Add text to the text field, and try again."
        )
    return block.text


def _read_image(where: str, block: ContentBlock) -> Image:
    image = block.image
    if image is None or image.source.bytes_ is None:
        raise validation_error(
            f"The image at {where} must be sent as bytes: S3 locations are not supported by this model."
        )
    if image.format == "gif":
        raise validation_error(
            f"The image at {where} is a GIF, which this model does not support. Send PNG, JPEG or WebP."
        )
    return Image(image.source.bytes_, image.format)


def _find_forced_tool(config: ToolConfig) -> Tool | None:
    tools = {
        entry.tool_spec.name: Tool(
            entry.tool_spec.name, entry.tool_spec.description, entry.tool_spec.input_schema.json_
        )
        for entry in config.tools
        if entry.tool_spec is not None
    }
    if not tools:
        raise validation_error("toolConfig.tools holds no toolSpec.")
    choice = config.tool_choice
    if choice is None:
        return None  # the model may choose to call a tool; the local models never do
    chosen = [name for name in ("auto", "any", "tool") if getattr(choice, name) is not None]
    if len(chosen) != 1:
        raise validation_error("toolConfig.toolChoice must set exactly one of auto, any and tool.")
    if choice.auto is not None:
        return None
    if choice.tool is not None:
        if choice.tool.name not in tools:
            raise validation_error(
                f"toolConfig.toolChoice.tool.name is {choice.tool.name!r}, which is not among toolConfig.tools."
            )
        return tools[choice.tool.name]
    if len(tools) > 1:
        raise validation_error(
            "toolChoice 'any' needs exactly one tool with this model: it does not choose between tools."
        )
    return next(iter(tools.values()))
