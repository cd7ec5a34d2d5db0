"""A reader of multipart subscriptions that, as Apollo's clients do, takes a part once its boundary has come."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.support.serving import ApiTestClient

APOLLO = (
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9'
)
_BOUNDARY = b"\r\n--graphql"
_PATIENCE = 30


class PartReader:
    """The payloads of a response, as they come, and a count of the heartbeats between them."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.heartbeats = 0
        # The first boundary has no line before it.
        self._buffer = b"\r\n"
        self._chunks = response.aiter_bytes()

    async def read_part(self) -> Any:
        """The next part, heartbeats included; None at the end, "cut" where the response ended without one."""
        async with asyncio.timeout(_PATIENCE):
            while self._buffer.count(_BOUNDARY) < 2 and _BOUNDARY + b"--" not in self._buffer:
                chunk = await anext(self._chunks, None)
                if chunk is None:
                    return "cut"
                self._buffer += chunk
        _, _, rest = self._buffer.partition(_BOUNDARY)
        if rest.startswith(b"--"):
            return None
        part, boundary, after = rest.partition(_BOUNDARY)
        self._buffer = boundary + after
        headers, _, body = part.partition(b"\r\n\r\n")
        assert headers.strip().lower() == b"content-type: application/json"
        return json.loads(body)

    async def read_next(self) -> Any:
        """The next part that is no heartbeat."""
        while (part := await self.read_part()) == {}:
            self.heartbeats += 1
        return part

    async def read_all(self) -> list[Any]:
        found = []
        while (part := await self.read_next()) is not None and part != "cut":
            found.append(part)
        return found


@asynccontextmanager
async def open_parts(
    api: ApiTestClient, query: str, accept: str = APOLLO, **variables: Any
) -> AsyncIterator[PartReader]:
    body = {"query": query, "variables": variables}
    headers = {**api.headers, "accept": accept}
    async with api.http.stream("POST", "/graphql", json=body, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
        yield PartReader(response)
