"""The HTTP client of one OpenAI-compatible server."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from devstack.bedrock.errors import ServiceError
from devstack.openai.chunks import Chunk, read_chunks
from devstack.openai.errors import error_from_answer, error_from_failure

_CONNECT_SECONDS = 5.0
# What only tells about a server has to come soon.
_PROBE_SECONDS = 5.0


class Upstream:
    """base_url: with the version, such as http://localhost:11434/v1. seconds: longest silence of an answer.

    Everything raises ServiceError, whose message says what to set.
    """

    def __init__(self, base_url: str, key: str = "", seconds: float = 300.0) -> None:
        self.base_url = base_url
        self._seconds = seconds
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
        # As many connections as there are calls: slots limit those.
        self._http = httpx.AsyncClient(headers=headers, timeout=timeout, limits=httpx.Limits(max_connections=None))

    async def close(self) -> None:
        await self._http.aclose()

    async def list_models(self) -> Sequence[Mapping[str, Any]]:
        """The server's models, as GET /models lists them."""
        answer = await self._get(f"{self.base_url}/models")
        models = answer.get("data") if isinstance(answer, dict) else None
        return [model for model in models or () if isinstance(model, dict)]

    async def get_native(self, path: str) -> Any:
        """The answer of a path beside the API, such as /props of llama-server; None where the server has none."""
        parts = urlsplit(self.base_url)
        try:
            return await self._get(urlunsplit((parts.scheme, parts.netloc, path, "", "")))
        except ServiceError:
            return None

    async def stream_chat(self, body: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
        """The chunks of an answer. Whoever stops reading, or is cancelled, ends the server's work."""
        try:
            async with self._open(body) as response:
                is_stream = "json" not in response.headers.get("content-type", "")
                async with aclosing(read_chunks(response.aiter_lines(), is_stream)) as chunks:
                    async for chunk in chunks:
                        yield chunk
        except httpx.HTTPError as failure:
            raise error_from_failure(failure, self.base_url, self._seconds) from failure

    @asynccontextmanager
    async def _open(self, body: Mapping[str, Any]) -> AsyncIterator[httpx.Response]:
        async with self._http.stream("POST", f"{self.base_url}/chat/completions", json=body) as response:
            if response.is_error:
                raise error_from_answer(response.status_code, (await response.aread()).decode(errors="replace"))
            yield response

    async def _get(self, url: str) -> Any:
        try:
            response = await self._http.get(url, timeout=_PROBE_SECONDS)
        except httpx.HTTPError as failure:
            raise error_from_failure(failure, self.base_url, _PROBE_SECONDS) from failure
        if response.is_error:
            raise error_from_answer(response.status_code, response.text)
        try:
            return response.json()
        except ValueError:
            raise ServiceError(
                "ValidationException", f"{url} answers no JSON: is it an OpenAI-compatible API?"
            ) from None
