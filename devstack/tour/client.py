"""The public API as any client uses it: GraphQL over HTTP, subscriptions by graphql-transport-ws, presigned PUT."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from devstack.tour.stopped import TourStopped

_PROTOCOL = Subprotocol("graphql-transport-ws")
_CHUNK_BYTES = 256 * 1024
# An API or S3 that died is started again, which takes as long as a busy machine needs; so long nobody may hear of it.
_MAX_OUTAGE_SECONDS = 600.0
_LONGEST_PAUSE = 2.0
# For the handshake, and for the answer to a ping: of a server that has little processor time, not of a dead one.
_SOCKET_TIMEOUT_SECONDS = 60.0


class TourClient:
    """`address` is http://host:port; `token` an access token. Answers' messages come in English."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
        # Questions wait for their answer. No proxy of the surroundings: the API is on this machine.
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(180, connect=60), trust_env=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def execute(self, document: str, variables: Mapping[str, Any]) -> Any:
        """Run a query or mutation with one root field. Answers that field.

        An API that is not there is waited for. Raises TourStopped with the first error, be it of the request or one
        that the caller could mend, and where the connection was lost in the midst of it: it may have been done.
        """
        away = _Outage()
        while True:
            try:
                response = await self._http.post(
                    f"{self._address}/graphql", json={"query": document, "variables": variables}, headers=self._headers
                )
                break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                await away.pause("The API cannot be reached.")
            except httpx.HTTPError as error:
                raise TourStopped(f"The connection to the API was lost: {str(error) or type(error).__name__}") from None
        try:
            answer = response.json()
        except ValueError:
            raise TourStopped(f"The API answered {response.status_code} without JSON.") from None
        return _read_root_field(answer)

    async def subscribe(self, document: str, variables: Mapping[str, Any]) -> AsyncIterator[Any]:
        """Follow a subscription with one root field until its last message.

        A lost connection is opened again, from the sequence that was seen last.
        """
        away = _Outage()
        seen: dict[str, Any] = {}
        while True:
            try:
                async for value in self._subscribe_once(document, {**variables, **seen}):
                    away = _Outage()
                    seen = {"afterSequence": value["sequence"]}
                    yield value
            except (ConnectionClosed, InvalidHandshake, OSError) as error:
                await away.pause(f"The subscription was lost: {error}")
            else:
                return

    async def _subscribe_once(self, document: str, variables: Mapping[str, Any]) -> AsyncIterator[Any]:
        address = self._address.replace("http", "ws", 1) + "/graphql"
        async with connect(
            address,
            subprotocols=[_PROTOCOL],
            additional_headers=self._headers,
            proxy=None,
            max_size=2**22,
            open_timeout=_SOCKET_TIMEOUT_SECONDS,
            ping_timeout=_SOCKET_TIMEOUT_SECONDS,
        ) as socket:
            await socket.send(
                json.dumps({"type": "connection_init", "payload": {"Authorization": self._headers["authorization"]}})
            )
            async for text in socket:
                message = json.loads(text)
                match message["type"]:
                    case "connection_ack":
                        request = {"query": document, "variables": variables}
                        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": request}))
                    case "ping":
                        await socket.send(json.dumps({"type": "pong"}))
                    case "next":
                        yield _read_root_field(message["payload"])
                    case "error":
                        raise TourStopped(message["payload"][0]["message"])
                    case "complete":
                        return
            raise OSError("the server closed the connection")

    async def send_file(
        self,
        path: Path,
        size: int,
        url: str,
        headers: Mapping[str, str],
        on_bytes: Callable[[int], None],
        offset: int = 0,
    ) -> None:
        """PUT `size` bytes of a file from `at` on to a presigned address, telling `on_bytes` what went out.

        A PUT that was cut off is made again, its bytes taken back. Raises TourStopped.
        """
        sent = 0

        async def pieces() -> AsyncIterator[bytes]:
            nonlocal sent
            with path.open("rb") as file:
                file.seek(offset)
                left = size
                while piece := file.read(min(_CHUNK_BYTES, left)):
                    left -= len(piece)
                    yield piece
                    sent += len(piece)
                    on_bytes(len(piece))

        away = _Outage()
        told = {**{name.lower(): v for name, v in headers.items()}, "content-length": str(size)}
        while True:
            try:
                response = await self._http.put(url, content=pieces(), headers=told)
                break
            except httpx.HTTPError as error:
                on_bytes(-sent)
                sent = 0
                await away.pause(f"The upload was cut off: {str(error) or type(error).__name__}")
        if response.status_code != 200:
            raise TourStopped(f"S3 refused the upload with {response.status_code}: {response.text[:200]}")


class _Outage:
    """How long somebody has not been heard of."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._pause = 0.25

    async def pause(self, why: str) -> None:
        """Wait a little before the next try. Raises TourStopped where that went on for too long."""
        if time.monotonic() - self._began > _MAX_OUTAGE_SECONDS:
            raise TourStopped(why)
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def _read_root_field(answer: Mapping[str, Any]) -> Any:
    if errors := answer.get("errors"):
        code = errors[0].get("extensions", {}).get("code", "no code")
        raise TourStopped(f"The API answered an error ({code}): {errors[0]['message']}")
    value = next(iter(answer["data"].values()))
    if isinstance(value, Mapping) and value.get("userErrors"):
        raise TourStopped(value["userErrors"][0]["message"])
    return value
