"""Who asks: access tokens (JWT, RFC 7519), under our own key or an identity provider's keys, read as a principal."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt

from datasources.identity.jwks import KeySet, Signing
from datasources.identity.revocation_list import RevokedTokens
from models.access.claims import flaw, organization_flaw
from models.access.principal import Principal
from models.enums import Role
from models.errors import Unauthenticated

_log = logging.getLogger(__name__)
LEEWAY_SECONDS = 10
# Tokens for uploads are signed by the same key, but open no door.
_OF_UPLOADS = frozenset({"watchgraph-upload", "watchgraph-thumbnail"})
_HS256 = "HS256"
# No provider's token is that long; reading endless ones takes its time.
_LONGEST = 16_384
# What can be revoked by its jti.
LONGEST_TOKEN_ID = 255
_CALENDAR_END = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claims:
    """Which claims say what. A name is taken as it is (`custom:organization`, `https://shop.example/roles`), else as a
    path (`realm_access.roles`). role_names: the provider's names of roles beside our own.
    """

    user: str = "sub"
    organization: str = "organization"
    roles: str = "roles"
    audience: str = "aud"
    role_names: Mapping[str, Role] = field(default_factory=dict)

    @classmethod
    def named(cls, names: Mapping[str, str]) -> "Claims":
        """By the settings: user, organization, roles, audience, and role_names as `theirs=OURS,…`."""
        pairs = [pair.rpartition("=") for pair in names["role_names"].split(",") if pair]
        theirs = {name.strip(): Role(role) for name, _, role in pairs}
        return cls(names["user"], names["organization"], names["roles"], names["audience"], theirs)


@dataclass(frozen=True, slots=True)
class Expected:
    """iss and audience that a token must have; empty: any, but an upload token's."""

    issuer: str = ""
    audience: str = ""


class Identity:
    """With `keys` only the provider's tokens are taken; else those that SECRET_KEY signed; without either none.

    revoked: those of them that are taken no more.
    """

    def __init__(
        self,
        secret_key: str,
        keys: KeySet | None,
        claims: Claims,
        expected: Expected,
        revoked: RevokedTokens | None = None,
    ) -> None:
        self._own = Signing(secret_key, _HS256) if secret_key else None
        self._keys = keys
        self._claims = claims
        self._expected = expected
        self._revoked = revoked

    async def principal(self, token: str) -> Principal:
        """Who a token speaks for. Raises Unauthenticated for one that does not hold or was revoked, Unavailable where
        the keys to check it with, or what was revoked, cannot be had."""
        principal = await self.signed(token)
        if self._revoked is not None:
            await self._revoked.check(principal)
        return principal

    async def signed(self, token: str) -> Principal:
        """Whom a token names, revoked or not. Raises Unauthenticated, and Unavailable without keys to check it with."""
        if len(token) > _LONGEST:
            raise Unauthenticated
        try:
            return self._read(token, await self._signing(token))
        except (jwt.PyJWTError, RecursionError, UnicodeError, ValueError, OverflowError):
            # PyJWT lets pass what encoding a lone surrogate and reading what is nested too deep raise.
            raise Unauthenticated from None

    async def _signing(self, token: str) -> Signing:
        if self._keys is None:
            if self._own is None:
                raise Unauthenticated
            return self._own
        header = jwt.get_unverified_header(token)
        # Of the header only `kid` is heeded, as a name among keys that we know; the algorithm is the key's own.
        kid = header.get("kid")
        found = await self._keys.find(kid if isinstance(kid, str) else None)
        if found is None:
            raise Unauthenticated
        return found

    def _read(self, token: str, signing: Signing) -> Principal:
        claims = jwt.decode(
            token,
            signing.key,
            algorithms=[signing.algorithm],
            issuer=self._expected.issuer or None,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp"], "verify_aud": False, "verify_iss": bool(self._expected.issuer)},
        )
        self._check_audience(claims)
        user, organization = _found(claims, self._claims.user), _found(claims, self._claims.organization)
        if not (isinstance(user, str) and isinstance(organization, str)):
            raise Unauthenticated
        for claim, wrong in (("user", flaw(user)), ("organization", organization_flaw(organization))):
            if wrong is not None:
                _log.warning("A token's %s is not taken: it %s", claim, wrong)
                raise Unauthenticated
        roles, until = self._roles(claims), taken_until(claims["exp"])
        return Principal(user, organization, roles, until, _issued_at(claims.get("iat")), _token_id(claims.get("jti")))

    def _check_audience(self, claims: Mapping[str, Any]) -> None:
        told = _found(claims, self._claims.audience)
        audiences = told if isinstance(told, list) else [] if told is None else [told]
        if any(isinstance(one, str) and one in _OF_UPLOADS for one in (*audiences, claims.get("aud"))):
            raise Unauthenticated
        if self._expected.audience and self._expected.audience not in audiences:
            raise Unauthenticated
        if audiences and not self._expected.audience:
            raise Unauthenticated

    def _roles(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        told = _found(claims, self._claims.roles)
        words: Sequence[Any] = told.split() if isinstance(told, str) else told if isinstance(told, list) else []
        known = {**Role.__members__, **self._claims.role_names}
        return frozenset(known[word] for word in words if isinstance(word, str) and word in known)


def taken_until(expiry: Any) -> datetime:
    """The moment from which a token with this `exp` is refused. What lies beyond the calendar's end lies at its end."""
    seconds = min(int(expiry) + LEEWAY_SECONDS, int(_CALENDAR_END.timestamp()))
    return datetime.fromtimestamp(seconds, UTC)


def _issued_at(told: Any) -> datetime | None:
    """The moment of an `iat`, which PyJWT has found to be a number, and not in the future; None without one."""
    return None if told is None else datetime.fromtimestamp(max(float(told), 0.0), UTC)


def _token_id(told: Any) -> str | None:
    return told if isinstance(told, str) and 0 < len(told) <= LONGEST_TOKEN_ID else None


def _found(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, else by a path of names joined by dots."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
