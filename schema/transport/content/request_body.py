"""Reads a request's parameters by the GraphQL-over-HTTP specification, from bodies of limited size.

https://graphql.github.io/graphql-over-http/draft/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import TooLarge
from schema.transport.content.http_messages import HttpRequest
from schema.transport.content.json_text import decode_json_object
from schema.transport.rejections import RequestRejected

# With any of these a browser sends a CORS preflight before a page's request to another origin. Links and EventSource
# cannot set them.
NON_SIMPLE_HEADERS = (
    "authorization",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "graphql-require-preflight",
)
_ALLOW = {"Allow": "GET, POST"}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the request asks to run: a text, or the hash of a known one, or both."""

    query: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None
    document_id: str | None


async def read_parameters(request: HttpRequest, max_bytes: int) -> Parameters:
    """Read the request. Raises RequestRejected, and TooLarge if the body has more than max_bytes."""
    if request.method == "GET":
        return to_parameters(_read_url(request))
    if request.method == "POST":
        return to_parameters(_read_body_object(request, await _read_body(request, max_bytes)))
    raise RequestRejected(405, "GraphQL is served by GET and POST.", headers=_ALLOW)


def parse_json_object(data: str | bytes) -> object:
    """A JSON object. Raises JSONDecodeError for anything else."""
    return decode_json_object(data)


def _read_url(request: HttpRequest) -> Mapping[str, Any]:
    if not any(request.headers.get(name) for name in NON_SIMPLE_HEADERS):
        raise RequestRejected(
            400, "GET needs a header that pages of other origins cannot send, such as apollo-require-preflight: true."
        )
    parameters: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in parameters:
            raise RequestRejected(400, f"The parameter {name} is given twice.")
        parameters[name] = value
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = _parse_object(parameters[name], name)
        elif name in parameters:
            del parameters[name]
    return parameters


def _read_body_object(request: HttpRequest, body: bytes) -> Mapping[str, Any]:
    return _parse_object(body, "body")


async def _read_body(request: HttpRequest, max_bytes: int) -> bytes:
    media_type, _, rest = request.headers.get("content-type", "").partition(";")
    if media_type.strip().lower() != "application/json":
        raise RequestRejected(415, "Send the operation as application/json.")
    charset = rest.strip().lower().replace('"', "").replace(" ", "")
    if charset and charset != "charset=utf-8":
        raise RequestRejected(415, "Send JSON in UTF-8.")
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise RequestRejected(415, "Send the body without content-encoding.")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) > max_bytes:
        raise TooLarge("REQUEST_TOO_LARGE", measure="bytes", cost=int(length), limit=max_bytes)
    body, more = await request.next_part()
    parts = [body]
    size = len(body)
    while more and size <= max_bytes:
        part, more = await request.next_part()
        parts.append(part)
        size += len(part)
    if size > max_bytes:
        raise TooLarge("REQUEST_TOO_LARGE", measure="bytes", cost=size, limit=max_bytes)
    request.scope["state"]["body_bytes"] = size
    return body if len(parts) == 1 else b"".join(parts)


def _parse_object(data: str | bytes, name: str) -> dict[str, Any]:
    try:
        return decode_json_object(data)
    except json.JSONDecodeError:
        raise RequestRejected(400, f"The {name} has to be one JSON object in UTF-8; batches are not served.") from None


def to_parameters(values: Mapping[str, Any]) -> Parameters:
    """The parameters in a request's object. Raises RequestRejected for one of another type."""
    query, variables = values.get("query"), values.get("variables")
    operation_name, extensions = values.get("operationName"), values.get("extensions")
    document_id = values.get("documentId")
    for name, value, type_ in (
        ("query", query, str),
        ("variables", variables, dict),
        ("operationName", operation_name, str),
        ("extensions", extensions, dict),
        ("documentId", document_id, str),
    ):
        if value is not None and not isinstance(value, type_):
            raise RequestRejected(400, f"{name} has to be {'a text' if type_ is str else 'an object'}.")
    return Parameters(query or None, variables, operation_name or None, extensions, document_id)
