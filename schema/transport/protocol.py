"""The server's half of a WebSocket, as uvicorn has it, without what only its handshake needed."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class SocketProtocol(WebSocketsSansIOProtocol):
    """Sockets stay open for hours, and a thousand of them in one process: what is kept for each counts.

    A dictionary of its own for so many attributes takes 2 kB; slots take eight bytes each. An attribute that is
    missing here lives in the dictionary, as before.
    """

    __slots__ = (
        "app",
        "app_state",
        "asgi_version",
        "client",
        "close_sent",
        "close_timeout",
        "close_timer",
        "config",
        "conn",
        "connections",
        "curr_msg_data_type",
        "default_headers",
        "disconnected",
        "frames",
        "handshake_complete",
        "handshake_initiated",
        "initial_response",
        "last_ping_rtt",
        "logger",
        "loop",
        "pending_ping_payload",
        "ping_interval",
        "ping_sent_at",
        "ping_timeout",
        "ping_timer",
        "pong_timer",
        "queue",
        "read_paused",
        "request",
        "response",
        "root_path",
        "scheme",
        "scope",
        "server",
        "tasks",
        "transport",
        "writable",
    )

    def start_keepalive(self) -> None:
        super().start_keepalive()
        # The handshake is over, but the parser holds on to its request for as long as the socket is open.
        self.request.headers.clear()
        self.response.headers.clear()
