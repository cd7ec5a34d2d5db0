"""Tokens of an identity provider: whose keys are taken, how they are kept, and what tricks come to nothing."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.jwks import CACHE_SECONDS, MAX_STALE_SECONDS, RETRY_PAUSE_SECONDS, KeySet
from models.access.principal import Principal
from models.enums import Role
from models.errors import Unauthenticated, Unavailable
from tests.datasources.identity.signing import AUDIENCE, ISSUER, KINDS, RSA, SHOP, public, token

KEY = "a key of thirty-two characters or more"


class Provider:
    """A provider's endpoint, with a clock to turn."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys = list(keys) or [public(name, name) for name in KINDS]
        self.fetched = 0
        self.now = 1000.0
        self.broken: Exception | None = None
        self.set = KeySet(self.fetch, lambda: self.now)

    async def fetch(self) -> bytes:
        self.fetched += 1
        if self.broken is not None:
            raise self.broken
        return json.dumps({"keys": self.keys}).encode()

    def identity(self, claims: ClaimNames | None = None) -> TokenVerifier:
        return TokenVerifier(KEY, self.set, claims or ClaimNames(), TokenRequirements(ISSUER, AUDIENCE))


async def refused(identity: TokenVerifier, text: str) -> None:
    with pytest.raises(Unauthenticated):
        await identity.authenticate(text)


@pytest.mark.parametrize("algorithm", sorted(KINDS))
async def test_a_provider_s_token_tells_who_asks(algorithm: str) -> None:
    found = await Provider().identity().authenticate(token(algorithm))
    assert found == Principal("kim", "shop", frozenset({Role.OPERATOR}))


@pytest.mark.parametrize(
    ("claims", "given"),
    [
        (
            ClaimNames(roles="cognito:groups", organization="custom:organization", audience="client_id"),
            {
                "cognito:groups": ["OPERATOR", "others"],
                "custom:organization": "shop",
                "client_id": AUDIENCE,
                "aud": ...,
            },
        ),
        (
            ClaimNames(roles="https://shop.example/roles", organization="org_id"),
            {"https://shop.example/roles": ["OPERATOR"], "org_id": "shop", "aud": [AUDIENCE, "https://userinfo"]},
        ),
        (
            ClaimNames(roles="realm_access.roles", organization="tenant.name", user="preferred_username"),
            {"realm_access": {"roles": ["OPERATOR"]}, "tenant": {"name": "shop"}, "preferred_username": "kim"},
        ),
        (ClaimNames(roles="scope", role_names={"footage:write": Role.OPERATOR}), {"scope": "openid footage:write"}),
    ],
    ids=["cognito", "auth0", "keycloak", "scopes"],
)
async def test_claims_are_found_where_each_provider_puts_them(claims: ClaimNames, given: dict[str, Any]) -> None:
    bare = {"roles": ...} | ({} if claims.organization == "organization" else {"organization": ...})
    found = await Provider().identity(claims).authenticate(token(**{**bare, **given}))
    assert found == Principal("kim", "shop", frozenset({Role.OPERATOR}))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another application"},
        {"aud": ...},
        {"aud": ["x", "y"]},
        {"iss": "https://login.example/other"},
        {"iss": ...},
        {"exp": ...},
        {"exp": datetime.now(UTC) - timedelta(days=1)},
        {"nbf": datetime.now(UTC) + timedelta(days=1)},
        {"sub": ...},
        {"sub": 7},
        {"organization": ""},
        {"organization": ["shop"]},
        {"exp": "soon"},
        {"aud": "watchgraph-upload"},
    ],
)
async def test_a_token_for_another_place_or_time_is_refused(claims: dict[str, Any]) -> None:
    await refused(Provider().identity(), jwt_or_raw(claims))


def jwt_or_raw(claims: dict[str, Any]) -> str:
    """PyJWT refuses to make some tokens that others can make."""
    told = {**SHOP, "iss": ISSUER, "aud": AUDIENCE, "exp": datetime.now(UTC) + timedelta(minutes=5), **claims}
    plain = {
        name: int(value.timestamp()) if isinstance(value, datetime) else value
        for name, value in told.items()
        if value is not ...
    }
    return jwt.api_jws.encode(json.dumps(plain).encode(), RSA, "RS256", headers={"kid": "RS256"})


async def test_clocks_may_differ_by_ten_seconds() -> None:
    late = datetime.now(UTC) - timedelta(seconds=5)
    assert await Provider().identity().authenticate(token(exp=late, nbf=datetime.now(UTC) + timedelta(seconds=5)))


