"""What a source may tell of an event beyond our own words: a JSON object that PostgreSQL can hold, within limits."""

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
    """The object, its texts normalized; an empty one for None. Raises InvalidInput."""
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
    """Look at every value, without recursion: what is nested too deep must not exhaust the stack."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str) and _UNSTORABLE.search(one):
            raise InvalidInput("CONTROL_CHARACTERS", field=field)
        if isinstance(one, float) and not math.isfinite(one):
            # JSON's 1e999 reads as infinity, which no JSON can be written from again.
            raise InvalidInput("NUMBER_NOT_FINITE", field=field)
        if isinstance(one, dict | list):
            if depth > MAX_DEPTH:
                raise InvalidInput("ATTRIBUTES_TOO_DEEP", field=field, most=MAX_DEPTH)
            if isinstance(one, dict):
                waiting += [(key, depth) for key in one]
            waiting += [(inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one)]
