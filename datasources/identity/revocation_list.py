"""Which tokens are revoked, as this process knows it: read again every second, asked for each request.

A revocation takes hold in every process within TAKES_HOLD_SECONDS, also on what is open already. A process that could
not read for MOST_AGE_SECONDS knows nothing any more, and lets nobody in until it can.
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
# A read, the pause before it, and a lost connection that is replaced in between.
MAX_DELAY_SECONDS = 5.0
# Longer than a database takes to be started again or to fail over.
MAX_AGE_SECONDS = 30.0
_FIRST_READ_TIMEOUT_SECONDS = 5.0
_FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@dataclass(slots=True)
class _OrganizationRevocations:
    """token_ids: single ones. before: what was issued earlier; of everybody, or by user."""

    token_ids: set[str] = field(default_factory=set)
    issued_before: datetime | None = None
    issued_before_by_user: dict[str, datetime] = field(default_factory=dict)

    def add(self, what: Revocation) -> None:
        if what.token_id is not None:
            self.token_ids.add(what.token_id)
        elif what.issued_before is not None and what.user_id is None:
            self.issued_before = max(self.issued_before or what.issued_before, what.issued_before)
        elif what.issued_before is not None and what.user_id is not None:
            known = self.issued_before_by_user.get(what.user_id, what.issued_before)
            self.issued_before_by_user[what.user_id] = max(known, what.issued_before)

    def revokes(self, principal: Principal) -> bool:
        if principal.token_id in self.token_ids:
            return True
        floors = (self.issued_before, self.issued_before_by_user.get(principal.user_id))
        # A token that does not say when it was issued may be any old one.
        issued = principal.issued_at
        return any(floor is not None and (issued is None or issued < floor) for floor in floors)


class RevokedTokens:
    """One a process. `watch` keeps it true; before its first look, whoever asks waits for that."""

    def __init__(self, rows: Revocations, clock: Callable[[], float] = time.monotonic) -> None:
        self._rows = rows
        self._clock = clock
        self._by_organization: dict[str, _OrganizationRevocations] = {}
        self._read_at: float | None = None
        self._attempted = asyncio.Event()
        self._unavailable = False
        self._subscribers: dict[object, tuple[Principal, Callable[[], None]]] = {}

    async def check(self, principal: Principal) -> None:
        """Raises Unauthenticated for one whose token is revoked, Unavailable where that cannot be known."""
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
        """Whether its token is revoked, as far as is known."""
        of = self._by_organization.get(principal.organization)
        return of is not None and of.revokes(principal)

    def subscribe(self, principal: Principal, end: Callable[[], None]) -> Callable[[], None]:
        """Call `end` once when the principal's token is revoked; what is answered stops following."""
        key = object()
        self._subscribers[key] = (principal, end)
        if self.is_revoked(principal):
            # Since it was checked.
            asyncio.get_running_loop().call_soon(self._end_subscription, key)
        return lambda: self._end_subscription(key, quietly=True)

    async def watch(self) -> None:
        """Keep what is known true, until cancelled. A database that is away does not end it."""
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
                began = self._clock()
                found = await reader.read_changes()
                if found is not None:
                    self.replace_all(found)
                self._read_at, self._unavailable = began, False
                self._attempted.set()
                await asyncio.sleep(REFRESH_SECONDS)

    def _log_once(self, error: Exception) -> None:
        if not self._unavailable:
            _log.warning("Revoked tokens cannot be read just now", extra={"cause": type(error).__name__})
        self._unavailable = True

    def replace_all(self, found: Iterable[tuple[str, Revocation]]) -> None:
        """Know these and no others, and end what they revoke."""
        of: dict[str, _OrganizationRevocations] = {}
        for organization, what in found:
            of.setdefault(organization, _OrganizationRevocations()).add(what)
        self._by_organization = of
        if of:
            for key in [key for key, (principal, _) in self._subscribers.items() if self.is_revoked(principal)]:
                self._end_subscription(key)

    def _end_subscription(self, key: object, *, quietly: bool = False) -> None:
        follower = self._subscribers.pop(key, None)
        if follower is not None and not quietly:
            follower[1]()

    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._clock() - self._read_at <= MAX_AGE_SECONDS
