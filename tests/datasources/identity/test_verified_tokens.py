"""A verified token is known until it expires, and no longer."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.verified_tokens import VerifiedTokens
from models.access.principal import Principal
from models.errors import Unauthenticated

EXPIRY = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    now = EXPIRY.timestamp() - 100

    def __call__(self) -> float:
        return self.now


def someone(name: str = "kim") -> Principal:
    return Principal(name, "shop", frozenset(), EXPIRY)


def test_a_token_is_forgotten_when_it_expires() -> None:
    clock = Clock()
    known = VerifiedTokens(None, clock)
    known.store("t", someone())
    assert known.find("t") == someone()
    clock.now = EXPIRY.timestamp()
    assert known.find("t") is None


def test_a_token_of_a_provider_is_verified_again_after_a_while() -> None:
    clock = Clock()
    known = VerifiedTokens(60.0, clock)
    known.store("t", someone())
    clock.now += 61
    assert known.find("t") is None


def test_only_so_many_tokens_are_known_and_the_latest_used_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasources.identity.verified_tokens._MAX_TOKENS", 2)
    known = VerifiedTokens(None, Clock())
    known.store("a", someone("a"))
    known.store("b", someone("b"))
    known.find("a")
    known.store("c", someone("c"))
    assert [known.find(token) is not None for token in "abc"] == [True, False, True]


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
