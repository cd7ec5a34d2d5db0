"""Browsers and our responses: pages of other origins get nothing unless CORS allows them, and our own pages get no more
than they need."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from config import Settings
from schema.transport.cors import AllowedOrigins
from schema.transport.security_headers import SecurityHeadersMiddleware
from tests.support.serving import ApiTestClient, serve_api

DESK, EVIL = "https://desk.example", "https://evil.example"
BODY = {"query": "{ viewer { id } }"}


# What Apollo's client awareness, OpenTelemetry and Sentry add to a page's requests, and a header of one's own.
TOOLS = (
    "apollographql-client-name,apollographql-client-version,authorization,baggage,content-type,sentry-trace,traceparent,"
    "x-own"
)


async def preflight(
    http: httpx.AsyncClient, origin: str, wanted: str = "authorization,content-type", path: str = "/graphql"
) -> httpx.Response:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": wanted,
    }
    return await http.options(path, headers=headers)


class TestPagesOfOtherOrigins:
    @pytest.fixture
    async def open_to_the_desk(self, settings: Settings, api: ApiTestClient) -> AsyncIterator[ApiTestClient]:
        chosen = settings.model_copy(update={"cors_allowed_origins": (DESK,)})
        async with serve_api(chosen) as address, httpx.AsyncClient(base_url=address, timeout=60) as http:
            yield ApiTestClient(http, api.token)

    async def test_are_shut_out_by_default(self, api: ApiTestClient) -> None:
        asked = await preflight(api.http, DESK)
        answer = await api.http.post("/graphql", json=BODY, headers={**api.headers, "origin": DESK})
        for one in (asked, answer):
            assert not [name for name in one.headers if name.startswith("access-control-")]

    async def test_may_call_where_they_are_set_and_no_others(self, open_to_the_desk: ApiTestClient) -> None:
        api = open_to_the_desk
        asked = await preflight(api.http, DESK)
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, DESK)
        assert "authorization" in asked.headers["access-control-allow-headers"].lower()
        assert "access-control-allow-credentials" not in asked.headers
        answer = await api.http.post("/graphql", json=BODY, headers={**api.headers, "origin": DESK})
        assert answer.headers["access-control-allow-origin"] == DESK
        assert "retry-after" in answer.headers["access-control-expose-headers"].lower()
        for one in (
            await preflight(api.http, EVIL),
            await api.http.post("/graphql", json=BODY, headers={**api.headers, "origin": EVIL}),
        ):
            assert "access-control-allow-origin" not in one.headers

    async def test_may_send_whatever_headers_their_tools_add(self, open_to_the_desk: ApiTestClient) -> None:
        asked = await preflight(open_to_the_desk.http, DESK, TOOLS)
        assert (asked.status_code, asked.headers["access-control-allow-headers"]) == (200, TOOLS)
        assert {"origin", "access-control-request-headers"} <= set(asked.headers["vary"].lower().split(", "))
        refused = await preflight(open_to_the_desk.http, EVIL, TOOLS)
        assert refused.status_code == 400
        assert "access-control-allow-headers" not in refused.headers
        assert "origin" in refused.headers["vary"].lower()

    @pytest.mark.parametrize("wanted", ["x" * 2_001, "a,,b", "a b", "a;b", "a:1", ",x"])
    async def test_are_told_where_a_preflight_names_no_headers(
        self, open_to_the_desk: ApiTestClient, wanted: str
    ) -> None:
        asked = await preflight(open_to_the_desk.http, DESK, wanted)
        assert asked.status_code == 400
        assert wanted not in str(asked.headers)

    async def test_of_the_same_answer_are_told_apart_by_caches(self, open_to_the_desk: ApiTestClient) -> None:
        for origin in (DESK, EVIL):
            answer = await open_to_the_desk.http.get("/api/health/", headers={"origin": origin})
            assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:5173", True),
        ("http://LOCALHOST:80", True),
        ("http://localhost", True),
        ("http://127.0.0.1:3000", True),
        ("http://[::1]:3000", True),
        ("https://desk.example", True),
        ("https://desk.example:443", True),
        ("https://localhost:5173", False),
        ("http://localhost.evil.example:80", False),
        ("http://evil.example#localhost:80", False),
        ("http://127.0.0.10:3000", False),
        ("https://desk.example:8443", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_port_may_be_any(origin: str, allowed: bool) -> None:
    origins = AllowedOrigins(("http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*", "https://desk.example"))
    assert origins.allow(origin) is allowed


class TestHeaders:
    async def test_stand_on_every_answer(self, api: ApiTestClient) -> None:
        for answer in (
            await api.http.post("/graphql", json=BODY, headers=api.headers),
            await api.http.post("/graphql", content=b"{", headers={"content-type": "application/json"}),
            await api.http.get("/nowhere"),
            await api.http.get("/api/health/"),
        ):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
            # It would keep browsers away from a server without TLS, such as this one.
            assert "strict-transport-security" not in answer.headers
        assert (await api.http.post("/graphql", json=BODY, headers=api.headers)).headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(("scheme", "there"), [("https", True), ("http", False)])
    async def test_keep_browsers_on_tls_where_they_came_by_it(self, scheme: str, there: bool) -> None:
        sent: list[Message] = []

        async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def receive() -> Message:
            raise AssertionError("nothing is read")

        async def send(message: Message) -> None:
            sent.append(message)

        await SecurityHeadersMiddleware(app)({"type": "http", "scheme": scheme}, receive, send)
        names = {name for name, _ in sent[0]["headers"]}
        assert (b"strict-transport-security" in names) is there
