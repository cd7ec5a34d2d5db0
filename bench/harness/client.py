"""A GraphQL client for benches."""

from collections.abc import Mapping
from typing import Any

import httpx


class BenchClient:
    """Sends operations with one root field, with one access token."""

    def __init__(self, http: httpx.AsyncClient, address: str, token: str) -> None:
        self._http = http
        self._address = f"{address}/graphql"
        self._headers = {"authorization": f"Bearer {token}"}

    async def send(self, text: str, variables: Mapping[str, Any] | None = None) -> httpx.Response:
        body = {"query": text} | ({} if variables is None else {"variables": variables})
        return await self._http.post(self._address, json=body, headers=self._headers)

    async def execute(self, text: str, **variables: Any) -> Any:
        """The value of the root field. Raises RuntimeError if the answer has errors."""
        answer = (await self.send(text, variables)).json()
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
        return next(iter(answer["data"].values()))

    async def upload(self, ticket: Mapping[str, Any], content: bytes) -> None:
        headers = {header["name"]: header["value"] for header in ticket["headers"] or ()}
        (await self._http.put(ticket["url"], content=content, headers=headers)).raise_for_status()
