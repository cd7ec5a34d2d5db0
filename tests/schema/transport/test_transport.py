"""The endpoint: access by tokens, and the form of errors."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from config import Settings
from datasources.identity.token_issuer import TokenIssuer
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import Role
from tests.support.serving import ApiTestClient


@pytest.mark.parametrize("token", [None, "x", "x.y.z"])
async def test_every_root_field_refuses_callers_without_a_valid_token(api: ApiTestClient, token: str | None) -> None:
    answer = await api.with_token(token).post("{ viewer { id } }")
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "Authorization: Bearer" in answer["errors"][0]["message"]


async def test_an_expired_or_foreign_token_is_invalid(
    api: ApiTestClient, settings: Settings, principal: Principal
) -> None:
    for token in (
        TokenIssuer(settings.secret_key).issue(principal, timedelta(seconds=-60)),
        TokenIssuer("another key of the right length, at least").issue(principal, timedelta(hours=1)),
    ):
        assert await api.with_token(token).code("{ viewer { id } }") == "UNAUTHENTICATED"


async def test_a_viewer_reads_but_does_not_change(api: ApiTestClient, tokens: Callable[[Principal], str]) -> None:
    viewer = api.with_token(tokens(Principal("v", "o", frozenset({Role.VIEWER}))))
    assert (await viewer.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 0
    for mutation in (
        'requestUpload(input: {filename: "a", contentType: "video/mp4", sizeBytes: 1}) { url }',
        'confirmUpload(input: {uploadToken: ""}) { video { id } }',
        'generateSummary(videoId: "") { video { id } }',
    ):
        assert await viewer.code(f"mutation {{ {mutation} }}") == "FORBIDDEN"
    nobody = api.with_token(tokens(Principal("n", "o", frozenset())))
    assert await nobody.code("{ viewer { id } }") == "FORBIDDEN"


async def test_a_response_and_its_errors_have_the_request_s_id(api: ApiTestClient) -> None:
    for given, taken in (("caller-made-id-1", True), ("short", False), ("has spaces and more", False)):
        answer = await api.http.post(
            "/graphql", json={"query": "{ nothing }"}, headers={**api.headers, "x-request-id": given}
        )
        told = answer.json()["errors"][0]["extensions"]
        assert told["code"] == "INVALID_REQUEST"
        assert told["requestId"] == answer.headers["x-request-id"]
        assert (told["requestId"] == given) is taken


async def test_an_unexpected_error_is_logged_with_the_id_and_sent_without_a_traceback(
    api: ApiTestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any) -> int:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(Videos, "count", fail)
    with caplog.at_level(logging.ERROR):
        answer = await api.post("{ videos { totalCount } }")
    error = answer["errors"][0]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "secret" not in json.dumps(answer)
    assert "a secret detail" in caplog.text
    assert any(getattr(record, "path", None) == "videos.totalCount" for record in caplog.records)


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"query": NaN}', "application/json"),
        (b'{"query": 7}', "application/json"),
        (b'{"query": "{ viewer { id } }", "variables": 3}', "application/json"),
        (b'{"query": "\xff"}', "application/json"),
        (b"[]", "application/json"),
        (b"7", "application/json"),
        (b"query={viewer{id}}", "application/x-www-form-urlencoded"),
        (b"{}", "text/plain"),
    ],
)
async def test_an_unreadable_request_is_answered_with_a_json_error(api: ApiTestClient, body: bytes, type_: str) -> None:
    answer = await api.http.post("/graphql", content=body, headers={**api.headers, "content-type": type_})
    assert 400 <= answer.status_code < 500
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"


async def test_graphiql_is_served_from_our_own_files_only(api: ApiTestClient) -> None:
    page = await api.http.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "http" not in page.text
    # No script-src of its own: scripts fall under default-src, which allows none from elsewhere and none inline.
    assert page.headers["content-security-policy"].startswith("default-src 'self';")
    assert "script-src" not in page.headers["content-security-policy"]
    for file in ("graphiql.min.js", "graphiql.min.css", "react.production.min.js", "start.js"):
        assert (await api.http.get(f"/graphiql/{file}")).status_code == 200


async def test_a_subscription_over_plain_post_is_refused(api: ApiTestClient) -> None:
    body = {"query": 'subscription { analysisProgress(videoId: "x") { sequence } }'}
    answer = await api.http.post("/graphql", json=body, headers=api.headers)
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INVALID_REQUEST"]


async def test_nothing_else_is_served(api: ApiTestClient) -> None:
    for path in ("/app.py", "/graphiql/../app.py", "/graphiql/%2e%2e/http.py", "/openapi.json"):
        answer = await api.http.get(path)
        assert answer.status_code == 404
