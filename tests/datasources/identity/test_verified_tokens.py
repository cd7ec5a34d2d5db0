"""A verified token is known until it expires, and no longer."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.jwks import VerificationKey
from datasources.identity.verified_tokens import VerifiedTokens
from models.access.principal import Principal
from models.errors import Unauthenticated

KEY = VerificationKey("k" * 40, "HS256")
EXPIRY = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    now = EXPIRY.timestamp() - 100

    def __call__(self) -> float:
        return self.now


def someone(name: str = "kim") -> Principal:
    return Principal(name, "shop", frozenset(), EXPIRY)


def test_a_token_is_forgotten_when_it_expires() -> None:
    clock = Clock()
    known = VerifiedTokens(clock)
    known.store("t", KEY, someone())
    assert known.find("t", KEY) == someone()
    clock.now = EXPIRY.timestamp()
    assert known.find("t", KEY) is None


def test_a_token_is_not_taken_for_verified_by_another_key() -> None:
    known = VerifiedTokens(Clock())
    known.store("t", KEY, someone())
    assert known.find("t", VerificationKey("another" * 8, "HS256")) is None


def test_only_so_many_tokens_are_known_and_the_latest_used_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasources.identity.verified_tokens._MAX_TOKENS", 2)
    known = VerifiedTokens(Clock())
    known.store("a", KEY, someone("a"))
    known.store("b", KEY, someone("b"))
    known.find("a", KEY)
    known.store("c", KEY, someone("c"))
    assert [known.find(token, KEY) is not None for token in "abc"] == [True, False, True]


async def test_a_token_is_verified_once_and_a_forged_one_never() -> None:
    key = "k" * 40
    verifier = TokenVerifier(key, None, ClaimNames(), TokenRequirements())
    claims = {"sub": "kim", "organization": "shop", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    token = jwt.encode(claims, key, algorithm="HS256")
    first = await verifier.verify(token)
    assert await verifier.verify(token) is first
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token[:-2] + "AA")
