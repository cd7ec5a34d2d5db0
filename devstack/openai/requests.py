"""Writes a Converse request as a chat completion's."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from devstack.bedrock.conversation import ConverseRequest
from models.asking.conversation import Image, Tool

# From the strictest to none: which of them a server takes is found out at its first refusal.
FORMATS = ("json_schema", "json_object", "text")


def build_body(request: ConverseRequest, model: str, format_name: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a request that streams. format_name: one of FORMATS, for a forced tool.

    A forced tool becomes a form of the answer: OpenAI's tool_choice object means "auto" to llama-server, and Ollama
    ignores it. Servers do not show that form to the model, so it stands in the system text, too.
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": _build_messages(request),
        "max_tokens": request.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.stop_sequences:
        body["stop"] = list(request.stop_sequences)
    if request.tool is not None and format_name != "text":
        body["response_format"] = _build_format(request.tool, format_name)
    return {**body, **extra}


def _build_messages(request: ConverseRequest) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    system = request.system if request.tool is None else f"{request.system}\n\n{describe_tool(request.tool)}"
    if system.strip():
        messages.append({"role": "system", "content": system.strip()})
    for message, parts in zip(request.messages, request.parts, strict=True):
        messages.append({"role": message.role, "content": _build_content(parts)})
    return messages


def describe_tool(tool: Tool) -> str:
    """What takes the tool's place in the system text: after what is the same for every question, and as static."""
    schema = json.dumps(tool.schema, ensure_ascii=False, separators=(",", ":"))
    return (
        f"To call {tool.name} ({tool.description}), answer with its input alone: one JSON object that fits this "
        f"JSON Schema. No other text, no explanation, no code fence.\n{schema}"
    )


def _build_content(parts: Sequence[str | Image]) -> str | list[dict[str, Any]]:
    if all(isinstance(part, str) for part in parts):
        return "\n".join(str(part) for part in parts)
    return [
        {"type": "text", "text": part} if isinstance(part, str) else {"type": "image_url", "image_url": _to_url(part)}
        for part in parts
    ]


def _to_url(image: Image) -> dict[str, str]:
    return {"url": f"data:image/{image.format};base64,{base64.b64encode(image.data).decode()}"}


def _build_format(tool: Tool, format_name: str) -> dict[str, Any]:
    if format_name == "json_object":
        # llama-cpp-python takes the schema here; others ignore it.
        return {"type": "json_object", "schema": dict(tool.schema)}
    return {"type": "json_schema", "json_schema": {"name": tool.name, "schema": dict(tool.schema)}}
