"""Reads the input of a forced tool out of what a model of an OpenAI-compatible server wrote."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from devstack.openai.thinking import drop_thoughts
from models.asking.conversation import Tool

_INPUT_KEYS = ("arguments", "parameters", "input")


class NoToolInput(Exception):
    """Nothing in the reply is an input of the tool. The message says why, for the model."""


def read_tool_input(tool: Tool, text: str, calls: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], str | None]:
    """The input, and what is wrong with it by the tool's schema, if anything.

    Taken are calls of the tool, a bare object, one in a fenced block or within prose, and {name, arguments}. Nulls that
    the schema does not allow are dropped: models fill in every key. Raises NoToolInput without any object that has the
    keys that the tool requires.
    """
    candidates = [*_list_called(tool, calls), *_list_objects(tool, drop_thoughts(text))]
    inputs = [_drop_nulls(candidate, tool.schema) for candidate in candidates]
    if not inputs:
        raise NoToolInput("there is no JSON object in it")
    validator = jsonschema_rs.validator_for(dict(tool.schema))
    for found in inputs:
        if validator.is_valid(found):
            return found, None
    required = set(tool.schema.get("required", ()))
    complete = [found for found in inputs if required <= set(found)]
    if not complete:
        missing = min((sorted(required - set(found)) for found in inputs), key=len)
        raise NoToolInput(f"it lacks {', '.join(missing)}")
    problem = next(iter(validator.iter_errors(complete[0])))
    return complete[0], f"{'.'.join(map(str, problem.instance_path)) or 'it'}: {problem.message}"


def _list_called(tool: Tool, calls: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The arguments of the calls; those of the tool's own name first."""
    for call in sorted(calls, key=lambda call: call.get("name") != tool.name):
        yield from _parse(call.get("arguments"))


def _parse(value: Any) -> Iterator[dict[str, Any]]:
    """An object, as such or as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value, strict=False)
        except ValueError:
            return
    if isinstance(value, dict):
        yield value


def _list_objects(tool: Tool, text: str) -> Iterator[dict[str, Any]]:
    """Every outermost JSON object of a text, in order; of {name, arguments} the arguments."""
    decoder, at = json.JSONDecoder(strict=False), text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            yield from _unwrap(tool, found)
        at = text.find("{", end)


def _unwrap(tool: Tool, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    properties = tool.schema.get("properties", {})
    if isinstance(function := found.get("function"), dict):
        found = function
    for key in _INPUT_KEYS:
        if key in found and key not in properties:
            yield from _parse(found[key])
            return
    if list(found) == [tool.name] and isinstance(found[tool.name], dict):
        found = found[tool.name]
    yield found


def _drop_nulls(value: Any, schema: Any) -> Any:
    """The value without the keys that are null where the schema has no null."""
    if isinstance(value, list):
        items = schema.get("items", {}) if isinstance(schema, Mapping) else {}
        return [_drop_nulls(item, items) for item in value]
    if not isinstance(value, dict):
        return value
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    return {
        key: _drop_nulls(item, properties.get(key, {}))
        for key, item in value.items()
        if item is not None or _allows_null(properties.get(key))
    }


def _allows_null(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return False
    kinds = schema.get("type")
    if any(_allows_null(option) for option in schema.get("anyOf", ())):
        return True
    return kinds == "null" or (isinstance(kinds, list) and "null" in kinds)
