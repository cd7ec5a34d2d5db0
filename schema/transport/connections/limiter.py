"""How many connections there are, and who has to go when one more comes."""

import logging
import time
from collections import Counter, OrderedDict
from typing import Protocol

from schema.transport.connections.limits import ConnectionLimits, counted_as, is_among

_log = logging.getLogger(__name__)
# One line tells of all that were refused or closed meanwhile.
_TELL_EVERY_SECONDS = 10.0


class Connection(Protocol):
    """One that holds a place."""

    def make_room(self) -> None:
        """Close, in favour of one that has just come. Its place is free at once."""
        ...


class Doorkeeper:
    """Counts the places of one process.

    Where all are taken, the connection goes that has waited longest for a request, or for the rest of one: whoever
    holds connections without asking anything keeps nobody out who asks. Only where each is being answered, or is an
    open socket, the new one is refused.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._held: Counter[str] = Counter()
        self._all = 0
        # Those that may go, the longest waiting first.
        self._waiting: OrderedDict[Connection, str] = OrderedDict()
        self._waiting_of: dict[str, OrderedDict[Connection, None]] = {}
        self._turned_away = 0
        self._told = 0.0

    @property
    def held(self) -> int:
        """Places that are taken now."""
        return self._all

    def admit(self, host: str) -> str | None:
        """The place of a connection from this address, to be left later; None where there is none."""
        place = "" if not host or is_among(host, self.limits.proxies) else counted_as(host)
        if place and self._held[place] >= self.limits.most_an_address and not self._made_room(place):
            return None
        if self._all >= self.limits.most and not self._made_room(None):
            return None
        self._held[place] += 1
        self._all += 1
        return place

    def leave(self, connection: Connection, place: str) -> None:
        """The connection has ended, or is about to."""
        self.working(connection)
        self._all -= 1
        self._held[place] -= 1
        if not self._held[place]:
            del self._held[place]

    def waiting(self, connection: Connection, place: str) -> None:
        """The connection waits for its client from now on."""
        self.working(connection)
        self._waiting[connection] = place
        self._waiting_of.setdefault(place, OrderedDict())[connection] = None

    def working(self, connection: Connection) -> None:
        """The connection's client is waiting for us: it stays."""
        place = self._waiting.pop(connection, None)
        if place is not None:
            of_place = self._waiting_of[place]
            del of_place[connection]
            if not of_place:
                del self._waiting_of[place]

    def _made_room(self, place: str | None) -> bool:
        longest_first = self._waiting if place is None else self._waiting_of.get(place)
        self._tell(place)
        if not longest_first:
            return False
        next(iter(longest_first)).make_room()
        return True

    def _tell(self, place: str | None) -> None:
        self._turned_away += 1
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_SECONDS:
            which = "all connections" if place is None else "the connections of an address"
            more = {"client": place, "turned_away": self._turned_away, "connections": self._all}
            _log.warning("The places for %s are taken: those that wait longest are closed", which, extra=more)
            self._told, self._turned_away = now, 0
