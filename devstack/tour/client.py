"""A client of the public API: GraphQL over HTTP, subscriptions over graphql-transport-ws, presigned PUT."""

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
# How long the API or S3 may be away: a crashed one is restarted, which takes a busy machine minutes.
_MAX_OUTAGE_SECONDS = 600.0
_LONGEST_PAUSE = 2.0
# For the handshake and for the answer to a ping. A server on a busy machine is slow, not dead.
_SOCKET_TIMEOUT_SECONDS = 60.0


class TourClient:
    """address: http://host:port. token: an access token. Messages come in English.

    seconds: longest wait for an answer; a question waits for its models.
    """

    def __init__(self, address: str, token: str, seconds: float = 180.0) -> None:
        self._address = address
        self._headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
        # No proxy: the API is on this machine.
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(seconds, connect=60), trust_env=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def execute(self, document: str, variables: Mapping[str, Any]) -> Any:
        """Run a query or mutation with one root field. Returns that field's value.

        Waits for an API that cannot be reached. Raises TourStopped for the first error of the request or its first
        userError, and if the connection breaks during the request, since the API may have executed it.
        """
        outage = _Outage()
        while True:
            try:
                response = await self._http.post(
                    f"{self._address}/graphql", json={"query": document, "variables": variables}, headers=self._headers
                )
                break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                await outage.pause("The API cannot be reached.")
            except httpx.HTTPError as error:
                raise TourStopped(f"The connection to the API was lost: {str(error) or type(error).__name__}") from None
        try:
            answer = response.json()
        except ValueError:
            raise TourStopped(f"The API answered {response.status_code} without JSON.") from None
        return _read_root_field(answer)

    async def subscribe(self, document: str, variables: Mapping[str, Any]) -> AsyncIterator[Any]:
        """Yield the values of a subscription with one root field until it completes.

        After a lost connection it continues from the last sequence number.
        """
        outage = _Outage()
        position: dict[str, Any] = {}
        while True:
            try:
                async for value in self._subscribe_once(document, {**variables, **position}):
                    outage = _Outage()
                    position = {"afterSequence": value["sequence"]}
                    yield value
            except (ConnectionClosed, InvalidHandshake, OSError) as error:
                await outage.pause(f"The subscription was lost: {error}")
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
        """PUT `size` bytes of a file, from `offset` on, to a presigned URL. Calls on_bytes with the size of each piece.

        An interrupted PUT is repeated; on_bytes then gets its bytes as a negative number. Raises TourStopped.
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

        outage = _Outage()
        all_headers = {**{name.lower(): v for name, v in headers.items()}, "content-length": str(size)}
        while True:
            try:
                response = await self._http.put(url, content=pieces(), headers=all_headers)
                break
            except httpx.HTTPError as error:
                on_bytes(-sent)
                sent = 0
                await outage.pause(f"The upload was cut off: {str(error) or type(error).__name__}")
        if response.status_code != 200:
            raise TourStopped(f"S3 refused the upload with {response.status_code}: {response.text[:200]}")


class _Outage:
    """Waits between attempts to reach a server, with growing pauses."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._pause = 0.25

    async def pause(self, why: str) -> None:
        """Wait before the next attempt. Raises TourStopped with `why` if the outage has lasted too long."""
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
