"""An API whose callers come with an identity provider's tokens: by HTTP, as events and on sockets."""

from collections.abc import AsyncIterator

import httpx
import pytest

from config import Settings
from tests.datasources.identity.signing import AUDIENCE, ISSUER, token
from tests.datasources.identity.test_jwks import Provider
from tests.schema.sockets import open_socket
from tests.support.serving import ApiTestClient, serve_api

WHO = "{ viewer { id organization roles } }"
KIM = {"viewer": {"id": "kim", "organization": "shop", "roles": ["OPERATOR"]}}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    await provider.start()
    yield provider
    await provider.stop()


@pytest.fixture
async def address(settings: Settings, provider: Provider) -> AsyncIterator[str]:
    told = {"jwt_jwks_url": provider.url, "jwt_issuer": ISSUER, "jwt_audience": AUDIENCE}
    async with serve_api(settings.model_copy(update=told)) as address:
        yield address


async def test_its_tokens_open_every_way_in_and_our_own_none(
    address: str, provider: Provider, api: ApiTestClient
) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        for algorithm in ("RS256", "ES256", "EdDSA"):
            assert await ApiTestClient(http, token(algorithm)).data(WHO) == KIM
        for text in (api.token, token(aud="another application"), token(iss="https://evil.example")):
            assert await ApiTestClient(http, text).code(WHO) == "UNAUTHENTICATED"
        kim = ApiTestClient(http, token())
        stream = await http.post(
            "/graphql", json={"query": WHO}, headers={**kim.headers, "accept": "text/event-stream"}
        )
        assert '"id":"kim"' in stream.text
        refused = {**ApiTestClient(http, api.token).headers, "accept": "text/event-stream"}
        assert "UNAUTHENTICATED" in (await http.post("/graphql", json={"query": WHO}, headers=refused)).text
    async with open_socket(address, {"Authorization": f"Bearer {token('ES256')}"}) as socket:
        await socket.subscribe("1", WHO)
        assert await socket.receive_until_complete("1") == [{"data": KIM}]
    async with open_socket(address) as socket:
        await socket.send("connection_init", payload={"Authorization": f"Bearer {api.token}"})
        assert (await socket.wait_closed())[0] == 4401
    assert provider.asked == ["/keys"]


async def test_while_its_keys_cannot_be_had_everybody_is_told_to_come_again(address: str, provider: Provider) -> None:
    await provider.stop()
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        headers = {"authorization": f"Bearer {token()}", "accept": "application/graphql-response+json"}
        answer = await http.post("/graphql", json={"query": WHO}, headers=headers)
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert "identity provider" in answer.json()["errors"][0]["message"]
        # Who brings no token is told so as ever, and the process is alive.
        assert await ApiTestClient(http, None).code(WHO) == "UNAUTHENTICATED"
        assert (await http.get("/api/health/")).status_code == 200
    async with open_socket(address) as socket:
        await socket.send("connection_init", payload={"Authorization": f"Bearer {token()}"})
        assert await socket.wait_closed() == (1013, "UNAVAILABLE")
