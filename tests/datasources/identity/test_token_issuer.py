"""A principal knows until when its token is taken."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.token_issuer import TokenIssuer
from models.access.principal import Principal
from models.enums import Role

KEY = "a key of thirty-two characters or more"
IDENTITY = TokenVerifier(KEY, None, ClaimNames(), TokenRequirements())
OPERATOR = Principal("o", "shop", frozenset({Role.OPERATOR}))


async def test_a_principal_carries_the_moment_from_which_its_token_is_refused() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    found = await IDENTITY.authenticate(TokenIssuer(KEY).issue(OPERATOR, timedelta(minutes=5)))
    assert found.expires_at is not None
    # The clocks of issuer and server may differ by ten seconds.
    lived = found.expires_at - before - timedelta(minutes=5, seconds=10)
    assert timedelta(0) <= lived <= timedelta(minutes=1)


async def test_principals_that_differ_only_in_their_token_are_equal() -> None:
    assert await IDENTITY.authenticate(TokenIssuer(KEY).issue(OPERATOR, timedelta(minutes=5))) == OPERATOR
    assert OPERATOR.expires_at is None


@pytest.mark.parametrize("expiry", [2**62, 1e17])
async def test_an_expiry_beyond_the_calendar_is_taken_as_its_end(expiry: float) -> None:
    token = jwt.encode({"sub": "o", "organization": "shop", "roles": [], "exp": expiry}, KEY, "HS256")
    found = await IDENTITY.authenticate(token)
    assert found.expires_at == datetime(9999, 12, 31, tzinfo=UTC)
