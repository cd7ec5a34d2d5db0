"""Keys of an identity provider over HTTP, from a server of the test's own."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from datasources.identity import jwks as keys
from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.jwks import KeySet
from models.access.principal import Principal
from models.enums import Role
from models.errors import Unauthenticated, Unavailable
from tests.datasources.identity.signing import AUDIENCE, ISSUER, KINDS, public, token

KIM = Principal("kim", "shop", frozenset({Role.OPERATOR}))


class Provider:
    """Answers its keys at /keys; at /elsewhere, too, to which it may send those who ask. `asked` are the paths."""

    def __init__(self) -> None:
        self.keys = [public(name, name) for name in KINDS]
        self.asked: list[str] = []
        self.status = 200
        self.body: bytes | None = None
        self.silent = False
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.silent:
            await asyncio.Event().wait()
        body = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
        headers = {"Location": "/elsewhere"} if self.status == 302 else {}
        status = 200 if request.path == "/elsewhere" else self.status
        response = web.Response(status=status, body=body, headers=headers, content_type="application/json")
        # A connection that is kept would be waited for when the server stops.
        response.force_close()
        return response

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{any}", self.answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/keys"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    await provider.start()
    yield provider
    await provider.stop()


@pytest.fixture
async def identity(provider: Provider) -> AsyncIterator[TokenVerifier]:
    async with KeySet.open(provider.url) as found:
        yield TokenVerifier("", found, ClaimNames(), TokenRequirements(ISSUER, AUDIENCE))


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are fetched anew each time."""
    monkeypatch.setattr(keys, "CACHE_SECONDS", 0.0)
    monkeypatch.setattr(keys, "RETRY_PAUSE_SECONDS", 0.0)


async def refused(identity: TokenVerifier, text: str) -> None:
    with pytest.raises(Unauthenticated):
        await identity.authenticate(text)


async def test_all_kinds_of_keys_are_fetched_once_by_those_who_come_at_once(
    provider: Provider, identity: TokenVerifier
) -> None:
    found = await asyncio.gather(*(identity.authenticate(token(algorithm)) for algorithm in KINDS for _ in range(5)))
    assert found == [KIM] * 15
    assert provider.asked == ["/keys"]


async def test_a_key_of_another_name_or_algorithm_is_none(provider: Provider, identity: TokenVerifier) -> None:
    await refused(identity, token("RS256", kid="unknown"))
    # The algorithm is the key's own, whatever the token says.
    await refused(identity, token("ES256", kid="RS256"))
    await refused(identity, token("RS256", kid="EdDSA"))
    assert provider.asked == ["/keys"]


@pytest.mark.usefixtures("_impatient")
async def test_keys_are_rotated(provider: Provider, identity: TokenVerifier) -> None:
    old, new = token("RS256", kid="2025"), token("ES256", kid="2026")
    provider.keys = [public("RS256", "2025")]
    assert await identity.authenticate(old) == KIM
    await refused(identity, new)
    provider.keys = [public("RS256", "2025"), public("ES256", "2026")]
    assert [await identity.authenticate(one) for one in (old, new)] == [KIM, KIM]
    provider.keys = [public("ES256", "2026")]
    await refused(identity, old)
    assert await identity.authenticate(new) == KIM


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (404, None), (302, None), (200, b"<html>"), (200, b"[]"), (200, b" " * 300_000 + b'{"keys": []}')],
    ids=["an error", "nothing", "sent elsewhere", "no JSON", "no keys", "too large"],
)
async def test_what_is_no_answer_leaves_nobody_in_and_nobody_out(
    provider: Provider, identity: TokenVerifier, status: int, body: bytes | None
) -> None:
    provider.status, provider.body = status, body
    with pytest.raises(Unavailable):
        await identity.authenticate(token())
    assert provider.asked == ["/keys"]


async def test_a_provider_that_is_silent_is_not_waited_for(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_TIMEOUT_SECONDS", 0.1)
    provider.silent = True
    async with KeySet.open(provider.url) as found:
        with pytest.raises(Unavailable):
            await found.find("RS256")


@pytest.mark.usefixtures("_impatient")
async def test_known_keys_hold_while_the_provider_is_away(provider: Provider, identity: TokenVerifier) -> None:
    assert await identity.authenticate(token()) == KIM
    await provider.stop()
    assert await identity.authenticate(token()) == KIM
    await refused(identity, token(kid="unknown"))


async def test_a_provider_that_was_never_there_is_said(provider: Provider, identity: TokenVerifier) -> None:
    await provider.stop()
    with pytest.raises(Unavailable) as told:
        await identity.authenticate(token())
    assert told.value.code == "UNAVAILABLE"
