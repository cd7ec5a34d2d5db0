"""How many connections there are, and who has to go when one more comes."""

import logging
import time
from collections import Counter, OrderedDict
from typing import Protocol

from schema.transport.connections.limits import ConnectionLimits, is_in_networks, to_address_key

_log = logging.getLogger(__name__)
# One line tells of all that were refused or closed meanwhile.
_LOG_INTERVAL_SECONDS = 10.0


class EvictableConnection(Protocol):
    """One that holds a place."""

    def evict(self) -> None:
        """Close, in favour of one that has just come. Its place is free at once."""
        ...


class ConnectionLimiter:
    """Counts the places of one process.

    Where all are taken, the connection goes that has waited longest for a request, or for the rest of one: whoever
    holds connections without asking anything keeps nobody out who asks. Only where each is being answered, or is an
    open socket, the new one is refused.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._counts: Counter[str] = Counter()
        self._total = 0
        # Those that may go, the longest waiting first.
        self._waiting: OrderedDict[EvictableConnection, str] = OrderedDict()
        self._waiting_by_slot: dict[str, OrderedDict[EvictableConnection, None]] = {}
        self._evicted = 0
        self._logged_at = 0.0

    @property
    def open_connections(self) -> int:
        """Places that are taken now."""
        return self._total

    def admit(self, host: str) -> str | None:
        """The place of a connection from this address, to be left later; None where there is none."""
        place = "" if not host or is_in_networks(host, self.limits.proxies) else to_address_key(host)
        if place and self._counts[place] >= self.limits.max_per_address and not self._evict_oldest(place):
            return None
        if self._total >= self.limits.max_connections and not self._evict_oldest(None):
            return None
        self._counts[place] += 1
        self._total += 1
        return place

    def release(self, connection: EvictableConnection, slot: str) -> None:
        """The connection has ended, or is about to."""
        self.mark_active(connection)
        self._total -= 1
        self._counts[slot] -= 1
        if not self._counts[slot]:
            del self._counts[slot]

    def mark_waiting(self, connection: EvictableConnection, slot: str) -> None:
        """The connection waits for its client from now on."""
        self.mark_active(connection)
        self._waiting[connection] = slot
        self._waiting_by_slot.setdefault(slot, OrderedDict())[connection] = None

    def mark_active(self, connection: EvictableConnection) -> None:
        """The connection's client is waiting for us: it stays."""
        place = self._waiting.pop(connection, None)
        if place is not None:
            of_place = self._waiting_by_slot[place]
            del of_place[connection]
            if not of_place:
                del self._waiting_by_slot[place]

    def _evict_oldest(self, slot: str | None) -> bool:
        longest_first = self._waiting if slot is None else self._waiting_by_slot.get(slot)
        self._log_eviction(slot)
        if not longest_first:
            return False
        next(iter(longest_first)).evict()
        return True

    def _log_eviction(self, slot: str | None) -> None:
        self._evicted += 1
        now = time.monotonic()
        if now - self._logged_at >= _LOG_INTERVAL_SECONDS:
            which = "all connections" if slot is None else "the connections of an address"
            more = {"client": slot, "turned_away": self._evicted, "connections": self._total}
            _log.warning("The places for %s are taken: those that wait longest are closed", which, extra=more)
            self._logged_at, self._evicted = now, 0
