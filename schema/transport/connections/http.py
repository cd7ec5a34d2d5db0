"""The server's half of an HTTP connection, as uvicorn has it, with an end to its patience."""

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
from schema.transport.connections.limiter import Doorkeeper
from schema.transport.connections.limits import ConnectionLimits
from schema.transport.websocket.protocol import SocketProtocol

_log = logging.getLogger(__name__)


class Phase(Enum):
    """What a connection is at. QUIET: between requests, or before the first. ANSWERING: all of a request is there.

    LEAVING: the client is told that it is over, and may still be sending.
    """

    QUIET = "before a request"
    HEADERS = "amid headers"
    BODY = "amid a body"
    ANSWERING = "before the answer"
    LEAVING = "at the end"


# Closed at once, what is still coming would take back what was just told.
_LEAVING_SECONDS = 1.0


class HttpProtocol(HttpToolsProtocol):
    """Counted by the doorkeeper, and looked at by `sweep.Sweep` every so often.

    A request has a limit between two of its bytes, and one in all: who sends a byte now and then comes to an end as
    well. Its body's grows with what comes, so that slow lines are served that make progress.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._keeper: Doorkeeper = cast(Any, config.app).state.doorkeeper
        self._limits: ConnectionLimits = self._keeper.limits
        self._place: str | None = None
        self._phase = Phase.QUIET
        # When the phase began, when the last bytes came, and how many did in it.
        self._began: float = 0.0
        self._heard: float = 0.0
        self._came = 0
        self._running: RequestResponseCycle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        both_ways = cast(Transport, transport)
        client = get_remote_addr(both_ways)
        self._place = self._keeper.admit(client[0] if client else "")
        if self._place is None:
            self.transport = both_ways
            both_ways.write(RESPONSES[503])
            both_ways.close()
            return
        super().connection_made(both_ways)
        self._enter(Phase.QUIET)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._place is not None and self._phase not in (Phase.QUIET, Phase.LEAVING):
            self._log("A client left")
        self._leave()
        if self._running is not None and not self._running.response_complete:
            # uvicorn tells the request that came last, which may wait behind the one that is being answered.
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        if self._place is None or self._phase is Phase.LEAVING:
            return
        if self._phase is Phase.QUIET:
            self._enter(Phase.HEADERS)
        self._heard = self.loop.time()
        self._came += len(data)
        super().data_received(data)
        if self._phase is Phase.HEADERS and self._came > self._limits.headers_bytes:
            self._give_up(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._phase is Phase.ANSWERING:
            # The next request came before the answer to this one.
            self._enter(Phase.HEADERS)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._enter(Phase.BODY)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._enter(Phase.QUIET if self.cycle is not None and self.cycle.response_complete else Phase.ANSWERING)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._phase is Phase.BODY:
            # What is answered before it is there has only so long to end; what waited behind it begins.
            self._enter(Phase.BODY)
        elif self._phase is Phase.ANSWERING and self.cycle.response_complete:
            self._enter(Phase.QUIET)

    def handle_websocket_upgrade(self) -> None:
        place, self._place = self._place, None
        self._keeper.working(self)
        super().handle_websocket_upgrade()
        cast(SocketProtocol, self.transport.get_protocol()).take_place(self._keeper, cast(str, place))

    def check(self, now: float) -> None:
        """End what has taken too long. now: of the event loop's clock."""
        if self._place is None or now - self._began <= self._most_seconds(now):
            return
        if self._phase is Phase.QUIET:
            self._leave()
            self.transport.close()
        elif self._phase is Phase.LEAVING:
            self.transport.abort()
        else:
            self._give_up(408)

    def _most_seconds(self, now: float) -> float:
        """How long the phase may have lasted by now."""
        limits: ConnectionLimits = self._limits
        if self._phase is Phase.LEAVING:
            return _LEAVING_SECONDS
        if self._phase is Phase.QUIET:
            # Between requests uvicorn's own limit holds.
            return limits.idle_seconds if self.cycle is None else math.inf
        if self._phase is Phase.BODY and self.cycle.response_complete:
            return limits.idle_seconds
        if self._phase is Phase.BODY and self.flow.read_paused:
            # It waits for us.
            self._began = self._heard = now
        if self._phase is Phase.ANSWERING or self._began == now:
            return math.inf
        most = limits.headers_seconds
        if self._phase is Phase.BODY:
            most = limits.body_seconds + self._came / limits.body_bytes_per_second
        return min(most, self._heard - self._began + limits.idle_seconds)

    def make_room(self) -> None:
        if self._phase is Phase.LEAVING:
            self.transport.abort()
        else:
            self._give_up(503)
            self.transport.close()
        self._leave()

    def _enter(self, phase: Phase) -> None:
        if self._place is None:
            return
        self._phase = phase
        self._began = self._heard = self.loop.time()
        self._came = 0
        if phase is Phase.ANSWERING or self._is_behind():
            self._keeper.working(self)
        else:
            self._keeper.waiting(self, self._place)

    def _is_behind(self) -> bool:
        """Whether an earlier request of the connection is still to be answered."""
        first = self._phase is Phase.HEADERS and self.cycle is not None and not self.cycle.response_complete
        return first or bool(self.pipeline)

    def _give_up(self, status: int) -> None:
        """Answer with this status, where an answer can be sent and would be read, and close."""
        if self._is_behind() and not self.pipeline:
            # The earlier one has its answer, and the connection ends with it.
            self.cycle.keep_alive = False
            self._enter(Phase.ANSWERING)
            return
        if self._phase is not Phase.QUIET:
            self._log("A request was given up")
        cycle = self.cycle
        answering = self._phase is Phase.BODY and not cycle.response_complete
        silent = self._phase is Phase.QUIET or (self._phase is Phase.BODY and cycle.response_started)
        if not silent and not self.pipeline and not self.transport.is_closing():
            self.transport.write(RESPONSES[status])
        if answering:
            # For the application, its client has left.
            cycle.disconnected = True
            cycle.message_event.set()
        if not self.transport.is_closing() and self.transport.can_write_eof():
            self.transport.write_eof()
        self._enter(Phase.LEAVING)

    def _leave(self) -> None:
        if self._place is not None:
            self._keeper.leave(self, self._place)
            self._place = None

    def _log(self, message: str) -> None:
        client = self.client[0] if self.client else None
        _log.debug(message, extra={"client": client, "phase": self._phase.value, "bytes": self._came})