@pytest.mark.parametrize(
    ("told", "roles"),
    [
        (["OPERATOR", "OPERATOR", "unknown"], {Role.OPERATOR}),
        (["VIEWER", "ADMIN"], {Role.VIEWER, Role.ADMIN}),
        ("VIEWER  OPERATOR", {Role.VIEWER, Role.OPERATOR}),
        (["operator", "Admin", " ADMIN", "ADMIN ", "ADMIN\u200b", "ＡＤＭＩＮ"], set()),
        ("VIEWER,ADMIN", set()),
        ([["ADMIN"], {"ADMIN": True}, 7, None, True], set()),
        ({"ADMIN": True}, set()),
        (True, set()),
        ("", set()),
        ([], set()),
        (..., set()),
        (["desk", "heads "], {Role.VIEWER}),
        (["MANAGER", "ADMIN"], {Role.ADMIN, Role.OPERATOR}),
    ],
)
async def test_roles_are_words_exactly_as_they_stand(told: Any, roles: set[Role]) -> None:
    claims = ClaimNames(role_names={"desk": Role.VIEWER, "heads": Role.ADMIN, "MANAGER": Role.OPERATOR})
    found = await Provider().identity(claims).authenticate(jwt_or_raw({"roles": told}))
    assert found.roles == roles


async def test_a_provider_s_word_that_is_one_of_ours_means_what_the_settings_say() -> None:
    found = (
        await Provider().identity(ClaimNames(role_names={"ADMIN": Role.VIEWER})).authenticate(token(roles=["ADMIN"]))
    )
    assert found.roles == {Role.VIEWER}


class TestTricks:
    async def test_no_algorithm(self) -> None:
        await refused(Provider().identity(), unsigned({"alg": "none", "kid": "RS256"}))
        await refused(TokenVerifier(KEY, None, ClaimNames(), TokenRequirements()), unsigned({"alg": "none"}))

    async def test_the_public_key_as_a_secret(self) -> None:
        pem = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        for secret in (pem, json.dumps(public("RS256", "RS256")).encode()):
            await refused(Provider().identity(), signed_by_secret(secret, {"alg": "HS256", "kid": "RS256"}))

    async def test_another_key_s_algorithm(self) -> None:
        await refused(Provider().identity(), token("ES256", kid="RS256"))
        await refused(Provider().identity(), token("RS256", kid="EdDSA"))

    async def test_our_own_secret_where_a_provider_is_asked(self) -> None:
        await refused(Provider().identity(), signed_by_secret(KEY.encode(), {"alg": "HS256"}))

    async def test_a_symmetric_key_in_the_document(self) -> None:
        secret = base64.urlsafe_b64encode(KEY.encode()).decode().rstrip("=")
        provider = Provider({"kty": "oct", "kid": "RS256", "k": secret})
        await refused(provider.identity(), signed_by_secret(KEY.encode(), {"alg": "HS256", "kid": "RS256"}))

    @pytest.mark.parametrize("kid", ["../../etc/passwd", "' OR 1=1 --", "", "\u0000", "x" * 5000, 7, ["RS256"], None])
    async def test_names_of_keys_that_are_none(self, kid: object) -> None:
        await refused(Provider().identity(), signed_by_secret(b"x", {"alg": "RS256", "kid": kid}))

    async def test_keys_that_the_token_brings_itself(self) -> None:
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        own = jwt.algorithms.RSAAlgorithm.to_jwk(other.public_key(), as_dict=True)
        headers = {"kid": "RS256", "jwk": own, "jku": "https://evil.example/keys", "x5u": "https://evil.example/x5u"}
        told = {**SHOP, "iss": ISSUER, "aud": AUDIENCE, "exp": datetime.now(UTC) + timedelta(minutes=5)}
        provider = Provider()
        await refused(provider.identity(), jwt.encode(told, other, "RS256", headers=headers))
        assert provider.fetched == 1

    @pytest.mark.parametrize("text", ["", "x", "a.b", "a.b.c", ".." * 100, "\ud800.x.y", "e30.e30.", "x" * 20_000])
    async def test_what_is_no_token(self, text: str) -> None:
        await refused(Provider().identity(), text)

    async def test_a_token_with_another_s_signature(self) -> None:
        head, _, mark = token().split(".")
        body = token(sub="somebody else").split(".")[1]
        await refused(Provider().identity(), f"{head}.{body}.{mark}")


@pytest.mark.parametrize(
    "key",
    [
        public("RS256", "RS256", use="enc"),
        public("RS256", "RS256", alg="RS512"),
        {**public("RS256", "RS256"), "n": "AQAB"},
        {**public("RS256", "RS256"), "kty": ["RSA"]},
        jwt.algorithms.RSAAlgorithm.to_jwk(RSA, as_dict=True) | {"kid": "RS256"},
        jwt.algorithms.RSAAlgorithm.to_jwk(
            rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key(), as_dict=True
        )
        | {"kid": "RS256"},
        7,
    ],
    ids=["for encryption", "of another algorithm", "broken", "odd", "private", "short", "none"],
)
async def test_keys_that_are_not_for_checking_signatures_are_passed_over(key: Any) -> None:
    await refused(Provider(key, public("ES256", "other")).identity(), token())


