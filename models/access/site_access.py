"""Grants of sites to users, and service tokens of devices."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.access.principal import Principal
from models.access.revocations import Revocation
from models.enums import Role

# Tells a service token from a JWT, and finds one that was published by mistake.
SERVICE_TOKEN_PREFIX = "wgs_"  # noqa: S105  (not a token)
# Users of service tokens are named so. No identity provider's user may be.
SERVICE_USER_PREFIX = "token:"
MAX_SITES = 1000


@dataclass(frozen=True, slots=True)
class SiteGrant:
    """The sites that a user may see at most; None: every site."""

    organization: str
    user_id: str
    sites: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """A stored grant, with its time and author."""

    grant: SiteGrant
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class NewServiceToken:
    """A service token to be stored. name: unique among the organization's that are not revoked."""

    name: str
    role: Role
    sites: frozenset[str] | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A service token that is not revoked, as a process checks it. sites: None: every site."""

    id: UUID
    organization: str
    name: str
    role: Role
    sites: frozenset[str] | None
    token_hash: bytes
    expires_at: datetime | None
    created_at: datetime

    def to_principal(self) -> Principal:
        """The caller who has the token."""
        return Principal(
            user_id=f"{SERVICE_USER_PREFIX}{self.name}",
            organization=self.organization,
            roles=frozenset({self.role}),
            expires_at=self.expires_at,
            issued_at=self.created_at,
            token_id=str(self.id),
            sites=self.sites,
            token_sites=self.sites,
        )


@dataclass(frozen=True, slots=True)
class ListedServiceToken:
    """A service token as it is listed, also one that is revoked or has expired."""

    id: UUID
    new: NewServiceToken
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What a process has to know of all organizations to let a caller in."""

    revocations: Sequence[tuple[str, Revocation]] = ()
    grants: Sequence[SiteGrant] = ()
    service_tokens: Sequence[ServiceToken] = ()


def generate_service_token() -> str:
    """A new token: 256 random bits after the prefix."""
    return SERVICE_TOKEN_PREFIX + secrets.token_urlsafe(32)


def hash_service_token(token: str) -> bytes:
    """What is stored of a token. It is random enough that nobody finds it from a plain SHA-256."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
