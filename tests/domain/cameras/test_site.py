"""Who is limited to sites makes things there and nowhere else."""

import pytest

from domain.cameras.site import choose_site
from models.access.principal import Principal
from models.errors import InvalidInput, NotFound

FIELD = ("input", "site")


def principal(*sites: str) -> Principal:
    return Principal("kim", "acme", frozenset(), sites=frozenset(sites))


def test_who_is_not_limited_says_the_site_or_none() -> None:
    everybody = Principal("kim", "acme", frozenset())
    assert choose_site(everybody, "seoul", FIELD) == "seoul"
    assert choose_site(everybody, None, FIELD) is None


def test_who_has_one_site_need_not_say_it() -> None:
    assert choose_site(principal("seoul"), None, FIELD) == "seoul"
    assert choose_site(principal("seoul", "busan"), "busan", FIELD) == "busan"


def test_a_foreign_site_is_as_a_missing_one() -> None:
    with pytest.raises(NotFound) as missing:
        choose_site(principal("seoul"), "busan", FIELD)
    assert missing.value.field == FIELD


def test_who_has_several_or_none_has_to_say_which() -> None:
    with pytest.raises(InvalidInput, match="Yours are: busan, seoul"):
        choose_site(principal("seoul", "busan"), None, FIELD)
    with pytest.raises(InvalidInput):
        choose_site(principal(), None, FIELD)
