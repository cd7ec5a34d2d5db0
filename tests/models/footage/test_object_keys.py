"""An organization's name is one segment of a key, whatever it holds, and no other's."""

import random
import unicodedata
from uuid import UUID

import pytest

from models.footage.object_keys import (
    escape_segment,
    is_video_key,
    legacy_folder,
    legacy_prefixes,
    unescape_segment,
    video_folder,
    video_folders,
)

VIDEO = UUID(int=7)
SLASHED = ["demo2/" + str(UUID(int=5)), "..", ".", "a/b", "/", "//", "a/", "/a", "\\", "a\\..\\b", "𝒳/.."]
ODD = [
    *SLASHED,
    "a%2Fb",
    "%",
    "%2F",
    "%2E",
    "a?b#c",
    "*",
    "<b>",
    'say "it"',
    "a\u202eb",
    "a\u200bb",
    "\x00",
    "\n",
    "\ue000",
]
PLAIN = ["demo", "org-1f3a", "Acme Store", "한국 매장", "店舗", "सुरक्षा", "é", "e\u0301", "a.b_c~d", "auth0:org_x"]
PLAIN += ["kim@shop.example", "...", ".a", "a+b=c"]


@pytest.mark.parametrize("name", [*ODD, *PLAIN])
def test_it_is_written_as_one_segment_and_read_back(name: str) -> None:
    written = escape_segment(name)
    assert "/" not in written
    assert "\\" not in written
    assert written not in ("", ".", "..")
    assert unescape_segment(written) == name
    assert not any(unicodedata.category(one) in ("Cc", "Cf") for one in written)


@pytest.mark.parametrize("name", PLAIN)
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert escape_segment(name) == name
    assert legacy_folder(name, VIDEO) is None
    assert video_folders(name, VIDEO) == [f"{name}/{VIDEO}/"]


def test_a_path_that_a_store_tidies_is_looked_for_both_ways() -> None:
    assert legacy_prefixes("demo", VIDEO) == []
    assert legacy_prefixes("a/b", VIDEO) == [f"a/b/{VIDEO}/"]
    assert set(legacy_prefixes("//a\\b/", VIDEO)) == {f"//a\\b//{VIDEO}/", f"a/b/{VIDEO}/"}


def test_no_two_names_are_written_alike() -> None:
    chance = random.Random(14)
    names = {"".join(chance.choices("ab/%.2FE\u202e가 ", k=chance.randint(1, 6))) for _ in range(20_000)} | {
        *ODD,
        *PLAIN,
    }
    assert len({escape_segment(name) for name in names}) == len(names)


@pytest.mark.parametrize("text", ["a/b", "%2f", "%41", "%", "..", "%2E%2Ea", "%ED%A0", "\u202e"])
def test_what_is_never_written_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        unescape_segment(text)


def test_no_video_s_folder_holds_another_s() -> None:
    """Whatever two organizations are called, and also where keys were made of their names as they are."""
    one, two = UUID(int=5), UUID(int=6)
    names = ["demo2", f"demo2/{one}", f"demo2/{one}/analysis", f"demo2/{one}/original", f"{one}", "demo2/", "demo2%2F"]
    ours = ["original.mp4", "original/1f.mp4", "incoming/original.mp4", "analysis/1f.json", "thumbnail.jpg"]
    ours += [f"chosen/{UUID(int=9)}.jpg", f"incoming/{UUID(int=9)}", "events/a.jpg", "frames/1.jpg", "clips/0-1.mp4"]
    for mine in names:
        for theirs in names:
            if mine == theirs:
                continue
            kept = [place + rest for place in video_folders(theirs, two) for rest in ours]
            for place in video_folders(mine, one):
                taken = [key for key in kept if key.startswith(place) and is_video_key(key.removeprefix(place))]
                assert taken == []
        for place in video_folders(mine, one):
            assert place.endswith("/")
            assert all(is_video_key((place + rest).removeprefix(place)) for rest in ours)
        assert video_folder(mine, one).count("/") == 2
