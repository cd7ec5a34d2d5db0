"""Error responses that the server sends without the application."""

import json
from http import HTTPStatus

# In both languages: before the headers arrive, the client's language is unknown.
_MESSAGES: dict[int, tuple[str, str]] = {
    408: (
        "REQUEST_TIMEOUT",
        "The request did not come in time: send it again. 요청이 제때 도착하지 않았습니다. 다시 보내 주세요.",
    ),
    431: (
        "REQUEST_TOO_LARGE",
        "The headers are too large: send less of them. 헤더가 너무 큽니다. 줄여서 보내 주세요.",
    ),
    503: (
        "TOO_MANY_CONNECTIONS",
        "There are too many connections: come again in a second, or use those that are open. "
        "연결이 너무 많습니다. 잠시 후 다시 시도하거나 열린 연결을 사용해 주세요.",
    ),
}


def build_body(status: int) -> bytes:
    """The body of a refusal with this status, shaped like GraphQL errors."""
    code, message = _MESSAGES[status]
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


RESPONSES = {status: _build_response(status) for status in _MESSAGES}
