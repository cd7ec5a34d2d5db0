"""JSON of requests and answers by orjson, with the meaning that Python's own module gives it."""

import json
import re
from datetime import datetime
from typing import Any

import orjson

# orjson reads whole numbers beyond 64 bits as inexact ones.
_LONG_NUMBER = re.compile(rb"\d{19}")


def encode_json(data: object) -> bytes:
    """JSON in UTF-8. Python's module writes lone surrogates, which UTF-8 has not, and numbers beyond 64 bits."""
    try:
        return orjson.dumps(data)
    except TypeError:
        return json.dumps(data, separators=(",", ":"), default=_to_plain).encode()


def _to_plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")


def decode_json_object(data: str | bytes) -> dict[str, Any]:
    """A JSON object. Raises JSONDecodeError for anything else: broken JSON, NaN, too deep nesting, a batch."""
    value: Any = None
    if isinstance(data, bytes) and not _LONG_NUMBER.search(data):
        try:
            value = orjson.loads(data)
        except orjson.JSONDecodeError:
            # Python's module takes more, such as lone surrogates. What is wrong with them is said later.
            value = _decode_leniently(data)
    else:
        value = _decode_leniently(data)
    if not isinstance(value, dict):
        raise json.JSONDecodeError("not a JSON object", "", 0)
    return value


def _decode_leniently(data: str | bytes) -> Any:
    try:
        return json.loads(data, parse_constant=_reject_constant)
    except (RecursionError, ValueError):
        return None


def _reject_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
