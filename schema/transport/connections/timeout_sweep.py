"""Checks the time limits of all connections at intervals: a timer per connection, reset by each byte, costs more."""

import asyncio
from typing import Any, Protocol, cast

from uvicorn.server import ServerState

from schema.transport.connections.limits import ConnectionLimits

_MAX_INTERVAL_SECONDS = 1.0


class _Checked(Protocol):
    """A connection of `schema.transport`: HttpProtocol or SocketProtocol."""

    def check(self, now: float, /) -> None: ...


class ConnectionSweep:
    """Ends connections whose client takes too long to send a request or to read a response."""

    def __init__(self, state: ServerState, limits: ConnectionLimits) -> None:
        self._state = state
        self._limits = limits
        self._interval = min(_MAX_INTERVAL_SECONDS, limits.idle_seconds / 4, limits.response_idle_seconds / 4)
        # Connection → unread bytes in its write buffer, and since when they have not become fewer.
        self._unread: dict[Any, tuple[int, float]] = {}

    async def run(self) -> None:
        """Run until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._interval)
            self.check_connections(loop.time())

    def check_connections(self, now: float) -> None:
        """Check each connection once. now: of the event loop's clock."""
        unread: dict[Any, tuple[int, float]] = {}
        for connection in list(self._state.connections):
            cast(_Checked, connection).check(now)
            size = connection.transport.get_write_buffer_size()
            if not size:
                continue
            before, since = self._unread.get(connection, (size + 1, now))
            if size < before:
                since = now
            if now - since > self._limits.response_idle_seconds:
                # Not close(): that would wait until the client has read everything.
                connection.transport.abort()
            else:
                unread[connection] = (size, since)
        self._unread = unread
