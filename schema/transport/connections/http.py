"""uvicorn's HTTP protocol with time limits for each phase of a connection."""

import logging
import math
from asyncio import AbstractEventLoop, BaseTransport, Transport
from enum import Enum
from typing import Any, cast

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import get_remote_addr
from uvicorn.server import ServerState

from schema.transport.connections.error_responses import RESPONSES
from schema.transport.connections.limiter import ConnectionLimiter
from schema.transport.connections.limits import ConnectionLimits
from schema.transport.websocket.protocol import SocketProtocol

_log = logging.getLogger(__name__)


class Phase(Enum):
    """The phase of a connection. IDLE: between requests, or before the first. ANSWERING: the request is complete.

    LINGERING: the last response was sent, and the client may still be sending.
    """

    IDLE = "before a request"
    HEADERS = "in the headers"
    BODY = "in the body"
    ANSWERING = "before the response"
    LINGERING = "closing"


# Closing at once would reset the connection if bytes still arrive, and the client would lose the response.
_LINGERING_SECONDS = 1.0


class HttpProtocol(HttpToolsProtocol):
    """Counted by ConnectionLimiter, and checked regularly by `timeout_sweep.ConnectionSweep`.

    Two limits end a slow request: the time between two bytes, and the time in all. A body's time in all grows with the
    bytes received, so a slow connection that makes progress is served.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limiter: ConnectionLimiter = cast(Any, config.app).state.connection_limiter
        self._limits: ConnectionLimits = self._limiter.limits
        self._slot: str | None = None
        self._phase = Phase.IDLE
        # When the phase began, when the last bytes arrived, and how many arrived in this phase.
        self._phase_started_at: float = 0.0
        self._last_received_at: float = 0.0
        self._received_bytes = 0
        self._running_cycle: RequestResponseCycle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        both_ways = cast(Transport, transport)
        client = get_remote_addr(both_ways)
        self._slot = self._limiter.admit(client[0] if client else "")
        if self._slot is None:
            self.transport = both_ways
            both_ways.write(RESPONSES[503])
            both_ways.close()
            return
        super().connection_made(both_ways)
        self._enter_phase(Phase.IDLE)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._slot is not None and self._phase not in (Phase.IDLE, Phase.LINGERING):
            self._log("A client disconnected during a request")
        self._release_slot()
        if self._running_cycle is not None and not self._running_cycle.response_complete:
            # uvicorn marks the latest request only; with pipelining, an earlier one may be running.
            self._running_cycle.disconnected = True
            self._running_cycle.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running_cycle = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        if self._slot is None or self._phase is Phase.LINGERING:
            return
        if self._phase is Phase.IDLE:
            self._enter_phase(Phase.HEADERS)
        self._last_received_at = self.loop.time()
        self._received_bytes += len(data)
        super().data_received(data)
        if self._phase is Phase.HEADERS and self._received_bytes > self._limits.headers_bytes:
            self._give_up(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._phase is Phase.ANSWERING:
            # The next request arrived before the response to this one.
            self._enter_phase(Phase.HEADERS)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._enter_phase(Phase.BODY)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._enter_phase(Phase.IDLE if self.cycle is not None and self.cycle.response_complete else Phase.ANSWERING)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._phase is Phase.BODY:
            # The response came before the whole body: the rest of the body gets a time limit of its own.
            self._enter_phase(Phase.BODY)
        elif self._phase is Phase.ANSWERING and self.cycle.response_complete:
            self._enter_phase(Phase.IDLE)

    def handle_websocket_upgrade(self) -> None:
        slot, self._slot = self._slot, None
        self._limiter.mark_active(self)
        super().handle_websocket_upgrade()
        cast(SocketProtocol, self.transport.get_protocol()).take_slot(self._limiter, cast(str, slot))

    def check(self, now: float) -> None:
        """End the connection if its phase takes too long. now: of the event loop's clock."""
        if self._slot is None or now - self._phase_started_at <= self._compute_phase_limit(now):
            return
        if self._phase is Phase.IDLE:
            self._release_slot()
            self.transport.close()
        elif self._phase is Phase.LINGERING:
            self.transport.abort()
        else:
            self._give_up(408)

    def _compute_phase_limit(self, now: float) -> float:
        """Seconds that the phase may have lasted by now."""
        limits: ConnectionLimits = self._limits
        if self._phase is Phase.LINGERING:
            return _LINGERING_SECONDS
        if self._phase is Phase.IDLE:
            # Between requests uvicorn's keep-alive limit applies.
            return limits.idle_seconds if self.cycle is None else math.inf
        if self._phase is Phase.BODY and self.cycle.response_complete:
            return limits.idle_seconds
        if self._phase is Phase.BODY and self.flow.read_paused:
            # We do not read at the moment: the client is not to blame.
            self._phase_started_at = self._last_received_at = now
        if self._phase is Phase.ANSWERING or self._phase_started_at == now:
            return math.inf
        limit = limits.headers_seconds
        if self._phase is Phase.BODY:
            limit = limits.body_seconds + self._received_bytes / limits.body_bytes_per_second
        return min(limit, self._last_received_at - self._phase_started_at + limits.idle_seconds)

    def evict(self) -> None:
        if self._phase is Phase.LINGERING:
            self.transport.abort()
        else:
            self._give_up(503)
            self.transport.close()
        self._release_slot()

    def _enter_phase(self, phase: Phase) -> None:
        if self._slot is None:
            return
        self._phase = phase
        self._phase_started_at = self._last_received_at = self.loop.time()
        self._received_bytes = 0
        if phase is Phase.ANSWERING or self._has_earlier_request():
            self._limiter.mark_active(self)
        else:
            self._limiter.mark_waiting(self, self._slot)

    def _has_earlier_request(self) -> bool:
        """Whether an earlier request of the connection is still to be answered."""
        first = self._phase is Phase.HEADERS and self.cycle is not None and not self.cycle.response_complete
        return first or bool(self.pipeline)

    def _give_up(self, status: int) -> None:
        """Send this status, if a response can be sent and would be read, and close."""
        if self._has_earlier_request() and not self.pipeline:
            # The earlier request still gets its response, and the connection ends with it.
            self.cycle.keep_alive = False
            self._enter_phase(Phase.ANSWERING)
            return
        if self._phase is not Phase.IDLE:
            self._log("A request took too long")
        cycle = self.cycle
        is_running = self._phase is Phase.BODY and not cycle.response_complete
        silent = self._phase is Phase.IDLE or (self._phase is Phase.BODY and cycle.response_started)
        if not silent and not self.pipeline and not self.transport.is_closing():
            self.transport.write(RESPONSES[status])
        if is_running:
            # To the application this is a client that disconnected.
            cycle.disconnected = True
            cycle.message_event.set()
        if not self.transport.is_closing() and self.transport.can_write_eof():
            self.transport.write_eof()
        self._enter_phase(Phase.LINGERING)

    def _release_slot(self) -> None:
        if self._slot is not None:
            self._limiter.release(self, self._slot)
            self._slot = None

    def _log(self, message: str) -> None:
        client = self.client[0] if self.client else None
        _log.debug(message, extra={"client": client, "phase": self._phase.value, "bytes": self._received_bytes})
