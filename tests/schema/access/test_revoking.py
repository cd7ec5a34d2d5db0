"""A token that is revoked opens no way in any more, and what it opened before is ended, within seconds."""

import asyncio
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest

from config import Settings
from datasources.bootstrap import Datasources
from datasources.identity.access_list import MAX_DELAY_SECONDS
from datasources.postgres.core.engine import Postgres
from devstack.token import access_token
from models.access.principal import Principal
from models.access.revocations import Revocation
from resolvers.core.ids import Kind, encode
from tests.schema.sockets import open_socket
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

VIEWER = "{ viewer { id } }"
FOLLOW = "subscription ($id: ID!) { analysisProgress(videoId: $id) { sequence } }"
ENDLESS = "subscription { eventDetected { id } }"


def claims_of(token: str | None) -> dict[str, Any]:
    assert token is not None
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


class Revocations:
    """Revokes and lifts as the command does, of one organization."""

    def __init__(self, data: Datasources, organization: str) -> None:
        self._data = data
        self._by = Principal("command:root", organization, frozenset())

    async def revoke(self, what: Revocation) -> UUID:
        return await self._data.revocations.add(self._by, what)

    async def lift(self, id_: UUID) -> None:
        assert await self._data.revocations.remove(self._by, id_) is not None


@pytest.fixture
def revocations(served_data: Datasources, principal: Principal) -> Revocations:
    return Revocations(served_data, principal.organization)


async def is_refused(api: ApiTestClient) -> float:
    """Seconds until the API takes the token no more."""
    began = time.monotonic()
    while "errors" not in (answer := await api.post(VIEWER)):
        assert time.monotonic() - began < MAX_DELAY_SECONDS
        await asyncio.sleep(0.05)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    return time.monotonic() - began


