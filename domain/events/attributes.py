"""Validate the attributes that a source adds to an event: a JSON object of limited size that PostgreSQL can store."""

import json
import math
import re
from typing import Any

from models.errors import InvalidInput
from models.text.text import normalize_json

MAX_BYTES = 16 * 1024
MAX_DEPTH = 16
# PostgreSQL's jsonb holds neither U+0000 nor lone surrogates.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def validate_attributes(value: object, field: tuple[str, ...]) -> dict[str, Any]:
    """The object with normalized texts; empty for None. Raises InvalidInput."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidInput("ATTRIBUTES_NOT_AN_OBJECT", field=field)
    _check_values(value, field)
    value = normalize_json(value)
    assert isinstance(value, dict)
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_BYTES:
        raise InvalidInput("ATTRIBUTES_TOO_LARGE", field=field, most=MAX_BYTES)
    return value


def _check_values(value: dict[str, Any], field: tuple[str, ...]) -> None:
    """Check every value without recursion, so that deep nesting cannot exhaust the stack."""
    pending: list[tuple[object, int]] = [(value, 1)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, str) and _UNSTORABLE.search(item):
            raise InvalidInput("CONTROL_CHARACTERS", field=field)
        if isinstance(item, float) and not math.isfinite(item):
            # JSON's 1e999 is read as infinity, which cannot be written as JSON.
            raise InvalidInput("NUMBER_NOT_FINITE", field=field)
        if isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                raise InvalidInput("ATTRIBUTES_TOO_DEEP", field=field, most=MAX_DEPTH)
            if isinstance(item, dict):
                pending += [(key, depth) for key in item]
            pending += [(inner, depth + 1) for inner in (item.values() if isinstance(item, dict) else item)]
