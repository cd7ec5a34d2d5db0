"""Verifies access tokens (JWT, RFC 7519), signed by our key or an identity provider's, and reads the principal."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt

from datasources.identity.access_list import AccessList
from datasources.identity.claim_values import MISSING, find_claim, parse_sites
from datasources.identity.jwks import KeySet, VerificationKey
from datasources.identity.verified_tokens import VerifiedTokens
from models.access.claims import find_organization_flaw, find_user_flaw
from models.access.principal import Principal
from models.access.site_access import SERVICE_TOKEN_PREFIX
from models.enums import Role
from models.errors import Unauthenticated

_log = logging.getLogger(__name__)
LEEWAY_SECONDS = 10
# Upload tokens are signed by the same key, but are not access tokens.
_UPLOAD_AUDIENCES = frozenset({"watchgraph-upload", "watchgraph-thumbnail"})
_HS256 = "HS256"
# Longer than any provider's token; decoding very long ones would cost time.
_MAX_TOKEN_LENGTH = 16_384
# Longest jti that a token can be revoked by.
MAX_TOKEN_ID_LENGTH = 255
_CALENDAR_END = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Names of the claims to read: first as a whole name (`custom:organization`, `https://shop.example/roles`), then as
    a path (`realm_access.roles`). role_names: the provider's role names, in addition to ours.
    """

    user: str = "sub"
    organization: str = "organization"
    roles: str = "roles"
    sites: str = "sites"
    audience: str = "aud"
    role_names: Mapping[str, Role] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, names: Mapping[str, str]) -> "ClaimNames":
        """From the settings user, organization, roles, sites, audience, and role_names as `theirs=OURS,…`."""
        pairs = [pair.rpartition("=") for pair in names["role_names"].split(",") if pair]
        theirs = {name.strip(): Role(role) for name, _, role in pairs}
        claims = {name: names[name] for name in ("user", "organization", "roles", "sites", "audience")}
        return cls(**claims, role_names=theirs)


@dataclass(frozen=True, slots=True)
class TokenRequirements:
    """Required issuer and audience. An empty issuer allows any; without an audience, a token may name none."""

    issuer: str = ""
    audience: str = ""


class TokenVerifier:
    """With `keys`, accepts only the provider's tokens; otherwise those that SECRET_KEY signed; without either, none.

    access: what tokens to refuse although they are valid, which sites their users may see, and the service tokens,
    which are accepted beside the others.
    """

    def __init__(
        self,
        secret_key: str,
        keys: KeySet | None,
        claims: ClaimNames,
        expected: TokenRequirements,
        access: AccessList | None = None,
    ) -> None:
        self._own_key = VerificationKey(secret_key, _HS256) if secret_key else None
        self._key_set = keys
        self._claim_names = claims
        self._requirements = expected
        self._access = access
        self._verified = VerifiedTokens()

    async def authenticate(self, token: str) -> Principal:
        """The principal of a token. Raises Unauthenticated for an invalid or revoked token; Unavailable where keys or
        revocations cannot be read."""
        if self._access is None:
            return await self.verify(token)
        if token.startswith(SERVICE_TOKEN_PREFIX):
            return self._check_expiry(await self._access.admit_service_token(token))
        return await self._access.admit(await self.verify(token))

    async def verify(self, token: str) -> Principal:
        """The principal of a token, whether revoked or not. Raises Unauthenticated; Unavailable without keys."""
        if len(token) > _MAX_TOKEN_LENGTH:
            raise Unauthenticated
        if token.startswith(SERVICE_TOKEN_PREFIX) and self._access is not None:
            return self._check_expiry(self._access.find_service_token(token))
        try:
            # A provider may withdraw a key at any time.
            key = await self._find_key(token)
            return self._verified.find(token, key) or self._verified.store(token, key, self._decode(token, key))
        except (jwt.PyJWTError, RecursionError, UnicodeError, ValueError, OverflowError):
            # PyJWT does not catch the errors of lone surrogates and of too deep nesting.
            raise Unauthenticated from None

    def _check_expiry(self, principal: Principal) -> Principal:
        if principal.expires_at is not None and principal.expires_at <= datetime.now(UTC):
            raise Unauthenticated
        return principal

    async def _find_key(self, token: str) -> VerificationKey:
        if self._key_set is None:
            if self._own_key is None:
                raise Unauthenticated
            return self._own_key
        header = jwt.get_unverified_header(token)
        # Only `kid` is read from the header, to choose among known keys; the key defines the algorithm.
        kid = header.get("kid")
        key = await self._key_set.find(kid if isinstance(kid, str) else None)
        if key is None:
            raise Unauthenticated
        return key

    def _decode(self, token: str, verification_key: VerificationKey) -> Principal:
        claims = jwt.decode(
            token,
            verification_key.key,
            algorithms=[verification_key.algorithm],
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
        for claim, flaw in (("user", find_user_flaw(user)), ("organization", find_organization_flaw(organization))):
            if flaw is not None:
                _log.warning("A token's %s is not taken: it %s", claim, flaw)
                raise Unauthenticated
        sites = parse_sites(find_claim(claims, self._claim_names.sites))
        return Principal(
            user,
            organization,
            self._parse_roles(claims),
            parse_expiry(claims["exp"]),
            _parse_issued_at(claims.get("iat")),
            _parse_token_id(claims.get("jti")),
            sites=sites,
            token_sites=sites,
        )

    def _check_audience(self, claims: Mapping[str, Any]) -> None:
        audience_claim = _get_claim(claims, self._claim_names.audience)
        audiences = (
            audience_claim if isinstance(audience_claim, list) else [] if audience_claim is None else [audience_claim]
        )
        if any(
            isinstance(audience, str) and audience in _UPLOAD_AUDIENCES for audience in (*audiences, claims.get("aud"))
        ):
            raise Unauthenticated
        if self._requirements.audience and self._requirements.audience not in audiences:
            raise Unauthenticated
        if audiences and not self._requirements.audience:
            raise Unauthenticated

    def _parse_roles(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        roles_claim = _get_claim(claims, self._claim_names.roles)
        words: Sequence[Any] = (
            roles_claim.split()
            if isinstance(roles_claim, str)
            else roles_claim
            if isinstance(roles_claim, list)
            else []
        )
        known = {**Role.__members__, **self._claim_names.role_names}
        return frozenset(known[word] for word in words if isinstance(word, str) and word in known)


def parse_expiry(expiry: Any) -> datetime:
    """The time from which a token with this `exp` is refused, at most the end of the year 9999."""
    seconds = min(int(expiry) + LEEWAY_SECONDS, int(_CALENDAR_END.timestamp()))
    return datetime.fromtimestamp(seconds, UTC)


def _parse_issued_at(issued_at: Any) -> datetime | None:
    """The time of an `iat` claim; None without one. PyJWT has checked that it is a number and not in the future."""
    return None if issued_at is None else datetime.fromtimestamp(max(float(issued_at), 0.0), UTC)


def _parse_token_id(token_id: Any) -> str | None:
    return token_id if isinstance(token_id, str) and 0 < len(token_id) <= MAX_TOKEN_ID_LENGTH else None


def _get_claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name or path; None where there is none."""
    value = find_claim(claims, name)
    return None if value is MISSING else value
