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
        """Close, to free its slot for a new connection. The slot is free when it returns."""
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
        self._waiting_by_address: dict[str, OrderedDict[EvictableConnection, None]] = {}
        self._evicted = 0
        self._logged_at = 0.0

    @property
    def open_connections(self) -> int:
        """Slots that are taken now."""
        return self._total

    def admit(self, host: str) -> str | None:
        """Take a slot, and return the key by which its address is counted, for `release`; None if no slot is free."""
        address = "" if not host or is_in_networks(host, self.limits.proxies) else to_address_key(host)
        if address and self._counts[address] >= self.limits.max_per_address and not self._evict_oldest(address):
            return None
        if self._total >= self.limits.max_connections and not self._evict_oldest(None):
            return None
        self._counts[address] += 1
        self._total += 1
        return address

    def release(self, connection: EvictableConnection, address: str) -> None:
        """Free the slot of a connection that has ended, or is about to."""
        self.mark_active(connection)
        self._total -= 1
        self._counts[address] -= 1
        if not self._counts[address]:
            del self._counts[address]

    def mark_waiting(self, connection: EvictableConnection, address: str) -> None:
        """From now on the connection waits for its client, and may be evicted."""
        self.mark_active(connection)
        self._waiting[connection] = address
        self._waiting_by_address.setdefault(address, OrderedDict())[connection] = None

    def mark_active(self, connection: EvictableConnection) -> None:
        """From now on the client waits for us: the connection may not be evicted."""
        address = self._waiting.pop(connection, None)
        if address is not None:
            same_address = self._waiting_by_address[address]
            del same_address[connection]
            if not same_address:
                del self._waiting_by_address[address]

    def _evict_oldest(self, address: str | None) -> bool:
        longest_first = self._waiting if address is None else self._waiting_by_address.get(address)
        self._log_eviction(address)
        if not longest_first:
            return False
        next(iter(longest_first)).evict()
        return True

    def _log_eviction(self, address: str | None) -> None:
        self._evicted += 1
        now = time.monotonic()
        if now - self._logged_at >= _LOG_INTERVAL_SECONDS:
            which = "all connections" if address is None else "the connections of an address"
            more = {"client": address, "turned_away": self._evicted, "connections": self._total}
            _log.warning("All slots for %s are taken: those that wait longest are closed", which, extra=more)
            self._logged_at, self._evicted = now, 0
