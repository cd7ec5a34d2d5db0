"""uvicorn's options, and what starts and ends with the server."""

import asyncio
import gc
import socket
from collections.abc import Mapping
from typing import Any

import uvicorn

from schema.transport.connections.http import HttpProtocol
from schema.transport.connections.timeout_sweep import ConnectionSweep
from schema.transport.websocket.protocol import SocketProtocol

# One progress step for a thousand sockets allocates fewer objects than this.
_GC_THRESHOLD = 10_000
UVICORN_OPTIONS: Mapping[str, Any] = {
    "log_config": None,
    "access_log": False,
    "loop": "uvloop",
    "http": HttpProtocol,
    # The application reads these headers itself, from proxies that it trusts.
    "proxy_headers": False,
    "ws": SocketProtocol,
    "ws_max_size": 256 * 1024,
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    # Compression would take more memory per socket than everything else together.
    "ws_per_message_deflate": False,
    "timeout_graceful_shutdown": 20,
    # Longer than a load balancer keeps a connection (60 s): if both ends close at once, a request fails.
    "timeout_keep_alive": 75,
}


class Server(uvicorn.Server):
    """Serves the application, with a sweep of slow connections."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, and the sweep that closes slow connections."""
        await super().startup(sockets)
        limits = self.config.app.state.connection_limiter.limits  # type: ignore[union-attr]
        self._sweep_task = asyncio.create_task(ConnectionSweep(self.server_state, limits).run(), name="connections")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams over HTTP first: uvicorn would wait for them."""
        self.config.app.state.stop_streams()  # type: ignore[union-attr]
        await super().shutdown(sockets)
        self._sweep_task.cancel()


class DedicatedServer(Server):
    """A server whose process does nothing else."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Exclude the objects of the start from garbage collection.

        They live until the end, and each full collection would visit all of them while requests wait.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GC_THRESHOLD, 10, 10)
