"""The process's copy of who is let in and to which sites: revoked tokens, grants of sites and service tokens.

It is refreshed every second and checked for each request. A change takes effect in every process within
MAX_DELAY_SECONDS, also on open connections. A process whose copy is older than MAX_AGE_SECONDS refuses everybody until
it can read again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal, Protocol
from uuid import UUID

import asyncpg

from datasources.identity.revocation_list import RevocationList
from models.access.principal import Principal
from models.access.site_access import SERVICE_USER_PREFIX, AccessRules, ServiceToken, hash_service_token
from models.errors import Unauthenticated, Unavailable

_log = logging.getLogger(__name__)
REFRESH_SECONDS = 1.0
# The sum of the pause before a read, the read, and replacing a lost connection.
MAX_DELAY_SECONDS = 5.0
# Longer than a restart or failover of the database.
MAX_AGE_SECONDS = 30.0
_FIRST_READ_TIMEOUT_SECONDS = 5.0
# The use of a service token is stored at most so often.
_NOTE_USE_SECONDS = 60.0
_FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
SitesDefault = Literal["all", "none"]


class AccessChange(Enum):
    """Why a connection that is open has to end."""

    REVOKED = "revoked"
    SITES = "sites"


class AccessRulesReader(Protocol):
    async def read_changes(self) -> AccessRules | None: ...
    async def note_used(self, service_token_ids: set[UUID], /) -> None: ...


@dataclass(frozen=True, slots=True)
class _Copy:
    """The rules, by what they are looked up with. A grant's None means every site."""

    revocations: RevocationList = field(default_factory=RevocationList)
    grants: Mapping[tuple[str, str], frozenset[str] | None] = field(default_factory=dict)
    tokens: Mapping[bytes, ServiceToken] = field(default_factory=dict)
    token_ids: frozenset[str] = frozenset()

    @classmethod
    def from_rules(cls, rules: AccessRules) -> "_Copy":
        return cls(
            RevocationList(rules.revocations),
            {(grant.organization, grant.user_id): grant.sites for grant in rules.grants},
            {token.token_hash: token for token in rules.service_tokens},
            frozenset(str(token.id) for token in rules.service_tokens),
        )

    def revokes(self, principal: Principal) -> bool:
        # A service token that is revoked is not in the copy any more.
        is_gone = principal.user_id.startswith(SERVICE_USER_PREFIX) and principal.token_id not in self.token_ids
        return is_gone or self.revocations.revokes(principal)

    def find_sites(self, principal: Principal, default: SitesDefault) -> frozenset[str] | None:
        """The sites that both the token and the user's grant allow; None: every site."""
        key, claimed = (principal.organization, principal.user_id), principal.token_sites
        if key not in self.grants:
            # Whoever made a service token has decided about its sites.
            decided = claimed is not None or principal.user_id.startswith(SERVICE_USER_PREFIX)
            return claimed if decided or default == "all" else frozenset()
        granted = self.grants[key]
        if granted is None or claimed is None:
            return claimed if granted is None else granted
        return claimed & granted


class AccessList:
    """One per process. `watch` keeps it current; checks before the first read wait for it.

    sites_default: what a user sees whom neither the token nor a grant limits.
    """

    def __init__(
        self,
        open_reader: Callable[[], AbstractAsyncContextManager[AccessRulesReader]],
        sites_default: SitesDefault = "all",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_reader = open_reader
        self._sites_default: SitesDefault = sites_default
        self._clock = clock
        self._copy = _Copy()
        self._read_at: float | None = None
        self._attempted = asyncio.Event()
        self._unavailable = False
        self._subscribers: dict[object, tuple[Principal, Callable[[AccessChange], None]]] = {}
        self._noted_at: dict[UUID, float] = {}
        self._used_ids: set[UUID] = set()

    async def admit(self, principal: Principal) -> Principal:
        """The principal of a verified token, limited to the sites that its user may see.

        Raises Unauthenticated where the token is revoked, Unavailable where that is not known.
        """
        await self._require_fresh()
        if self.is_revoked(principal):
            raise Unauthenticated
        return self.limit(principal)

    async def admit_service_token(self, token: str) -> Principal:
        """The principal of a service token. Raises Unauthenticated; Unavailable where the tokens are not known."""
        await self._require_fresh()
        principal = self.find_service_token(token)
        if self.is_revoked(principal):
            raise Unauthenticated
        return principal

    def find_service_token(self, token: str) -> Principal:
        """The same by the last copy, however old it is, and without revocations by user or time."""
        found = self._copy.tokens.get(hash_service_token(token))
        if found is None:
            raise Unauthenticated
        if self._clock() - self._noted_at.get(found.id, -_NOTE_USE_SECONDS) >= _NOTE_USE_SECONDS:
            self._noted_at[found.id] = self._clock()
            self._used_ids.add(found.id)
        return self.limit(found.to_principal())

    def limit(self, principal: Principal) -> Principal:
        """The principal with the sites that the last copy allows it."""
        sites = self._copy.find_sites(principal, self._sites_default)
        return principal if sites == principal.sites else replace(principal, sites=sites)

    def is_revoked(self, principal: Principal) -> bool:
        """Whether by the last copy the principal's token is revoked."""
        return self._copy.revokes(principal)

    def subscribe(self, principal: Principal, end: Callable[[AccessChange], None]) -> Callable[[], None]:
        """Call `end` once when the principal's token is revoked, or its sites are others than now.

        Returns a function that cancels the subscription.
        """
        key = object()
        self._subscribers[key] = (principal, end)
        change = self._find_change(principal)
        if change is not None:
            # It arrived after the token was checked.
            asyncio.get_running_loop().call_soon(self._end_subscription, key, change)
        return lambda: self._end_subscription(key, None)

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
        async with self._open_reader() as reader:
            while True:
                started_at = self._clock()
                rules = await reader.read_changes()
                if rules is not None:
                    self.replace_all(rules)
                self._read_at, self._unavailable = started_at, False
                self._attempted.set()
                if self._used_ids:
                    used, self._used_ids = self._used_ids, set()
                    await reader.note_used(used)
                await asyncio.sleep(REFRESH_SECONDS)

    def _log_once(self, error: Exception) -> None:
        if not self._unavailable:
            _log.warning("Access rules cannot be read", extra={"cause": type(error).__name__})
        self._unavailable = True

    def replace_all(self, rules: AccessRules) -> None:
        """Replace the copy, and end the subscriptions that it changes."""
        self._copy = _Copy.from_rules(rules)
        known = {token.id for token in rules.service_tokens}
        self._noted_at = {id_: moment for id_, moment in self._noted_at.items() if id_ in known}
        for key, (principal, _) in list(self._subscribers.items()):
            change = self._find_change(principal)
            if change is not None:
                self._end_subscription(key, change)

    def _find_change(self, principal: Principal) -> AccessChange | None:
        if self.is_revoked(principal):
            return AccessChange.REVOKED
        return None if self.limit(principal).sites == principal.sites else AccessChange.SITES

    def _end_subscription(self, key: object, change: AccessChange | None) -> None:
        subscription = self._subscribers.pop(key, None)
        if subscription is not None and change is not None:
            subscription[1](change)

    async def _require_fresh(self) -> None:
        if not self._is_fresh():
            try:
                async with asyncio.timeout(_FIRST_READ_TIMEOUT_SECONDS):
                    await self._attempted.wait()
            except TimeoutError:
                pass
            if not self._is_fresh():
                raise Unavailable(service="database")

    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._clock() - self._read_at <= MAX_AGE_SECONDS
