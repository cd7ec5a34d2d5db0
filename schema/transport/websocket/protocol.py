"""uvicorn's WebSocket protocol, with less memory per socket and with a slot of the connection limiter."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from schema.transport.connections.limiter import ConnectionLimiter

_TRY_AGAIN_LATER = 1013


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket. A process holds a thousand of them for hours, so the memory of each matters.

    A dictionary for so many attributes takes 2 kB; slots take eight bytes each. Attributes that are not listed here
    still go to the dictionary.
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
        """Take over the slot of the handshake's HTTP connection. The socket may be evicted until its user is known."""
        self.limiter, self.slot = limiter, slot
        limiter.mark_waiting(self, slot)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            # WebSocketAdapter calls and removes it when the user is known.
            self.scope["state"]["mark_authenticated"] = self._mark_authenticated

    def _mark_authenticated(self) -> None:
        if self.slot is not None:
            self.limiter.mark_active(self)

    def check(self, _now: float) -> None:
        """Does nothing: the application limits the time to authenticate, and pings find dead clients after that."""

    def evict(self) -> None:
        """Close with 1013 (try again later), to make room for a new connection."""
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
        # Drop empty fragments: they count towards no size limit, and a message may have any number of them.
        if event.data or event.fin:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Close with 1007 on text that is not UTF-8, as RFC 6455 says: it is the client's error, not ours."""
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
        # The handshake is over, but the parser keeps its request as long as the socket is open.
        self.request.headers.clear()
        self.response.headers.clear()
