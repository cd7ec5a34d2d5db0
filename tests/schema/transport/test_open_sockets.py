"""The memory of an open socket: nothing of its handshake, and one subject for all its subscribers."""

import gc

import pytest
import websockets

from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress.subject_feed import SubjectFeed
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from schema.transport.websocket.protocol import SocketProtocol
from tests.schema.sockets import open_socket
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

FOLLOW = "subscription ($id: ID!) { analysisProgress(videoId: $id) { sequence } }"


async def test_open_sockets_keep_nothing_of_their_handshake(address: str, api: ApiTestClient) -> None:
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        # Its answer says that connection_init was handled wholly.
        await socket.send("ping")
        assert (await socket.receive())["type"] == "pong"
        (protocol,) = [
            one
            for one in gc.get_objects()
            # Other tests' objects are there, too: isinstance would ask a weak proxy for what is gone.
            if type(one) is SocketProtocol and one.client == socket.connection.local_address
        ]
        assert len(protocol.request.headers) == len(protocol.response.headers) == 0
        assert protocol.scope["headers"] == []
        assert vars(protocol) == {}, "an attribute that uvicorn added belongs to the slots, too"


async def test_sockets_that_follow_one_subject_share_it(
    address: str, api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        for name in ("1", "2", "3"):
            await socket.subscribe(name, FOLLOW, id=encode(Kind.VIDEO, video))
            assert (await socket.receive())["type"] == "next"
        found = [one for one in gc.get_objects() if type(one) is SubjectFeed and one.subject_id == video]
        assert [one.subscribers for one in found] == [3]


async def test_sockets_are_served_at_one_path_only(address: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with websockets.connect(address.replace("http", "ws", 1) + "/elsewhere", proxy=None):
            pass
    assert refused.value.response.status_code == 403
