"""Responses sent by the server itself, without the application."""

import json
from http import HTTPStatus

from models.enums import Language
from models.messages.catalog import translate

# Status → code of the error, and its message.
_ERRORS: dict[int, tuple[str, str]] = {
    408: ("REQUEST_TIMEOUT", "connection-request-timeout"),
    431: ("REQUEST_TOO_LARGE", "connection-headers-too-large"),
    503: ("TOO_MANY_CONNECTIONS", "connection-too-many"),
}


def build_body(status: int) -> bytes:
    """The refusal of a status as a GraphQL response, in every language: which one the client wants is not known yet."""
    code, key = _ERRORS[status]
    message = " ".join(translate(language, key) for language in sorted(Language))
    return json.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}, ensure_ascii=False).encode()


def _build_response(status: int) -> bytes:
    body = build_body(status)
    head = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "connection: close",
        *(["retry-after: 1"] if status == 503 else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


RESPONSES = {status: _build_response(status) for status in _ERRORS}
