"""Which tokens a revocation holds, and what of a token's claims it goes by."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from datasources.identity.access_tokens import MAX_TOKEN_ID_LENGTH, ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.revocation_list import RevocationList
from models.access.principal import Principal
from models.access.revocations import Revocation
from models.errors import Unauthenticated

KEY = "a key of thirty-two characters or more"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def kim(issued: datetime | None = NOON, token_id: str | None = "t1", organization: str = "shop") -> Principal:
    return Principal("kim", organization, frozenset(), None, issued, token_id)


def knowing(*what: Revocation) -> RevocationList:
    return RevocationList([("shop", one) for one in what])


class TestWhom:
    @pytest.mark.parametrize(
        ("what", "who", "held"),
        [
            (Revocation(token_id="t1"), kim(), True),
            (Revocation(token_id="t2"), kim(), False),
            (Revocation(token_id="T1"), kim(), False),
            (Revocation(token_id="t1"), kim(token_id=None), False),
            (Revocation(token_id="t1"), kim(organization="another"), False),
            (Revocation("kim", issued_before=NOON + SECOND), kim(), True),
            (Revocation("kim", issued_before=NOON), kim(), False),
            (Revocation("kim", issued_before=NOON - SECOND), kim(), False),
            # It may be any old one.
            (Revocation("kim", issued_before=NOON - SECOND), kim(issued=None), True),
            (Revocation("lee", issued_before=NOON + SECOND), kim(), False),
            (Revocation("lee", issued_before=NOON + SECOND), kim(issued=None), False),
            (Revocation("Kim", issued_before=NOON + SECOND), kim(), False),
            (Revocation("kim", issued_before=NOON + SECOND), kim(organization="another"), False),
            (Revocation(issued_before=NOON + SECOND), kim(), True),
            (Revocation(issued_before=NOON), kim(), False),
            (Revocation(issued_before=NOON), kim(issued=None), True),
            (Revocation(issued_before=NOON + SECOND), kim(organization="another"), False),
        ],
    )
    def test_a_revocation_holds(self, what: Revocation, who: Principal, held: bool) -> None:
        assert knowing(what).revokes(who) is held

    def test_the_latest_of_several_counts_in_whichever_order(self) -> None:
        moments = [NOON - SECOND, NOON + SECOND, NOON]
        for user in ("kim", None):
            assert knowing(*(Revocation(user, issued_before=one) for one in moments)).revokes(kim())


class TestClaims:
    """Of these is known what they are revoked by; what would dodge a revocation is refused."""

    async def principal(self, **claims: Any) -> Principal:
        told = {"sub": "kim", "organization": "shop", "roles": [], "exp": 4102444800, **claims}
        return await TokenVerifier(KEY, None, ClaimNames(), TokenRequirements()).authenticate(
            jwt.encode(told, KEY, "HS256")
        )

    async def test_a_principal_knows_when_its_token_was_issued_and_its_id(self) -> None:
        found = await self.principal(iat=1_700_000_000, jti="t1")
        assert (found.issued_at, found.token_id) == (datetime.fromtimestamp(1_700_000_000, UTC), "t1")
        bare = await self.principal()
        assert (bare.issued_at, bare.token_id) == (None, None)

    @pytest.mark.parametrize("iat", [-1e18, -1, 0])
    async def test_a_moment_before_all_counting_is_its_beginning(self, iat: float) -> None:
        assert (await self.principal(iat=iat)).issued_at == datetime.fromtimestamp(0, UTC)

    @pytest.mark.parametrize("ahead", [61, 3600, 10**12, 1e300])
    async def test_a_token_of_the_future_is_refused(self, ahead: float) -> None:
        with pytest.raises(Unauthenticated):
            await self.principal(iat=datetime.now(UTC).timestamp() + ahead)

    @pytest.mark.parametrize("claims", [{"iat": "soon"}, {"iat": [1]}, {"iat": float("inf")}, {"iat": float("nan")}])
    async def test_a_moment_that_is_none_is_refused(self, claims: dict[str, Any]) -> None:
        with pytest.raises(Unauthenticated):
            await self.principal(**claims)

    async def test_an_id_that_is_too_long_to_be_revoked_by_is_none(self) -> None:
        assert (await self.principal(jti="x" * MAX_TOKEN_ID_LENGTH)).token_id == "x" * MAX_TOKEN_ID_LENGTH
        assert (await self.principal(jti="x" * (MAX_TOKEN_ID_LENGTH + 1))).token_id is None
        assert (await self.principal(jti="")).token_id is None
