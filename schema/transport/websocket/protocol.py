"""The server's half of a WebSocket: uvicorn's, with less memory per socket and a connection limit."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from schema.transport.connections.limiter import ConnectionLimiter

_TRY_AGAIN_LATER = 1013


class SocketProtocol(WebSocketsSansIOProtocol):
    """A thousand sockets stay open for hours in one process, so the memory of each one counts.

    A dictionary for so many attributes takes 2 kB; slots take eight bytes each. An attribute that is not listed here is
    kept in the dictionary.
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
        "limiter",
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
        "slot",
        "tasks",
        "transport",
        "writable",
    )

    limiter: ConnectionLimiter
    slot: str | None

    def take_slot(self, limiter: ConnectionLimiter, slot: str) -> None:
        """Take over the slot of the handshake's connection. Until its caller is known, the socket may be closed."""
        self.limiter, self.slot = limiter, slot
        limiter.mark_waiting(self, slot)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            # Called once, when the caller is known.
            self.scope["state"]["welcomed"] = self._mark_authenticated

    def _mark_authenticated(self) -> None:
        if self.slot is not None:
            self.limiter.mark_active(self)

    def check(self, _now: float) -> None:
        """Does nothing: the application limits the wait for connection_init, and pings detect clients that left."""

    def evict(self) -> None:
        self._release_slot()
        if not self.handshake_complete or self.close_sent or self.transport.is_closing():
            self.transport.abort()
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": _TRY_AGAIN_LATER})
        self.conn.fail(_TRY_AGAIN_LATER, "Too many connections")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._release_slot()
        super().connection_lost(exc)

    def _release_slot(self) -> None:
        if self.slot is not None:
            self.limiter.release(self, self.slot)
            self.slot = None

    def handle_cont(self, event: Frame) -> None:
        # Empty frames add nothing to a message's size, so it could have any number of them.
        if event.data or event.fin:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Close the socket for text that is not UTF-8, as the protocol says, without logging an error."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def start_keepalive(self) -> None:
        super().start_keepalive()
        # The parser keeps the handshake's request and response while the socket is open.
        self.request.headers.clear()
        self.response.headers.clear()
