"""One attack by a request, and its expected answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = {"content-type": "application/json", "accept": "application/graphql-response+json"}


@dataclass(frozen=True, slots=True)
class Attack:
    """status, code: of the expected answer; code None: the answer has data and no error."""

    name: str
    status: int
    code: str | None
    body: bytes = b""
    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    # With a valid token, unless the headers have an Authorization of their own.
    with_token: bool = True


def operation(name: str, status: int, code: str | None, text: str, variables: Any = None, **more: Any) -> Attack:
    """An attack by an operation."""
    body = {"query": text} | ({} if variables is None else {"variables": variables})
    return Attack(name, status, code, json.dumps(body).encode(), **more)


def raw(name: str, status: int, code: str | None, body: bytes, **headers: str) -> Attack:
    """An attack by a raw body."""
    all_headers = {**JSON, **{key.replace("_", "-"): value for key, value in headers.items()}}
    return Attack(name, status, code, body, headers=all_headers)
