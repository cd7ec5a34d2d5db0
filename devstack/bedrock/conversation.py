"""Parses and validates a Converse request; refuses what Bedrock refuses."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from devstack.bedrock.errors import validation_error
from devstack.bedrock.request_shapes import ContentBlock, ConverseShape, MessageShape, ToolConfig, parse_body
from models.asking.conversation import Image, Message, Tool

MAX_IMAGES = 20  # a request's limit in the Converse API


@dataclass(frozen=True, slots=True)
class ConverseRequest:
    """A parsed request. tool: the tool that the client forces the model to call, if any.

    parts: of each message, its texts, images, calls of tools (as JSON) and their results, in order.
    temperature: None if not sent.
    """

    system: str
    messages: Sequence[Message]
    tool: Tool | None
    max_tokens: int
    stop_sequences: Sequence[str]
    parts: Sequence[Sequence[str | Image]] = ()
    temperature: float | None = None


def read_conversation(body: bytes) -> ConverseRequest:
    """The request of a Converse or ConverseStream body; raises ServiceError."""
    shape = parse_body(ConverseShape, body)
    if shape.guardrail_config is not None:
        raise validation_error("Guardrails are not available for this model.")
    parts = [_read_parts(position, message) for position, message in enumerate(shape.messages)]
    messages = [_build_message(shape.messages[position], sent) for position, sent in enumerate(parts)]
    _check_order(messages)
    _check_tool_results(shape.messages)
    if sum(len(message.images) for message in messages) > MAX_IMAGES:
        raise validation_error(f"Too many images: a request may hold at most {MAX_IMAGES}.")
    return ConverseRequest(
        system="\n".join(block.text for block in shape.system if block.text is not None),
        messages=messages,
        tool=None if shape.tool_config is None else _find_forced_tool(shape.tool_config),
        max_tokens=shape.inference_config.max_tokens,
        stop_sequences=shape.inference_config.stop_sequences,
        parts=parts,
        temperature=shape.inference_config.temperature,
    )


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


def _check_tool_results(messages: Sequence[MessageShape]) -> None:
    """Each call of a tool is answered in the next message, and nothing else is."""
    for position, (before, after) in enumerate(pairwise(messages), start=1):
        called = {block.tool_use.tool_use_id for block in before.content if block.tool_use is not None}
        answered = {block.tool_result.tool_use_id for block in after.content if block.tool_result is not None}
        if called != answered:
            raise validation_error(
                f"Expected toolResult blocks at messages.{position}.content for the following Ids: "
                f"{', '.join(sorted(called ^ answered))}"
            )


def _read_parts(position: int, message: MessageShape) -> list[str | Image]:
    if not message.content:
        raise validation_error(
            f"The content field in the Message object at messages.{position} is empty. "
            "Add a ContentBlock object to the content field and try again."
        )
    parts: list[str | Image] = []
    for number, block in enumerate(message.content):
        where = f"messages.{position}.content.{number}"
        match _require_single_member(where, block):
            case "text":
                parts.append(_require_text(where, block))
            case "image":
                parts.append(_read_image(where, block))
            case "toolUse" if block.tool_use is not None:
                parts.append(json.dumps(block.tool_use.input, ensure_ascii=False))
            case "toolResult" if block.tool_result is not None:
                parts += [part.text for part in block.tool_result.content if part.text is not None]
            case other:
                raise validation_error(
                    f"This model doesn't support the {other} content block that you provided at {where}."
                )
    if message.role != "user" and any(isinstance(part, Image) for part in parts):
        raise validation_error(f"Images are only allowed in user messages; messages.{position} is from the assistant.")
    return parts


def _build_message(message: MessageShape, parts: Sequence[str | Image]) -> Message:
    calls = [dict(block.tool_use.input) for block in message.content if block.tool_use is not None]
    texts = [part for part in parts if isinstance(part, str)]
    return Message(
        message.role,
        "" if calls else "\n".join(texts),
        tuple(part for part in parts if isinstance(part, Image)),
        calls[0] if calls else None,
        any(block.tool_result is not None for block in message.content),
    )


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
