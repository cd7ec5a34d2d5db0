"""What a name from an identity provider may hold."""

import pytest

from models.access.claims import find_flaw, find_organization_flaw

UNSEEN = "holds characters that cannot be seen"


@pytest.mark.parametrize(
    "name",
    ["demo", "demo2/1f", "..", "한국 매장", "Ünïcode & Söhne", "a%2Fb", "kim@shop.example", "👮", "a" * 255, "O'Brien"],
)
def test_what_can_be_seen_is_taken(name: str) -> None:
    assert find_organization_flaw(name) is None


@pytest.mark.parametrize(
    "character",
    list("\x00\n\r\t\x1b\x7f\x85\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e")
    + list("\u2060\u2066\u2069\u2800\u3164\ud800\ue000\ufe0f\ufeff\uffa0\U000e0041\U000e0100"),
)  # fmt: skip
def test_what_cannot_be_seen_is_not(character: str) -> None:
    assert find_flaw(f"a{character}b") == UNSEEN
    assert find_organization_flaw(f"a{character}b") == UNSEEN


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("", "is empty"),
        (" ", "begins or ends with a blank"),
        (" demo", "begins or ends with a blank"),
        ("demo\u00a0", "begins or ends with a blank"),
        ("\u3000demo", "begins or ends with a blank"),
        ("a" * 256, "is too long"),
    ],
)
def test_blanks_around_it_and_absurd_lengths_are_not(name: str, wrong: str) -> None:
    assert find_flaw(name) == wrong
    assert find_organization_flaw(name) == wrong


def test_an_organization_s_name_has_to_fit_into_a_key() -> None:
    assert find_flaw("가" * 86) is None
    assert find_organization_flaw("가" * 85) is None
    assert find_organization_flaw("가" * 86) == "is too long"
    assert find_organization_flaw("/" * 86) == "is too long"