class TestKeeping:
    async def test_keys_are_fetched_once_and_again_after_a_while(self) -> None:
        provider = Provider()
        for _ in range(3):
            await provider.identity().authenticate(token())
        assert provider.fetched == 1
        provider.now += CACHE_SECONDS
        await provider.identity().authenticate(token())
        assert provider.fetched == 2

    async def test_a_new_key_is_found_and_unknown_ones_do_not_make_us_ask_each_time(self) -> None:
        provider = Provider(public("RS256", "RS256"))
        await provider.identity().authenticate(token())
        provider.now += RETRY_PAUSE_SECONDS
        provider.keys.append(public("ES256", "ES256"))
        await provider.identity().authenticate(token("ES256"))
        for number in range(20):
            await refused(provider.identity(), token("EdDSA", kid=f"unknown{number}"))
        assert provider.fetched == 2

    async def test_a_withdrawn_key_is_taken_no_more(self) -> None:
        provider = Provider(public("RS256", "RS256"), public("ES256", "ES256"))
        await provider.identity().authenticate(token())
        del provider.keys[0]
        provider.now += CACHE_SECONDS
        await refused(provider.identity(), token())

    @pytest.mark.parametrize("failure", [OSError("gone"), TimeoutError(), ValueError("no JSON")])
    async def test_while_the_provider_is_away_known_keys_hold_for_a_while(self, failure: Exception) -> None:
        provider = Provider()
        await provider.identity().authenticate(token())
        provider.broken = failure
        provider.now += CACHE_SECONDS
        assert await provider.identity().authenticate(token())
        provider.now += MAX_STALE_SECONDS
        with pytest.raises(Unavailable):
            await provider.identity().authenticate(token())

    async def test_without_any_keys_yet_nobody_can_be_told_apart(self) -> None:
        provider = Provider()
        provider.broken = OSError("not there yet")
        with pytest.raises(Unavailable):
            await provider.identity().authenticate(token())


class TestOwnKey:
    def own(self, expected: TokenRequirements = TokenRequirements(), **claims: Any) -> tuple[TokenVerifier, str]:  # noqa: B008
        told = {**SHOP, "exp": datetime.now(UTC) + timedelta(minutes=5), **claims}
        return TokenVerifier(KEY, None, ClaimNames(), expected), jwt.encode(told, KEY, "HS256")

    async def test_issuer_and_audience_are_checked_where_they_are_set(self) -> None:
        identity, text = self.own(TokenRequirements(ISSUER, AUDIENCE), iss=ISSUER, aud=AUDIENCE)
        assert (await identity.authenticate(text)).user_id == "kim"
        for claims in ({"iss": ISSUER}, {"aud": AUDIENCE}, {"iss": "x", "aud": AUDIENCE}):
            await refused(*self.own(TokenRequirements(ISSUER, AUDIENCE), **claims))

    async def test_a_token_that_names_an_audience_is_for_somebody_else_where_none_is_set(self) -> None:
        await refused(*self.own(aud="another application"))

    async def test_without_a_key_nobody_comes_in(self) -> None:
        _, text = self.own()
        await refused(TokenVerifier("", None, ClaimNames(), TokenRequirements()), text)
        await refused(
            TokenVerifier("", None, ClaimNames(), TokenRequirements()), signed_by_secret(b"", {"alg": "HS256"})
        )


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(header: Mapping[str, object]) -> str:
    told = {**SHOP, "iss": ISSUER, "aud": AUDIENCE, "exp": 4102444800}
    return f"{_part(header)}.{_part(told)}."


def signed_by_secret(secret: bytes, header: Mapping[str, object]) -> str:
    told = {**SHOP, "iss": ISSUER, "aud": AUDIENCE, "exp": 4102444800}
    text = f"{_part(header)}.{_part(told)}"
    mark = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


@pytest.mark.parametrize("claim", ["sub", "organization"])
@pytest.mark.parametrize(
    "name", ["", " ", " kim", "kim\n", "ki\x00m", "ki\u202em", "ki\u200bm", "kim\ufeff", "k" * 256]
)
async def test_a_name_that_cannot_be_seen_for_what_it_is_is_not_taken(
    claim: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    await refused(Provider().identity(), token("RS256", **{claim: name}))
    assert f"A token's {'user' if claim == 'sub' else claim} is not taken" in caplog.text
    assert name.strip() in ("", "kim") or name not in caplog.text


async def test_an_organization_may_be_called_what_would_be_a_path() -> None:
    found = await Provider().identity().authenticate(token("RS256", organization="../shop/1"))
    assert found.organization == "../shop/1"
