"""Open sockets and streams show what their callers' sites allow, and end within seconds when that changes."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from datasources.bootstrap import Datasources
from datasources.identity.access_list import MAX_DELAY_SECONDS
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.access.site_access import NewServiceToken
from models.enums import Role
from resolvers.core.ids import Kind
from tests.schema.sockets import PATIENCE, SocketClient, open_socket
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, SiteThings, add_things, at_sites

VIEWER = "{ viewer { id sites } }"
DETECTED = "subscription { eventDetected { id video { name } } }"
FOLLOW = "subscription ($id: ID!) { analysisProgress(videoId: $id) { sequence video { name } } }"


@pytest.fixture
def by(principal: Principal) -> Principal:
    return Principal("command:root", principal.organization, frozenset())


def bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def until_sites(api: ApiTestClient, sites: list[str] | None) -> None:
    async with asyncio.timeout(MAX_DELAY_SECONDS):
        while (await api.data(VIEWER))["viewer"]["sites"] != sites:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def read_events(socket: SocketClient, count: int) -> list[str]:
    async with asyncio.timeout(PATIENCE):
        return [(await socket.receive())["payload"]["data"]["eventDetected"]["video"]["name"] for _ in range(count)]


async def wait_for_feeds(data: Datasources, principal: Principal, subscribers: int) -> None:
    def count() -> int:
        feeds = data.listener._list_event_feeds()
        return sum(feed.subscribers for feed in feeds if feed.principal.organization == principal.organization)

    async with asyncio.timeout(PATIENCE):
        while count() != subscribers:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_new_events_are_told_to_those_who_see_their_site_whoever_subscribed_first(
    address: str,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
    served_data: Datasources,
) -> None:
    """Subscribers with equal operations share what is read and rendered, but never beyond what each may see."""
    videos = {
        site: await add_video(postgres, principal, site=site, name=site or "none") for site in (OWN, FOREIGN, None)
    }
    callers = {
        "own": at_sites(principal, OWN),
        "all": principal,
        "foreign": at_sites(principal, FOREIGN),
        "both": at_sites(principal, OWN, FOREIGN),
        "none": at_sites(principal),
    }
    async with AsyncExitStack() as stack:
        sockets: dict[str, SocketClient] = {}
        for name, caller in callers.items():
            sockets[name] = await stack.enter_async_context(open_socket(address, bearer(tokens(caller))))
            await sockets[name].subscribe("1", DETECTED)
        await wait_for_feeds(served_data, principal, len(callers))
        for site in (FOREIGN, None, OWN):
            await Events(postgres).store(principal, videos[site], [event_row(1.0), event_row(2.0)])
        assert await read_events(sockets["all"], 6) == [*[FOREIGN] * 2, *["none"] * 2, *[OWN] * 2]
        assert await read_events(sockets["both"], 4) == [*[FOREIGN] * 2, *[OWN] * 2]
        assert await read_events(sockets["own"], 2) == [OWN] * 2
        assert await read_events(sockets["foreign"], 2) == [FOREIGN] * 2
        # Nothing follows: the next that each gets is the answer to a query.
        for socket in sockets.values():
            await socket.subscribe("2", VIEWER)
            assert (await socket.receive())["id"] == "2"


async def test_progress_is_followed_at_ones_own_sites_only_whoever_follows_beside(
    address: str, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    things = {site: await add_things(postgres, principal, site) for site in (OWN, FOREIGN)}
    everybody, limited = tokens(principal), tokens(at_sites(principal, OWN))
    async with open_socket(address, bearer(everybody)) as wide, open_socket(address, bearer(limited)) as narrow:
        for site, thing in things.items():
            await wide.subscribe(site, FOLLOW, id=thing[Kind.VIDEO])
            assert (await wide.receive())["type"] == "next"
        await narrow.subscribe("1", FOLLOW, id=things[OWN][Kind.VIDEO])
        assert (await narrow.receive())["payload"]["data"]["analysisProgress"]["video"]["name"] == "theft video"
        await narrow.subscribe("2", FOLLOW, id=things[FOREIGN][Kind.VIDEO])
        told = await narrow.receive()
        assert (told["id"], told["payload"][0]["extensions"]["code"]) == ("2", "NOT_FOUND")


async def test_a_grant_limits_within_seconds_and_ends_what_is_open(
    api: ApiTestClient,
    address: str,
    tokens: Callable[[Principal], str],
    principal: Principal,
    served_data: Datasources,
    by: Principal,
    things: dict[str, SiteThings],
) -> None:
    colleague = tokens(replace(principal, user_id="colleague"))
    await until_sites(api, None)
    async with (
        open_socket(address, bearer(api.token)) as mine,
        open_socket(address, bearer(colleague)) as other,
        open_stream(api, DETECTED) as stream,
    ):
        for socket in (mine, other):
            await socket.subscribe("1", FOLLOW, id=things[FOREIGN][Kind.VIDEO])
            assert (await socket.receive())["type"] == "next"
        await served_data.site_grants.put(by, "tester", frozenset({OWN}))
        began = time.monotonic()
        assert await mine.wait_closed() == (4403, "The user's sites have changed: connect again")
        assert time.monotonic() - began < MAX_DELAY_SECONDS
        async with asyncio.timeout(MAX_DELAY_SECONDS):
            # No `complete`: the client subscribes again, as after a lost connection.
            assert await stream.read_all() == []
        await other.subscribe("2", VIEWER)
        assert (await other.receive_until_complete("2"))[0]["data"]["viewer"]["sites"] is None
    await until_sites(api, [OWN])
    found = "query ($id: ID!) { video(id: $id) { name } }"
    assert (await api.data(found, id=things[FOREIGN][Kind.VIDEO]))["video"] is None
    assert (await api.data(found, id=things[OWN][Kind.VIDEO]))["video"] is not None
    # A token that is for fewer sites stays for fewer.
    narrower = api.with_token(tokens(at_sites(principal, FOREIGN)))
    assert (await narrower.data(VIEWER))["viewer"]["sites"] == []
    await served_data.site_grants.remove(by, "tester")
    await until_sites(api, None)


@pytest.fixture
async def things(postgres: Postgres, principal: Principal) -> dict[str, SiteThings]:
    return {site: await add_things(postgres, principal, site) for site in (OWN, FOREIGN)}


class TestServiceTokens:
    @pytest.fixture
    async def token(self, served_data: Datasources, by: Principal, api: ApiTestClient) -> str:
        made = await served_data.service_tokens.create(
            by, NewServiceToken("desk", Role.OPERATOR, frozenset({OWN}), None)
        )
        assert made is not None
        async with asyncio.timeout(MAX_DELAY_SECONDS):
            while "errors" in await api.with_token(made[1]).post(VIEWER):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return made[1]

    async def test_one_is_accepted_beside_other_tokens_and_named_in_the_audit_log(
        self, api: ApiTestClient, token: str, things: dict[str, SiteThings]
    ) -> None:
        desk = api.with_token(token)
        assert await desk.data(VIEWER) == {"viewer": {"id": "token:desk", "sites": [OWN]}}
        renamed = await desk.data(
            'mutation ($id: ID!) { updateVideo(id: $id, input: { name: "x" }) { video { name } } }',
            id=things[OWN][Kind.VIDEO],
        )
        assert renamed["updateVideo"]["video"] == {"name": "x"}
        log = await api.data('{ auditLog(filter: { userIds: ["token:desk"] }) { edges { node { action } } } }')
        assert log["auditLog"]["edges"] == [{"node": {"action": "updateVideo"}}]
        assert await desk.code("{ auditLog { totalCount } }") == "FORBIDDEN"

    async def test_a_revoked_one_is_refused_and_ends_what_it_opened(
        self,
        api: ApiTestClient,
        address: str,
        token: str,
        served_data: Datasources,
        by: Principal,
        things: dict[str, SiteThings],
    ) -> None:
        desk = api.with_token(token)
        async with open_socket(address, bearer(token)) as socket, open_stream(desk, DETECTED) as stream:
            await socket.subscribe("1", FOLLOW, id=things[OWN][Kind.VIDEO])
            assert (await socket.receive())["type"] == "next"
            assert await served_data.service_tokens.revoke(by, "desk")
            assert await socket.wait_closed() == (4401, "The token was revoked: connect again with a new one")
            async with asyncio.timeout(MAX_DELAY_SECONDS):
                rest = await stream.read_all()
            assert rest[0][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await desk.code(VIEWER) == "UNAUTHENTICATED"

    async def test_nobody_else_acts_under_its_name(
        self, api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, token: str
    ) -> None:
        forged = tokens(Principal("token:desk", principal.organization, frozenset({Role.ADMIN})))
        assert await api.with_token(forged).code(VIEWER) == "UNAUTHENTICATED"
        assert await api.with_token(token[:-1]).code(VIEWER) == "UNAUTHENTICATED"

    async def test_its_use_is_listed(
        self, api: ApiTestClient, token: str, served_data: Datasources, by: Principal
    ) -> None:
        await api.with_token(token).data(VIEWER)
        async with asyncio.timeout(MAX_DELAY_SECONDS):
            while (await served_data.service_tokens.list_all(by))[0].last_used_at is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
