"""How a stream is written: as server-sent events, or as the parts of a multipart response.

Events follow the distinct-connections mode of graphql-sse: each operation is one response, of `next` events and a final
`complete`. https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

Parts follow Apollo's protocol for subscriptions, which its clients for the web, Kotlin and iOS speak. A part is whole
for a client when the next boundary has come, so the boundary is sent along with it.
https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
"""

from collections.abc import Sequence
from dataclasses import dataclass

Headers = Sequence[tuple[bytes, bytes]]
_NO_CACHE = (b"cache-control", b"no-cache, no-transform")
# nginx collects a response before it sends it on, unless it is told not to.
_UNBUFFERED = (b"x-accel-buffering", b"no")


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """opening: the first bytes, which are sent at once: without one, the server seems not to answer. keep_alive: what a
    silent stream sends. complete: the end after the last result.

    The other two are written around JSON: around each result, and around the errors with which the server itself ends a
    stream.
    """

    headers: Headers
    opening: bytes
    keep_alive: bytes
    keep_alive_seconds: float
    complete: bytes
    result: tuple[bytes, bytes]
    end: tuple[bytes, bytes]

    def write_result(self, payload: bytes) -> bytes:
        """A result of the operation: an object of `data` and `errors`, as JSON."""
        return self.result[0] + payload + self.result[1]

    def write_end(self, errors: bytes) -> bytes:
        """The last bytes of a stream that the server ends. errors: a list, as JSON."""
        return self.end[0] + errors + self.end[1]


_SSE_COMPLETE = b"event: complete\ndata: \n\n"
EVENTS = StreamFormat(
    headers=[(b"content-type", b"text/event-stream; charset=utf-8"), _NO_CACHE, _UNBUFFERED],
    opening=b":\n\n",
    keep_alive=b":\n\n",
    # Proxies close a connection that is silent for a minute, some sooner.
    keep_alive_seconds=12.0,
    complete=_SSE_COMPLETE,
    result=(b"event: next\ndata: ", b"\n\n"),
    end=(b'event: next\ndata: {"data": null, "errors": ', b"}\n\n" + _SSE_COMPLETE),
)

_PART = b"\r\nContent-Type: application/json\r\n\r\n"
_BOUNDARY = b"\r\n--graphql"
_LAST = b"--\r\n"
PARTS = StreamFormat(
    headers=[
        (b"content-type", b'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'),
        _NO_CACHE,
        _UNBUFFERED,
    ],
    opening=b"--graphql" + _PART + b"{}" + _BOUNDARY,
    keep_alive=_PART + b"{}" + _BOUNDARY,
    keep_alive_seconds=5.0,
    complete=_LAST,
    result=(_PART + b'{"payload": ', b"}" + _BOUNDARY),
    end=(_PART + b'{"payload": null, "errors": ', b"}" + _BOUNDARY + _LAST),
)
