"""The claim of sites limits a token, or refuses it: what is not understood never opens every site."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from models.access.principal import Principal
from models.errors import Unauthenticated

KEY = "a key of thirty-two characters or more"


async def verify(name: str = "sites", **claims: Any) -> Principal:
    told = {"sub": "kim", "organization": "shop", "exp": datetime.now(UTC) + timedelta(hours=1), **claims}
    verifier = TokenVerifier(KEY, None, ClaimNames(sites=name), TokenRequirements())
    return await verifier.authenticate(jwt.encode(told, KEY, "HS256"))


async def test_a_token_without_the_claim_is_not_limited() -> None:
    assert (await verify()).sites is None
    assert (await verify("stores.mine", stores={"other": ["seoul"]})).sites is None


@pytest.mark.parametrize(
    ("claim", "sites"),
    [
        (["seoul"], {"seoul"}),
        (["서울 3호점", "busan", "busan"], {"서울 3호점", "busan"}),
        ([], set()),
        ("", set()),
        ("   ", set()),
        ("seoul", {"seoul"}),
        ("seoul busan", {"seoul", "busan"}),
        ("Seoul 3, Busan", {"Seoul 3", "Busan"}),
        ("all", {"all"}),
        ("*", {"*"}),
    ],
)
async def test_the_claim_is_a_list_or_a_text_of_names(claim: Any, sites: set[str]) -> None:
    principal = await verify(sites=claim)
    assert principal.sites == principal.token_sites == frozenset(sites)


async def test_the_claim_is_found_by_its_name_or_path() -> None:
    assert (await verify("custom:stores", **{"custom:stores": "seoul"})).sites == frozenset({"seoul"})
    assert (await verify("stores.mine", stores={"mine": ["seoul"]})).sites == frozenset({"seoul"})


@pytest.mark.parametrize(
    "claim",
    [
        None,
        True,
        7,
        {"seoul": True},
        ["seoul", None],
        ["seoul", 7],
        [["seoul"]],
        [""],
        [" seoul"],
        ["seoul\u001fbusan"],
        ["se\u200boul"],
        ["x" * 256],
        ["가" * 200],
        "seoul,",
        "seoul,,busan",
        [f"site-{number}" for number in range(1001)],
    ],
)
async def test_anything_else_refuses_the_token_and_the_log_says_why_without_repeating_it(
    claim: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(Unauthenticated):
        await verify(sites=claim)
    [record] = caplog.records
    assert "site" in record.getMessage()
    assert "seoul" not in record.getMessage()


async def test_a_user_cannot_be_named_like_a_service_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(Unauthenticated):
        await verify(sub="token:nvr-1")
    assert "service token" in caplog.text
