"""`python -m worker tokens`: revoke access tokens, make service tokens, grant sites; list that, or undo it."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TextIO
from uuid import UUID

from models.access.principal import Principal
from models.access.revocations import Revocation, StoredRevocation
from models.access.site_access import ListedServiceToken, NewServiceToken, StoredGrant

COMMAND = "python -m worker tokens"


class RevocationStore(Protocol):
    """Storage of revocations, such as `datasources.postgres.access.revocations`."""

    async def add(self, principal: Principal, revocation: Revocation) -> UUID: ...
    async def remove(self, principal: Principal, id_: UUID) -> Revocation | None: ...
    async def list_all(self, principal: Principal) -> Sequence[StoredRevocation]: ...


class ServiceTokenStore(Protocol):
    """Storage of service tokens, such as `datasources.postgres.access.service_tokens`."""

    async def create(self, principal: Principal, new: NewServiceToken) -> tuple[UUID, str] | None: ...
    async def revoke(self, principal: Principal, name: str) -> bool: ...
    async def list_all(self, principal: Principal) -> Sequence[ListedServiceToken]: ...


class GrantStore(Protocol):
    """Storage of grants, such as `datasources.postgres.access.site_grants`."""

    async def put(self, principal: Principal, user_id: str, sites: frozenset[str] | None) -> None: ...
    async def remove(self, principal: Principal, user_id: str) -> bool: ...
    async def list_all(self, principal: Principal) -> Sequence[StoredGrant]: ...


@dataclass(frozen=True, slots=True)
class TokenStores:
    """Where the command reads and writes."""

    revocations: RevocationStore
    service_tokens: ServiceTokenStore
    grants: GrantStore


class TokenCommand:
    """actor: the caller in the audit log. effective_seconds: until a change is effective in all processes."""

    def __init__(
        self,
        stores: TokenStores,
        stream: TextIO,
        actor: str,
        effective_seconds: float,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._stream = stream
        self._actor = actor
        self._effective_seconds = effective_seconds
        self._clock = clock

    async def run(self, arguments: argparse.Namespace) -> bool:
        """Run the command. False where what it should undo or make is not there, or there already.

        Raises WatchgraphError.
        """
        principal = Principal(self._actor, arguments.organization, frozenset())
        match arguments.act:
            case "revoke":
                return await self._revoke(principal, arguments)
            case "lift":
                return await self._lift(principal, arguments.id)
            case "create":
                return await self._create(principal, arguments)
            case "grant":
                return await self._grant(principal, arguments)
            case "ungrant":
                return await self._ungrant(principal, arguments.user)
            case "grants":
                return await self._list_grants(principal)
        return await self._list(principal)

    async def _revoke(self, principal: Principal, arguments: argparse.Namespace) -> bool:
        if arguments.name is not None:
            return await self._revoke_service_token(principal, arguments.name)
        if arguments.jti is not None:
            revocation = Revocation(token_id=arguments.jti)
        else:
            revocation = Revocation(user_id=arguments.user, issued_before=arguments.before or self._clock())
        id_ = await self._stores.revocations.add(principal, revocation)
        self._print_line(f"{id_}  {_describe(revocation)}")
        self._print_delay()
        return True

    async def _revoke_service_token(self, principal: Principal, name: str) -> bool:
        if not await self._stores.service_tokens.revoke(principal, name):
            self._print_line(
                f"{escape(principal.organization)} has no service token {escape(name)} that is not revoked:"
                f" {COMMAND} list shows those there are"
            )
            return False
        self._print_line(f"The service token {escape(name)} is revoked. Nothing lifts that: create another.")
        self._print_delay()
        return True

    async def _lift(self, principal: Principal, id_: UUID) -> bool:
        revocation = await self._stores.revocations.remove(principal, id_)
        if revocation is None:
            self._print_line(
                f"{id_}  is no revocation of {escape(principal.organization)}: {COMMAND} list shows those there are"
            )
            return False
        self._print_line(f"{id_}  lifted; taken again, if nothing else revokes them: {_describe(revocation)}")
        return True

    async def _create(self, principal: Principal, arguments: argparse.Namespace) -> bool:
        expires_at = None if arguments.days is None else self._clock() + timedelta(days=arguments.days)
        new = NewServiceToken(arguments.name, arguments.role, _to_sites(arguments.sites), expires_at)
        made = await self._stores.service_tokens.create(principal, new)
        if made is None:
            self._print_line(
                f"{escape(principal.organization)} has a service token {escape(new.name)} already: choose another name,"
                f" or first {COMMAND} revoke --name {escape(new.name)}"
            )
            return False
        id_, token = made
        self._print_line(f"{id_}  {_describe_service_token(new)}")
        self._print_line(token)
        self._print_line(
            "This is the token, shown once: only its hash is kept. Send it as Authorization: Bearer TOKEN."
        )
        self._print_delay()
        return True

    async def _grant(self, principal: Principal, arguments: argparse.Namespace) -> bool:
        sites = _to_sites(arguments.sites)
        await self._stores.grants.put(principal, arguments.user, sites)
        self._print_line(f"{escape(arguments.user)} sees {_describe_sites(sites)}, as far as the token allows it.")
        self._print_delay()
        return True

    async def _ungrant(self, principal: Principal, user_id: str) -> bool:
        if not await self._stores.grants.remove(principal, user_id):
            self._print_line(f"{escape(user_id)} has no grant: {COMMAND} grants shows those there are")
            return False
        self._print_line(f"The grant of {escape(user_id)} is withdrawn: the token alone says which sites they see.")
        self._print_delay()
        return True

    async def _list_grants(self, principal: Principal) -> bool:
        stored = await self._stores.grants.list_all(principal)
        for row in stored:
            sites = _describe_sites(row.grant.sites)
            self._print_line(f"{escape(row.grant.user_id)}  {sites}  ({_format(row.created_at)}, {row.created_by})")
        if not stored:
            self._print_line(f"No user of {escape(principal.organization)} has a grant.")
        return True

    async def _list(self, principal: Principal) -> bool:
        stored = await self._stores.revocations.list_all(principal)
        for row in stored:
            when = _format(row.created_at)
            self._print_line(f"{row.id}  {_describe(row.revocation)}  ({when}, {row.created_by})")
        if not stored:
            self._print_line(f"No tokens of {escape(principal.organization)} are revoked.")
        for token in await self._stores.service_tokens.list_all(principal):
            self._print_line(self._format_service_token(token))
        return True

    def _format_service_token(self, token: ListedServiceToken) -> str:
        state = "valid"
        if token.revoked_at is not None:
            state = f"revoked {_format(token.revoked_at)}"
        elif token.new.expires_at is not None and token.new.expires_at <= self._clock():
            state = "expired"
        used = "never used" if token.last_used_at is None else f"last used {_format(token.last_used_at)}"
        made = f"({_format(token.created_at)}, {token.created_by})"
        return f"{token.id}  {_describe_service_token(token.new)}: {state}, {used}  {made}"

    def _print_delay(self) -> None:
        self._print_line(
            f"It takes hold within {self._effective_seconds:.0f} seconds, also on sockets and streams that are open."
        )

    def _print_line(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


def escape(name: str) -> str:
    """A name without control characters, which a terminal would obey: they are escaped."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)


def _to_sites(given: Sequence[str] | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given)


def _describe(revocation: Revocation) -> str:
    if revocation.token_id is not None:
        return f"the token with jti {escape(revocation.token_id)}"
    assert revocation.issued_before is not None
    whose = "everybody's tokens" if revocation.user_id is None else f"tokens of {escape(revocation.user_id)}"
    return f"{whose} issued before {_format(revocation.issued_before)}"


def _describe_service_token(new: NewServiceToken) -> str:
    ends = "does not expire" if new.expires_at is None else f"until {_format(new.expires_at)}"
    return f"service token {escape(new.name)}, {new.role}, for {_describe_sites(new.sites)}, {ends}"


def _describe_sites(sites: frozenset[str] | None) -> str:
    return "every site" if sites is None else ", ".join(map(escape, sorted(sites)))


def _format(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
