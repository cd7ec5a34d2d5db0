"""graphql-transport-ws: authentication, operations, and the end of a socket."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
import websockets
from websockets.typing import Origin

from config import Settings
from datasources.identity.token_issuer import TokenIssuer
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.schema.sockets import PROTOCOL, SocketClient, open_socket
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api

VIEWER = "{ viewer { id } }"
FOLLOW = "subscription ($id: ID!) { analysisProgress(videoId: $id) { sequence } }"


def bearer(api: ApiTestClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token}"}


class TestOpening:
    async def test_needs_a_token_that_holds(self, address: str) -> None:
        invalid = "The token is invalid or has expired: connect again with a new one"
        for payload, reason in (
            ({}, 'Send a token in connection_init: {"Authorization": "Bearer <token>"}'),
            ({"Authorization": "Bearer x"}, invalid),
            ({"Authorization": 7}, invalid),
        ):
            async with open_socket(address) as socket:
                await socket.send("connection_init", payload=payload)
                assert await socket.wait_closed() == (4401, reason)

    async def test_is_given_ten_seconds(self, settings: Settings) -> None:
        assert settings.request_idle_seconds == 10
        impatient = settings.model_copy(update={"request_idle_seconds": 0.1})
        async with serve_api(impatient) as address, open_socket(address) as socket:
            assert await socket.wait_closed() == (4408, "Connection initialisation timeout")

    async def test_comes_before_operations(self, address: str) -> None:
        async with open_socket(address) as socket:
            await socket.subscribe("1", VIEWER)
            assert (await socket.wait_closed())[0] == 4401

    async def test_happens_once(self, address: str, api: ApiTestClient) -> None:
        async with open_socket(address, bearer(api)) as socket:
            await socket.send("connection_init", payload=bearer(api))
            assert (await socket.wait_closed())[0] == 4429

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
    async def test_is_refused_to_a_page_of_another_origin(self, address: str, origin: str) -> None:
        url = address.replace("http", "ws", 1) + "/graphql"
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with websockets.connect(url, subprotocols=[PROTOCOL], origin=Origin(origin), proxy=None):
                pass
        assert refused.value.response.status_code == 403

    async def test_is_granted_to_our_own_page_and_to_allowed_origins(
        self, settings: Settings, api: ApiTestClient
    ) -> None:
        allowed = settings.model_copy(update={"cors_allowed_origins": ("https://desk.example",)})
        async with serve_api(allowed) as address:
            for origin in (address, "https://desk.example"):
                url = address.replace("http", "ws", 1) + "/graphql"
                async with websockets.connect(
                    url, subprotocols=[PROTOCOL], origin=Origin(origin), proxy=None
                ) as connection:
                    await SocketClient(connection).send("connection_init", payload=bearer(api))
                    assert (await SocketClient(connection).receive())["type"] == "connection_ack"

    async def test_speaks_no_older_protocol(self, address: str) -> None:
        url = address.replace("http", "ws", 1) + "/graphql"
        async with websockets.connect(url, subprotocols=["graphql-ws"], proxy=None) as connection:  # type: ignore[list-item]
            assert (await SocketClient(connection).wait_closed())[0] == 4406


class TestOperations:
    async def test_that_cannot_be_parsed_end_alone_and_others_go_on(self, address: str, api: ApiTestClient) -> None:
        async with open_socket(address, bearer(api)) as socket:
            for query, code in (
                ("{ broken", "SYNTAX_ERROR"),
                ("{ nothing }", "INVALID_REQUEST"),
                ("query ($id: ID!) { node(id: $id) { id } }", "INVALID_REQUEST"),
                ("subscription { nothing }", "INVALID_REQUEST"),
            ):
                await socket.subscribe("1", query)
                refused = await socket.receive()
                assert (refused["type"], refused["id"]) == ("error", "1"), refused
                assert refused["payload"][0]["extensions"]["code"] == code
                assert refused["payload"][0]["extensions"]["requestId"]
            await socket.subscribe("1", VIEWER)
            assert await socket.receive_until_complete("1") == [{"data": {"viewer": {"id": "tester"}}}]

    async def test_read_anew_each(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal, name="before")
        query = f'{{ node(id: "{encode(Kind.VIDEO, video)}") {{ ... on Video {{ name }} }} }}'
        async with open_socket(address, bearer(api)) as socket:
            await socket.subscribe("1", query)
            assert await socket.receive_until_complete("1") == [{"data": {"node": {"name": "before"}}}]
            await Videos(postgres).update(principal, video, name="after")
            await socket.subscribe("2", query)
            assert await socket.receive_until_complete("2") == [{"data": {"node": {"name": "after"}}}]

    async def test_are_twenty_at_once_and_the_next_is_refused_alone(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        async with open_socket(address, bearer(api)) as socket:
            for number in range(20):
                await socket.subscribe(str(number), FOLLOW, id=video)
                assert (await socket.receive())["type"] == "next"
            await socket.subscribe("more", VIEWER)
            refused = await socket.receive()
            assert (refused["type"], refused["id"]) == ("error", "more")
            assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
            await socket.send("complete", id="7")
            await socket.subscribe("7", VIEWER)
            assert await socket.receive_until_complete("7") == [{"data": {"viewer": {"id": "tester"}}}]

    async def test_by_the_thousand_are_refused_while_the_server_answers_others(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        async with open_socket(address, bearer(api)) as socket:
            kinds: dict[str, int] = {}

            async def read() -> None:
                while sum(kinds.values()) < 10_000:
                    type_ = (await socket.receive())["type"]
                    kinds[type_] = kinds.get(type_, 0) + 1

            reading = asyncio.create_task(read())
            for number in range(10_000):
                await socket.subscribe(str(number), FOLLOW, id=video)
                if number % 2500 == 0:
                    assert await api.data(VIEWER) == {"viewer": {"id": "tester"}}
            await reading
            assert kinds == {"next": 20, "error": 9_980}
            await socket.send("complete", id="0")
            await socket.subscribe("0", VIEWER)
            assert await socket.receive_until_complete("0") == [{"data": {"viewer": {"id": "tester"}}}]

    async def test_under_one_id_at_once_close_the_socket(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        # A close frame has room for 123 bytes, and an id may be longer.
        for id_ in ("1", "영상" * 100):
            async with open_socket(address, bearer(api)) as socket:
                for _ in range(2):
                    await socket.subscribe(id_, FOLLOW, id=video)
                assert (await socket.wait_closed())[0] == 4409

    async def test_whose_id_is_used_again_at_once_do_not_end_the_new_one(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        async with open_socket(address, bearer(api)) as socket:
            for _ in range(5):
                await socket.subscribe("1", FOLLOW, id=video)
                await socket.send("complete", id="1")
            await socket.subscribe("1", FOLLOW, id=video)
            await socket.subscribe("2", VIEWER)
            while (message := await socket.receive())["id"] != "2":
                assert message["type"] == "next"
            # The sixth is still there: its id is taken.
            await socket.subscribe("1", FOLLOW, id=video)
            assert (await socket.wait_closed())[0] == 4409


class TestMessages:
    async def test_of_ping_are_answered(self, address: str, api: ApiTestClient) -> None:
        async with open_socket(address, bearer(api)) as socket:
            await socket.send("ping", payload={"any": "thing"})
            assert (await socket.receive())["type"] == "pong"
            await socket.send("pong")
            await socket.subscribe("1", VIEWER)
            assert len(await socket.receive_until_complete("1")) == 1

    @pytest.mark.parametrize(
        "message",
        [
            {"type": "subscribe"},
            {"type": "subscribe", "id": "1"},
            {"type": "subscribe", "id": "1", "payload": 5},
            {"type": "subscribe", "id": 1, "payload": {"query": VIEWER}},
            {"type": "subscribe", "id": "1", "payload": {"query": 7}},
            {"type": "subscribe", "id": "1", "payload": {"query": VIEWER, "variables": []}},
            {"type": "subscribe", "id": "1", "payload": {"query": VIEWER, "operationName": 1}},
            {"type": "subscribe", "id": "1", "payload": {"query": VIEWER, "extensions": []}},
            {"type": "subscribe", "id": "1", "payload": {}},
            {"type": "subscribe", "id": "1", "payload": {"documentId": 7}},
            {"type": "complete"},
            {"type": "complete", "id": ["1"]},
            {"type": "nothing"},
            {"type": "\ud800" * 200},
            {"type": ["ping"]},
            {},
        ],
        ids=repr,
    )
    async def test_that_are_none_of_the_protocol_close_the_socket(
        self, address: str, api: ApiTestClient, message: dict[str, Any]
    ) -> None:
        async with open_socket(address, bearer(api)) as socket:
            await socket.connection.send(json.dumps(message))
            assert (await socket.wait_closed())[0] == 4400

    @pytest.mark.parametrize(
        "frame", [b"{}", "", "{", "[]", "7", "[" * 10_000, '{"type": NaN}'], ids=lambda f: str(f[:5])
    )
    async def test_that_cannot_be_read_close_the_socket(
        self, address: str, api: ApiTestClient, frame: str | bytes
    ) -> None:
        async with open_socket(address, bearer(api)) as socket:
            await socket.connection.send(frame)
            assert (await socket.wait_closed())[0] == 4400


class TestExpiry:
    async def test_of_the_token_ends_the_socket(
        self, address: str, settings: Settings, postgres: Postgres, principal: Principal
    ) -> None:
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        # Tokens are taken for ten seconds more. On a slow machine the short-lived one is over before the socket opens.
        for seconds in (1, 4, 16):
            token = TokenIssuer(settings.secret_key).issue(principal, timedelta(seconds=seconds - 10))
            async with open_socket(address) as socket:
                await socket.send("connection_init", payload={"Authorization": f"Bearer {token}"})
                await socket.subscribe("1", FOLLOW, id=video)
                try:
                    seen = [(await socket.receive())["type"] for _ in range(2)]
                except websockets.ConnectionClosed:
                    continue
                assert seen == ["connection_ack", "next"]
                assert await socket.wait_closed() == (4401, "The token has expired: connect again with a new one")
                return
        pytest.fail("no token lived long enough to open a socket")