def later(seconds: float = 1.5) -> datetime:
    """A moment after which a token was issued whose `iat` is a whole second of now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def test_one_token_is_revoked_by_its_jti_and_the_user_s_others_are_not(
    api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, revocations: Revocations
) -> None:
    other = api.with_token(tokens(principal))
    await revocations.revoke(Revocation(token_id=claims_of(api.token)["jti"]))
    await is_refused(api)
    assert await other.data(VIEWER) == {"viewer": {"id": "tester"}}


async def test_a_user_s_tokens_are_revoked_by_when_they_were_issued(
    api: ApiTestClient,
    settings: Settings,
    tokens: Callable[[Principal], str],
    principal: Principal,
    revocations: Revocations,
) -> None:
    colleague = api.with_token(tokens(Principal("colleague", principal.organization, principal.roles)))
    # Another organization's user may have the same name.
    namesake = api.with_token(tokens(Principal("tester", f"org-{uuid.uuid4().hex}", principal.roles)))
    undated = api.with_token(make_token(settings, principal, iat=None))
    id_ = await revocations.revoke(Revocation("tester", issued_before=later()))
    await is_refused(api)
    await is_refused(undated)
    for caller in (colleague, namesake):
        assert "errors" not in await caller.post(VIEWER)
    newer = api.with_token(make_token(settings, principal, iat=int(later(5).timestamp())))
    assert "errors" not in await newer.post(VIEWER)
    await revocations.lift(id_)
    async with asyncio.timeout(MAX_DELAY_SECONDS):
        while "errors" in await api.post(VIEWER):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def make_token(settings: Settings, principal: Principal, **claims: Any) -> str:
    """A token with other claims than usual; None: without."""
    told = {
        "sub": principal.user_id,
        "organization": principal.organization,
        "roles": sorted(principal.roles),
        "exp": datetime.now(UTC) + timedelta(hours=1),
        **claims,
    }
    return jwt.encode({name: value for name, value in told.items() if value is not None}, settings.secret_key, "HS256")


async def test_everybody_s_tokens_of_an_organization_are_revoked(
    api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, revocations: Revocations
) -> None:
    colleague = api.with_token(tokens(Principal("colleague", principal.organization, principal.roles)))
    stranger = api.with_token(tokens(Principal("stranger", f"org-{uuid.uuid4().hex}", principal.roles)))
    await revocations.revoke(Revocation(issued_before=later()))
    await is_refused(api)
    await is_refused(colleague)
    assert "errors" not in await stranger.post(VIEWER)


async def test_a_token_that_says_it_is_of_the_future_does_not_dodge_that(
    api: ApiTestClient, settings: Settings, principal: Principal
) -> None:
    for ahead in (61, 3600, 10**9):
        future = make_token(settings, principal, iat=int(time.time()) + ahead, exp=int(time.time()) + 2 * ahead)
        assert await api.with_token(future).code(VIEWER) == "UNAUTHENTICATED"


async def test_open_sockets_are_closed_and_others_stay(
    api: ApiTestClient,
    address: str,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
    revocations: Revocations,
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    colleague = tokens(Principal("colleague", principal.organization, principal.roles))
    async with (
        open_socket(address, {"Authorization": f"Bearer {api.token}"}) as mine,
        open_socket(address, {"Authorization": f"Bearer {api.token}"}) as idle,
        open_socket(address, {"Authorization": f"Bearer {colleague}"}) as other,
    ):
        for socket in (mine, other):
            await socket.subscribe("1", FOLLOW, id=video)
            assert (await socket.receive())["type"] == "next"
        await revocations.revoke(Revocation("tester", issued_before=later()))
        began = time.monotonic()
        for socket in (mine, idle):
            assert await socket.wait_closed() == (4401, "The token was revoked: connect again with a new one")
        assert time.monotonic() - began < MAX_DELAY_SECONDS
        await other.subscribe("2", VIEWER)
        assert await other.receive_until_complete("2") == [{"data": {"viewer": {"id": "colleague"}}}]
    async with open_socket(address) as again:
        await again.send("connection_init", payload={"Authorization": f"Bearer {api.token}"})
        assert (await again.wait_closed())[0] == 4401


async def test_open_streams_end_with_an_error(
    api: ApiTestClient, postgres: Postgres, principal: Principal, revocations: Revocations, served_data: Datasources
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    async with open_stream(api, FOLLOW, id=video) as events, open_stream(api, ENDLESS) as silent:
        assert (await events.read_next())[0] == "next"
        await revocations.revoke(Revocation(token_id=claims_of(api.token)["jti"]))
        for stream in (events, silent):
            async with asyncio.timeout(MAX_DELAY_SECONDS):
                rest = await stream.read_all()
            assert [name for name, _ in rest] == ["next", "complete"]
            assert rest[0][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    # Nothing is kept of those who have gone.
    assert not [one for one, _ in served_data.access_list._subscribers.values() if one == principal]


async def test_a_socket_that_is_closed_is_forgotten(
    api: ApiTestClient, address: str, principal: Principal, served_data: Datasources
) -> None:
    def following() -> int:
        return sum(one == principal for one, _ in served_data.access_list._subscribers.values())

    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await socket.subscribe("1", VIEWER)
        await socket.receive_until_complete("1")
        assert following() == 1
    async with asyncio.timeout(5):
        while following():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_administrators_read_who_revoked_what(api: ApiTestClient, revocations: Revocations) -> None:
    id_ = await revocations.revoke(Revocation("somebody else", issued_before=datetime(2026, 3, 1, tzinfo=UTC)))
    found = await api.data("{ auditLog { edges { node { userId action target details requestId } } } }")
    assert [edge["node"] for edge in found["auditLog"]["edges"]] == [
        {
            "userId": "command:root",
            "action": "revokeTokens",
            "target": None,
            "details": {
                "revocation": str(id_),
                "userId": "somebody else",
                "issuedBefore": "2026-03-01T00:00:00+00:00",
            },
            "requestId": "command line",
        }
    ]


async def test_tokens_of_the_embedded_stack_can_be_revoked(settings: Settings) -> None:
    one, other = (claims_of(access_token(settings.secret_key)) for _ in range(2))
    assert one["jti"] != other["jti"]
    assert abs(one["iat"] - time.time()) < 60


async def test_while_what_is_revoked_cannot_be_known_everybody_is_told_to_come_again(
    api: ApiTestClient, served_data: Datasources, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_data.access_list, "_is_fresh", lambda: False)
    assert await api.code(VIEWER) == "UNAVAILABLE"
    assert await api.with_token(None).code(VIEWER) == "UNAUTHENTICATED"
    async with open_socket(address) as socket:
        await socket.send("connection_init", payload={"Authorization": f"Bearer {api.token}"})
        assert await socket.wait_closed() == (1013, "UNAVAILABLE")


async def test_no_request_asks_the_database_what_is_revoked(api: ApiTestClient) -> None:
    await api.data(VIEWER)
    with record_statements() as statements:
        for _ in range(5):
            await api.data(VIEWER)
    assert statements == []
