"""Malformed requests: bodies, encodings, types, and requests that pages of other origins can send."""

import gzip
import json

from bench.attacks.attack import JSON, Attack, operation, raw

INVALID, TOO_LARGE = "INVALID_REQUEST", "REQUEST_TOO_LARGE"
_VIEWER = json.dumps({"query": "{ viewer { id } }"}).encode()
_IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
_WIDE = {"content-type": "application/json", "accept": "*/*"}

_UNSIGNED = (
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwib3JnYW5pemF0aW9uIjoiYiIsInJvbGVzIjpbIkFETUlOIl0sImV4cCI6NDEwMjQ0NDgwMH0."
)


def _pad_body(size: int) -> bytes:
    return json.dumps({"query": "{ viewer { id } }", "extensions": {"x": "x" * size}}).encode()


def _get(name: str, status: int, code: str | None, query: str, **headers: str) -> Attack:
    all_headers = {"accept": JSON["accept"], **{key.replace("_", "-"): value for key, value in headers.items()}}
    return Attack(name, status, code, method="GET", query=query, headers=all_headers, with_token=False)


REQUESTS: tuple[Attack, ...] = (
    raw("body: none", 400, INVALID, b""),
    raw("body: half an object", 400, INVALID, b'{"query": "{ viewer'),
    raw("body: NaN", 400, INVALID, b'{"query": "{ viewer { id } }", "variables": {"a": NaN}}'),
    raw("body: Infinity", 400, INVALID, b'{"query": "{ viewer { id } }", "variables": {"a": -Infinity}}'),
    raw(
        "body: a number of 10,000 digits",
        400,
        INVALID,
        b'{"query": "{ viewer { id } }", "variables": {"a": %s}}' % (b"9" * 10_000),
    ),
    raw("body: lists beyond any stack", 400, INVALID, b"[" * 200_000),
    raw("body: objects beyond any stack", 400, INVALID, b'{"a":' * 40_000),
    raw("body: a batch", 400, INVALID, b"[" + b",".join([_VIEWER] * 100) + b"]"),
    raw("body: a text", 400, INVALID, b'"{ viewer { id } }"'),
    raw("body: null", 400, INVALID, b"null"),
    raw("body: no UTF-8", 400, INVALID, b'{"query": "{ viewer { id } } #\xff\xfe"}'),
    raw("body: overlong UTF-8", 400, INVALID, b'{"query": "\xc0\xaf"}'),
    raw("body: a byte order mark of UTF-32", 400, INVALID, b"\xff\xfe\x00\x00" + _VIEWER),
    raw("body: a query that is a list", 400, INVALID, b'{"query": ["{ viewer { id } }"]}'),
    raw("body: variables that are a list", 400, INVALID, b'{"query": "{ viewer { id } }", "variables": []}'),
    raw(
        "body: an operation name that is an object",
        400,
        INVALID,
        b'{"query": "{ viewer { id } }", "operationName": {}}',
    ),
    raw(
        "body: another operation's name", 400, INVALID, b'{"query": "query A { viewer { id } }", "operationName": "B"}'
    ),
    raw("body: keys given twice", 200, None, b'{"query": "{", "query": "{ viewer { id } }"}'),
    raw("size: 300 kB of extensions", 413, TOO_LARGE, _pad_body(300_000)),
    raw("size: 5 MB", 413, TOO_LARGE, _pad_body(5_000_000)),
    raw("size: a comment of 2 MB", 400, "OPERATION_TOO_LARGE", json.dumps({"query": "#" + "x" * 2_000_000}).encode()),
    raw("size: JSON of two million spaces", 413, TOO_LARGE, b" " * 2_000_000 + _VIEWER),
    raw("encoding: gzip", 415, INVALID, gzip.compress(_VIEWER), content_encoding="gzip"),
    raw("encoding: a gzip bomb", 415, INVALID, gzip.compress(b" " * 10_000_000), content_encoding="gzip"),
    raw("type: text/plain", 415, INVALID, _VIEWER, content_type="text/plain"),
    raw("type: a form", 415, INVALID, b"query=%7Bviewer%7Bid%7D%7D", content_type="application/x-www-form-urlencoded"),
    raw("type: multipart", 415, INVALID, b"--x--", content_type="multipart/form-data; boundary=x"),
    raw("type: none", 415, INVALID, _VIEWER, content_type=""),
    raw(
        "type: JSON in UTF-16",
        415,
        INVALID,
        _VIEWER.decode().encode("utf-16"),
        content_type="application/json; charset=utf-16",
    ),
    raw("type: application/json hidden in another", 415, INVALID, _VIEWER, content_type="text/plain; application/json"),
    raw("accept: nothing that we have", 406, INVALID, _VIEWER, accept="image/png"),
    raw("accept: everything refused", 406, INVALID, _VIEWER, accept="application/json;q=0, */*;q=0"),
    _get("shape: GET as a link sends it", 400, INVALID, "query=%7Bviewer%7Bid%7D%7D"),
    _get(
        "shape: GET with a mutation",
        405,
        INVALID,
        "query=mutation%7BdeletePromptSession(id:1)%7BdeletedPromptSessionId%7D%7D",
        apollo_require_preflight="true",
    ),
    _get(
        "shape: GET with variables that are none",
        400,
        INVALID,
        "query=%7Bviewer%7Bid%7D%7D&variables=%5B%5D",
        apollo_require_preflight="true",
    ),
    _get(
        "shape: GET with the query twice",
        400,
        INVALID,
        "query=%7Bviewer%7Bid%7D%7D&query=%7Bviewer%7Bid%7D%7D",
        apollo_require_preflight="true",
    ),
    Attack("shape: PUT", 405, INVALID, _VIEWER, method="PUT"),
    Attack("shape: DELETE", 405, INVALID, _VIEWER, method="DELETE"),
    Attack("shape: TRACE", 405, INVALID, method="TRACE"),
    operation("variables: lists of lists beyond depth", 400, INVALID, _IDS, {"ids": json.loads("[" * 500 + "]" * 500)}),
    operation("variables: an object for an id", 400, INVALID, _IDS, {"ids": [{"a": 1}]}),
    operation("variables: a thousand wrong ones", 400, INVALID, _IDS, {"ids": [None] * 1000}),
    operation("ids: five thousand", 200, "TOO_MANY_IDS", _IDS, {"ids": ["x"] * 5000}),
    operation(
        "ids: paths, SQL, NUL, surrogates",
        200,
        None,
        _IDS,
        {"ids": ["../../etc/passwd", "' OR 1=1 --", "\u0000", "\ud800", "AQ" * 12, "", "=" * 24]},
    ),
    raw(
        "hash: of another text",
        400,
        INVALID,
        b'{"query": "{ viewer { id } }", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}',
    ),
    raw(
        "hash: unknown",
        200,
        "PERSISTED_QUERY_NOT_FOUND",
        b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}',
    ),
    raw("hash: no text", 400, INVALID, b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}}'),
    raw("hash: a path", 200, "PERSISTED_QUERY_NOT_FOUND", b'{"documentId": "../../../../etc/passwd"}'),
    Attack("token: none", 401, "UNAUTHENTICATED", _VIEWER, with_token=False),
    raw("token: another scheme", 401, "UNAUTHENTICATED", _VIEWER, authorization="Basic YWRtaW46YWRtaW4="),
    raw("token: of 20 kB", 401, "UNAUTHENTICATED", _VIEWER, authorization="Bearer " + "x" * 20_000),
    raw(
        "token: no algorithm",
        401,
        "UNAUTHENTICATED",
        _VIEWER,
        authorization=f"Bearer {_UNSIGNED}",
    ),
)
