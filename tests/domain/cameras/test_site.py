"""New footage and cameras are at a site that whoever makes them may see."""

import pytest

from domain.cameras.site import choose_site
from models.access.principal import Principal
from models.enums import Language
from models.errors import InvalidInput, NotFound

FIELD = ("input", "cameraId")


def of(*sites: str) -> Principal:
    return Principal("kim", "shop", frozenset(), sites=frozenset(sites))


@pytest.mark.parametrize(
    ("principal", "named", "site"),
    [
        (Principal("kim", "shop", frozenset()), None, None),
        (Principal("kim", "shop", frozenset()), "seoul", "seoul"),
        (of("seoul"), None, "seoul"),
        (of("seoul"), "seoul", "seoul"),
        (of("seoul", "busan"), "busan", "busan"),
    ],
)
def test_the_site_is_the_one_that_is_named_or_the_only_one(
    principal: Principal, named: str | None, site: str | None
) -> None:
    assert choose_site(principal, named, FIELD) == site


def test_of_several_sites_one_has_to_be_named_and_the_message_says_which_there_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        choose_site(of("seoul", "busan"), None, FIELD)
    assert (refused.value.code, refused.value.field) == ("SITE_REQUIRED", FIELD)
    for language in Language:
        assert "busan, seoul" in refused.value.message(language)


@pytest.mark.parametrize("principal", [of("seoul"), of("seoul", "busan")])
def test_a_foreign_site_is_as_a_missing_one(principal: Principal) -> None:
    with pytest.raises(NotFound):
        choose_site(principal, "jeju", FIELD)


@pytest.mark.parametrize("named", [None, "seoul"])
def test_who_has_no_site_makes_nothing(named: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose_site(of(), named, FIELD)
    assert refused.value.code == "NO_SITES"
