"""uvicorn's options, and servers that start and stop our own parts with it."""

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

# One progress step to a thousand sockets allocates fewer objects than this, so it starts no collection.
_GC_THRESHOLD = 10_000
UVICORN_OPTIONS: Mapping[str, Any] = {
    "log_config": None,
    "access_log": False,
    "loop": "uvloop",
    "http": HttpProtocol,
    # ForwardedRequestLimiter reads them, from trusted proxies only.
    "proxy_headers": False,
    "ws": SocketProtocol,
    "ws_max_size": 256 * 1024,
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    # Compression would take more memory per socket than everything else together.
    "ws_per_message_deflate": False,
    "timeout_graceful_shutdown": 20,
    # Longer than a load balancer keeps idle connections (60 s): if both ends close one at once, a request fails.
    "timeout_keep_alive": 75,
}


class Server(uvicorn.Server):
    """Serves the application that `app.create_app` made."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Also start the sweep that ends connections that take too long."""
        await super().startup(sockets)
        limits = cast(Starlette, self.config.app).state.connection_limiter.limits
        self._sweep_task = asyncio.create_task(ConnectionSweep(self.server_state, limits).run(), name="connections")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """First end the event streams: uvicorn would wait for them, and only their clients end them."""
        cast(Starlette, self.config.app).state.stop_streams()
        await super().shutdown(sockets)
        self._sweep_task.cancel()


class DedicatedServer(Server):
    """Serves in a process that does nothing else."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Also exempt the objects made so far from garbage collection: they stay until the end, and every full
        collection would scan them while all requests wait."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GC_THRESHOLD, 10, 10)
