"""The process's copy of the revoked tokens: refreshed every second, checked for each request.

A revocation takes effect in every process within MAX_DELAY_SECONDS, also on open connections. A process whose copy is
older than MAX_AGE_SECONDS refuses everybody until it can read again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from datasources.postgres.tables.revocations import Revocations
from models.access.principal import Principal
from models.access.revocations import Revocation
from models.errors import Unauthenticated, Unavailable

_log = logging.getLogger(__name__)
REFRESH_SECONDS = 1.0
# The sum of the pause before a read, the read, and replacing a lost connection.
MAX_DELAY_SECONDS = 5.0
# Longer than a restart or failover of the database.
MAX_AGE_SECONDS = 30.0
_FIRST_READ_TIMEOUT_SECONDS = 5.0
_FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@dataclass(slots=True)
class _OrganizationRevocations:
    """Revoked token ids, and the times before which issued tokens are revoked: of everybody, and by user."""

    token_ids: set[str] = field(default_factory=set)
    issued_before: datetime | None = None
    issued_before_by_user: dict[str, datetime] = field(default_factory=dict)

    def add(self, revocation: Revocation) -> None:
        if revocation.token_id is not None:
            self.token_ids.add(revocation.token_id)
        elif revocation.issued_before is not None and revocation.user_id is None:
            self.issued_before = max(self.issued_before or revocation.issued_before, revocation.issued_before)
        elif revocation.issued_before is not None and revocation.user_id is not None:
            known = self.issued_before_by_user.get(revocation.user_id, revocation.issued_before)
            self.issued_before_by_user[revocation.user_id] = max(known, revocation.issued_before)

    def revokes(self, principal: Principal) -> bool:
        if principal.token_id in self.token_ids:
            return True
        floors = (self.issued_before, self.issued_before_by_user.get(principal.user_id))
        # A token without an issue time may be older than the revocation.
        issued = principal.issued_at
        return any(floor is not None and (issued is None or issued < floor) for floor in floors)


class RevokedTokens:
    """One per process. `watch` keeps it current; checks before the first read wait for it."""

    def __init__(self, rows: Revocations, clock: Callable[[], float] = time.monotonic) -> None:
        self._rows = rows
        self._clock = clock
        self._by_organization: dict[str, _OrganizationRevocations] = {}
        self._read_at: float | None = None
        self._attempted = asyncio.Event()
        self._unavailable = False
        self._subscribers: dict[object, tuple[Principal, Callable[[], None]]] = {}

    async def check(self, principal: Principal) -> None:
        """Raises Unauthenticated where the token is revoked, Unavailable where the revocations are unknown."""
        if not self._is_fresh():
            try:
                async with asyncio.timeout(_FIRST_READ_TIMEOUT_SECONDS):
                    await self._attempted.wait()
            except TimeoutError:
                pass
            if not self._is_fresh():
                raise Unavailable(service="database")
        if self.is_revoked(principal):
            raise Unauthenticated

    def is_revoked(self, principal: Principal) -> bool:
        """Whether the last copy contains the principal's token."""
        revocations = self._by_organization.get(principal.organization)
        return revocations is not None and revocations.revokes(principal)

    def subscribe(self, principal: Principal, end: Callable[[], None]) -> Callable[[], None]:
        """Call `end` once when the principal's token is revoked. Returns a function that cancels the subscription."""
        key = object()
        self._subscribers[key] = (principal, end)
        if self.is_revoked(principal):
            # The revocation arrived after the token was checked.
            asyncio.get_running_loop().call_soon(self._end_subscription, key)
        return lambda: self._end_subscription(key, quietly=True)

    async def watch(self) -> None:
        """Refresh the copy until cancelled, and reconnect after database failures."""
        while True:
            try:
                await self._watch_connection()
            except _FAILURES as error:
                self._log_once(error)
            self._attempted.set()
            await asyncio.sleep(REFRESH_SECONDS / 2)

    async def _watch_connection(self) -> None:
        async with self._rows.open_reader() as reader:
            while True:
                started_at = self._clock()
                changes = await reader.read_changes()
                if changes is not None:
                    self.replace_all(changes)
                self._read_at, self._unavailable = started_at, False
                self._attempted.set()
                await asyncio.sleep(REFRESH_SECONDS)

    def _log_once(self, error: Exception) -> None:
        if not self._unavailable:
            _log.warning("Revoked tokens cannot be read", extra={"cause": type(error).__name__})
        self._unavailable = True

    def replace_all(self, revocations: Iterable[tuple[str, Revocation]]) -> None:
        """Replace the copy, and end the subscriptions of revoked tokens."""
        by_organization: dict[str, _OrganizationRevocations] = {}
        for organization, revocation in revocations:
            by_organization.setdefault(organization, _OrganizationRevocations()).add(revocation)
        self._by_organization = by_organization
        if by_organization:
            for key in [key for key, (principal, _) in self._subscribers.items() if self.is_revoked(principal)]:
                self._end_subscription(key)

    def _end_subscription(self, key: object, *, quietly: bool = False) -> None:
        subscription = self._subscribers.pop(key, None)
        if subscription is not None and not quietly:
            subscription[1]()

    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._clock() - self._read_at <= MAX_AGE_SECONDS
