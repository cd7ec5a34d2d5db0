"""The key alone says whose an object is; what could be read in two ways belongs to nobody."""

import pytest

from domain.inbox.path import ForeignKey, InboxPath, InboxRules

SHARED, OWN = InboxRules(), InboxRules("Sun Stores")


@pytest.mark.parametrize(
    ("rules", "key", "organization", "path"),
    [
        (OWN, "inbox/seoul-3/till/20261130.mp4", "Sun Stores", InboxPath("seoul-3", "till", "20261130")),
        (SHARED, "inbox/acme/seoul-3/till/1.MP4", "acme", InboxPath("seoul-3", "till", "1")),
        (SHARED, "inbox/a%2Fb/서울 3/문 앞/1.x.mp4", "a/b", InboxPath("서울 3", "문 앞", "1.x")),
        (OWN, "inbox/seoul-3/till/1", "Sun Stores", InboxPath("seoul-3", "till", "1")),
        (OWN, "inbox/1.mp4", "Sun Stores", None),
        (OWN, "inbox/seoul-3/1.mp4", "Sun Stores", None),
        (SHARED, "inbox/acme/a/b/c/1.mp4", "acme", None),
        (SHARED, "inbox/acme/ /till/1.mp4", "acme", None),
        (SHARED, f"inbox/acme/{'s' * 256}/till/1.mp4", "acme", None),
    ],
)
def test_a_key_says_whose_it_is_and_where_it_was_recorded(
    rules: InboxRules, key: str, organization: str, path: InboxPath | None
) -> None:
    read = rules.read_key(key)
    assert (read.organization, read.parse()) == (organization, path)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "inbox",
        "inbox/",
        "other/acme/a/b/1.mp4",
        "Inbox/acme/a/b/1.mp4",
        "inbox/acme",
        "inbox/acme/",
        "inbox//a/b/1.mp4",
        "inbox/acme//b/1.mp4",
        "inbox/acme/../evil/a/1.mp4",
        "inbox/acme/./a/1.mp4",
        "inbox/acme/a/b/",
        "inbox/acme/a/b/..",
        "inbox/acme/a/b/1\u0000.mp4",
        "inbox/a%2fb/s/c/1.mp4",
        "inbox/100%/s/c/1.mp4",
        "inbox/0198f5c0-0000-7000-8000-000000000000/original/1.mp4",
        "inbox/acme/0198f5c0-0000-7000-8000-000000000000/c/1.mp4",
        "inbox/acme/s/c/" + "1" * 1024,
    ],
)
def test_a_key_that_could_be_somebody_elses_is_nobodys(key: str) -> None:
    with pytest.raises(ForeignKey):
        SHARED.read_key(key)


def test_an_organization_knows_its_folder() -> None:
    assert SHARED.folder_of("a/b") == "inbox/a%2Fb/"
    assert SHARED.read_key(f"{SHARED.folder_of('a/b')}s/c/1.mp4").organization == "a/b"
    assert OWN.folder_of("Sun Stores") == "inbox/"
    assert OWN.folder_of("acme") is None
