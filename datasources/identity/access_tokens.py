"""Who asks: access tokens (JWT, RFC 7519), under our own key or an identity provider's keys, read as a principal."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt

from datasources.identity.jwks import KeySet, VerificationKey
from datasources.identity.revocation_list import RevokedTokens
from models.access.claims import find_flaw, find_organization_flaw
from models.access.principal import Principal
from models.enums import Role
from models.errors import Unauthenticated

_log = logging.getLogger(__name__)
LEEWAY_SECONDS = 10
# Tokens for uploads are signed by the same key, but open no door.
_UPLOAD_AUDIENCES = frozenset({"watchgraph-upload", "watchgraph-thumbnail"})
_HS256 = "HS256"
# No provider's token is that long; reading endless ones takes its time.
_MAX_TOKEN_LENGTH = 16_384
# What can be revoked by its jti.
MAX_TOKEN_ID_LENGTH = 255
_CALENDAR_END = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Which claims say what. A name is taken as it is (`custom:organization`, `https://shop.example/roles`), else as a
    path (`realm_access.roles`). role_names: the provider's names of roles beside our own.
    """

    user: str = "sub"
    organization: str = "organization"
    roles: str = "roles"
    audience: str = "aud"
    role_names: Mapping[str, Role] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, names: Mapping[str, str]) -> "ClaimNames":
        """By the settings: user, organization, roles, audience, and role_names as `theirs=OURS,…`."""
        pairs = [pair.rpartition("=") for pair in names["role_names"].split(",") if pair]
        theirs = {name.strip(): Role(role) for name, _, role in pairs}
        return cls(names["user"], names["organization"], names["roles"], names["audience"], theirs)


@dataclass(frozen=True, slots=True)
class TokenRequirements:
    """iss and audience that a token must have; empty: any, but an upload token's."""

    issuer: str = ""
    audience: str = ""


class TokenVerifier:
    """With `keys` only the provider's tokens are taken; else those that SECRET_KEY signed; without either none.

    revoked: those of them that are taken no more.
    """

    def __init__(
        self,
        secret_key: str,
        keys: KeySet | None,
        claims: ClaimNames,
        expected: TokenRequirements,
        revoked: RevokedTokens | None = None,
    ) -> None:
        self._own_key = VerificationKey(secret_key, _HS256) if secret_key else None
        self._key_set = keys
        self._claim_names = claims
        self._requirements = expected
        self._revoked = revoked

    async def authenticate(self, token: str) -> Principal:
        """Who a token speaks for. Raises Unauthenticated for one that does not hold or was revoked, Unavailable where
        the keys to check it with, or what was revoked, cannot be had."""
        principal = await self.verify(token)
        if self._revoked is not None:
            await self._revoked.check(principal)
        return principal

    async def verify(self, token: str) -> Principal:
        """Whom a token names, revoked or not. Raises Unauthenticated, and Unavailable without keys to check it with."""
        if len(token) > _MAX_TOKEN_LENGTH:
            raise Unauthenticated
        try:
            return self._decode(token, await self._find_key(token))
        except (jwt.PyJWTError, RecursionError, UnicodeError, ValueError, OverflowError):
            # PyJWT lets pass what encoding a lone surrogate and reading what is nested too deep raise.
            raise Unauthenticated from None

    async def _find_key(self, token: str) -> VerificationKey:
        if self._key_set is None:
            if self._own_key is None:
                raise Unauthenticated
            return self._own_key
        header = jwt.get_unverified_header(token)
        # Of the header only `kid` is heeded, as a name among keys that we know; the algorithm is the key's own.
        kid = header.get("kid")
        found = await self._key_set.find(kid if isinstance(kid, str) else None)
        if found is None:
            raise Unauthenticated
        return found

    def _decode(self, token: str, signing: VerificationKey) -> Principal:
        claims = jwt.decode(
            token,
            signing.key,
            algorithms=[signing.algorithm],
            issuer=self._requirements.issuer or None,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp"], "verify_aud": False, "verify_iss": bool(self._requirements.issuer)},
        )
        self._check_audience(claims)
        user, organization = (
            _get_claim(claims, self._claim_names.user),
            _get_claim(claims, self._claim_names.organization),
        )
        if not (isinstance(user, str) and isinstance(organization, str)):
            raise Unauthenticated
        for claim, wrong in (("user", find_flaw(user)), ("organization", find_organization_flaw(organization))):
            if wrong is not None:
                _log.warning("A token's %s is not taken: it %s", claim, wrong)
                raise Unauthenticated
        roles, until = self._parse_roles(claims), parse_expiry(claims["exp"])
        return Principal(
            user, organization, roles, until, _parse_issued_at(claims.get("iat")), _parse_token_id(claims.get("jti"))
        )

    def _check_audience(self, claims: Mapping[str, Any]) -> None:
        told = _get_claim(claims, self._claim_names.audience)
        audiences = told if isinstance(told, list) else [] if told is None else [told]
        if any(isinstance(one, str) and one in _UPLOAD_AUDIENCES for one in (*audiences, claims.get("aud"))):
            raise Unauthenticated
        if self._requirements.audience and self._requirements.audience not in audiences:
            raise Unauthenticated
        if audiences and not self._requirements.audience:
            raise Unauthenticated

    def _parse_roles(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        told = _get_claim(claims, self._claim_names.roles)
        words: Sequence[Any] = told.split() if isinstance(told, str) else told if isinstance(told, list) else []
        known = {**Role.__members__, **self._claim_names.role_names}
        return frozenset(known[word] for word in words if isinstance(word, str) and word in known)


def parse_expiry(expiry: Any) -> datetime:
    """The moment from which a token with this `exp` is refused. What lies beyond the calendar's end lies at its end."""
    seconds = min(int(expiry) + LEEWAY_SECONDS, int(_CALENDAR_END.timestamp()))
    return datetime.fromtimestamp(seconds, UTC)


def _parse_issued_at(told: Any) -> datetime | None:
    """The moment of an `iat`, which PyJWT has found to be a number, and not in the future; None without one."""
    return None if told is None else datetime.fromtimestamp(max(float(told), 0.0), UTC)


def _parse_token_id(told: Any) -> str | None:
    return told if isinstance(told, str) and 0 < len(told) <= MAX_TOKEN_ID_LENGTH else None


def _get_claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, else by a path of names joined by dots."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
