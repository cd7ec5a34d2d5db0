"""uvicorn as the API is served by it: what it is told, and what begins and ends with it."""

import asyncio
import gc
import socket
from collections.abc import Mapping
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette

from schema.transport.connections.http import HttpProtocol
from schema.transport.connections.timeout_sweep import ConnectionSweep
from schema.transport.websocket.protocol import SocketProtocol

# What a step told to a thousand sockets makes and drops again stays below it.
_GC_THRESHOLD = 10_000
UVICORN_OPTIONS: Mapping[str, Any] = {
    "log_config": None,
    "access_log": False,
    "loop": "uvloop",
    "http": HttpProtocol,
    # The application reads them itself, of the proxies that it trusts.
    "proxy_headers": False,
    "ws": SocketProtocol,
    "ws_max_size": 256 * 1024,
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    # It would take more memory a socket than everything else together.
    "ws_per_message_deflate": False,
    "timeout_graceful_shutdown": 20,
    # Longer than a load balancer keeps a connection (60 s): one that both ends give up at once fails a request.
    "timeout_keep_alive": 75,
}


class Server(uvicorn.Server):
    """Serves what the door made."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Nobody has looked after connections that take too long until now."""
        await super().startup(sockets)
        limits = cast(Starlette, self.config.app).state.connection_limiter.limits
        self._sweep_task = asyncio.create_task(ConnectionSweep(self.server_state, limits).run(), name="connections")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams over HTTP would be waited for, which end when those who follow want it."""
        cast(Starlette, self.config.app).state.stop_streams()
        await super().shutdown(sockets)
        self._sweep_task.cancel()


class DedicatedServer(Server):
    """Serves in a process that does nothing else."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """What is there by now stays until the end: each full collection of garbage would look at all of it again,
        and everybody's answers would wait for that."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GC_THRESHOLD, 10, 10)
