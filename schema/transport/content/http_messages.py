"""Requests and responses of Starlette, without its work for each header: most requests are small."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response


class RequestHeaders(Headers):
    """Finds a header without looking at all of them. Of a header that came twice, the first counts."""

    def __init__(self, raw: Sequence[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=list(raw))
        self._first = dict(reversed(raw))

    def get(self, key: str, default: Any = None) -> Any:
        value = self._first.get(key.lower().encode("latin-1"))
        return default if value is None else value.decode("latin-1")


class HttpRequest(Request):
    @property
    def headers(self) -> Headers:
        if not hasattr(self, "_headers"):
            self._headers: Headers = RequestHeaders(self.scope["headers"])
        return self._headers

    async def next_part(self) -> tuple[bytes, bool]:
        """The next bytes of the body, and whether more follow. Raises ClientDisconnect."""
        message = await self.receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        return message.get("body", b""), message.get("more_body", False)


class BytesResponse(Response):
    """A response whose headers are given as they are sent: names in lower case, beside the body's length."""

    def __init__(self, body: bytes, status: int, headers: Sequence[tuple[bytes, bytes]]) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), *headers]
