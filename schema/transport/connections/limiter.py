"""Counts connections, and chooses which one to close when a new one needs its slot."""

import logging
import time
from collections import Counter, OrderedDict
from typing import Protocol

from schema.transport.connections.limits import ConnectionLimits, is_in_networks, to_address_key

_log = logging.getLogger(__name__)
# One line counts all connections refused or closed in this time.
_LOG_INTERVAL_SECONDS = 10.0


class EvictableConnection(Protocol):
    """A connection that holds a slot."""

    def evict(self) -> None:
        """Close, to make room for a new connection. The slot is free at once."""
        ...


class ConnectionLimiter:
    """The connection slots of one process, in all and per address.

    If all are taken, a new connection replaces the one that has waited longest for its client: for a request, or for
    the rest of one. So a client that holds idle connections keeps nobody out. The new one is refused only if every
    connection is being answered or is an open socket.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._counts: Counter[str] = Counter()
        self._total = 0
        # Connections that may be closed, the longest waiting first.
        self._waiting: OrderedDict[EvictableConnection, str] = OrderedDict()
        self._waiting_by_slot: dict[str, OrderedDict[EvictableConnection, None]] = {}
        self._evicted = 0
        self._logged_at = 0.0

    @property
    def open_connections(self) -> int:
        """Slots that are taken now."""
        return self._total

    def admit(self, host: str) -> str | None:
        """Take a slot for a connection from this address, to `release` later; None if there is none."""
        slot = "" if not host or is_in_networks(host, self.limits.proxies) else to_address_key(host)
        if slot and self._counts[slot] >= self.limits.max_per_address and not self._evict_oldest(slot):
            return None
        if self._total >= self.limits.max_connections and not self._evict_oldest(None):
            return None
        self._counts[slot] += 1
        self._total += 1
        return slot

    def release(self, connection: EvictableConnection, slot: str) -> None:
        """Free the slot of a connection that has ended, or is about to."""
        self.mark_active(connection)
        self._total -= 1
        self._counts[slot] -= 1
        if not self._counts[slot]:
            del self._counts[slot]

    def mark_waiting(self, connection: EvictableConnection, slot: str) -> None:
        """From now on the connection waits for its client, and may be evicted."""
        self.mark_active(connection)
        self._waiting[connection] = slot
        self._waiting_by_slot.setdefault(slot, OrderedDict())[connection] = None

    def mark_active(self, connection: EvictableConnection) -> None:
        """From now on the client waits for us: the connection may not be evicted."""
        slot = self._waiting.pop(connection, None)
        if slot is not None:
            same_slot = self._waiting_by_slot[slot]
            del same_slot[connection]
            if not same_slot:
                del self._waiting_by_slot[slot]

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
            _log.warning("All slots for %s are taken: those that wait longest are closed", which, extra=more)
            self._logged_at, self._evicted = now, 0
