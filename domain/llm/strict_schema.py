"""A tool's schema for endpoints that accept strict ones only, such as OpenAI's structured outputs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.asking.conversation import Tool


def make_strict(tool: Tool) -> Tool:
    """The tool whose schema closes every object: no further properties, and each required.

    What may be left out may be null instead; a plan drops nulls. Strict endpoints accept no schema without this:
    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
    """
    return replace(tool, schema=_close(tool.schema))


def _close(schema: Mapping[str, Any]) -> dict[str, Any]:
    closed = {name: _close(value) if isinstance(value, Mapping) else value for name, value in schema.items()}
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or schema.get("type") != "object":
        return closed
    required = schema.get("required", ())
    closed["properties"] = {
        name: _close(entry) if name in required else _allow_null(_close(entry)) for name, entry in properties.items()
    }
    return {**closed, "required": list(properties), "additionalProperties": False}


def _allow_null(schema: dict[str, Any]) -> dict[str, Any]:
    allowed = {**schema, "type": [schema["type"], "null"]}
    return {**allowed, "enum": [*schema["enum"], None]} if "enum" in schema else allowed
