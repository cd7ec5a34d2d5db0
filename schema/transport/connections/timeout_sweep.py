"""Checks all connections periodically. A timer for each, reset by each byte, would cost more."""

import asyncio
from typing import Any

from uvicorn.server import ServerState

from schema.transport.connections.limits import ConnectionLimits

_MAX_INTERVAL_SECONDS = 1.0


class ConnectionSweep:
    """Ends connections whose client takes too long to send a request or to read a response."""

    def __init__(self, state: ServerState, limits: ConnectionLimits) -> None:
        self._state = state
        self._limits = limits
        self._interval = min(_MAX_INTERVAL_SECONDS, limits.idle_seconds / 4, limits.response_idle_seconds / 4)
        # Connection → (bytes that its client has not read, since when they have not become fewer).
        self._unread: dict[Any, tuple[int, float]] = {}

    async def run(self) -> None:
        """Check until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._interval)
            self.check_connections(loop.time())

    def check_connections(self, now: float) -> None:
        unread: dict[Any, tuple[int, float]] = {}
        for connection in list(self._state.connections):
            connection.check(now)  # type: ignore[union-attr]
            size = connection.transport.get_write_buffer_size()
            if not size:
                continue
            before, since = self._unread.get(connection, (size + 1, now))
            if size < before:
                since = now
            if now - since > self._limits.response_idle_seconds:
                # close() would wait until the client has read everything.
                connection.transport.abort()
            else:
                unread[connection] = (size, since)
        self._unread = unread
