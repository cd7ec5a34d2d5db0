"""All languages have all messages with the same values, and another language is a folder of files."""

import re
from enum import Enum
from pathlib import Path

import pytest

from models.enums import AgeGroup, FrameLocation, Gender, Language
from models.messages.catalog import CATALOGS, MessageCatalogs, MessageError, translate
from tests.models.messages.catalogs import Parts, list_messages, list_optional_parameters

_PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}
SHARED_KEYS = sorted(set.intersection(*(set(list_messages(language)) for language in CATALOGS.list_languages())))
OTHER_LANGUAGES = [language for language in CATALOGS.list_languages() if language != "en"]


def test_every_language_of_requests_has_catalogs() -> None:
    assert CATALOGS.list_languages() == sorted(language.value.lower() for language in Language)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_languages_have_the_same_messages(language: str) -> None:
    different = set(list_messages(language)) ^ set(list_messages("en"))
    # Parts of other messages may be one language's own.
    parts = {
        name
        for one in (language, "en")
        for message in list_messages(one).values()
        for name in Parts(message).references
    }
    assert sorted(different - parts) == []


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize("key", SHARED_KEYS)
def test_a_message_has_the_same_values_in_every_language(language: str, key: str) -> None:
    english, other = list_messages("en")[key], list_messages(language)[key]
    optional = list_optional_parameters(english) | list_optional_parameters(other)
    assert CATALOGS.list_parameters("en", key) - optional == CATALOGS.list_parameters(language, key) - optional
    for parameter, variants in Parts(other).selectors.items():
        in_english = Parts(english).selectors.get(parameter, variants)
        assert variants - _PLURAL_FORMS == in_english - _PLURAL_FORMS, parameter


@pytest.mark.parametrize("key", SHARED_KEYS)
def test_korean_is_korean_and_english_is_not(key: str) -> None:
    english, korean = ("".join(Parts(list_messages(language)[key]).texts) for language in ("en", "ko"))
    assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]", korean)
    assert not re.search("[가-힣]", english)


@pytest.mark.parametrize("language", CATALOGS.list_languages())
@pytest.mark.parametrize(
    ("key", "parameter", "values"),
    [
        ("name-location", "location", FrameLocation),
        ("name-gender", "gender", Gender),
        ("name-age-group", "age_group", AgeGroup),
        ("imported-event", "location", FrameLocation),
        ("imported-person", "gender", Gender),
    ],
)
def test_every_place_and_person_has_words(language: str, key: str, parameter: str, values: type[Enum]) -> None:
    assert Parts(list_messages(language)[key]).selectors[parameter] == {value.value for value in values}


def test_a_message_that_no_catalog_has_is_an_error() -> None:
    with pytest.raises(MessageError):
        translate(Language.KO, "error-no-such-message")


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(MessageError, match="announced"):
        translate(Language.EN, "error-size-mismatch", actual="3")


def test_numbers_are_digits_alone_and_long_values_are_whole() -> None:
    long = "x" * 10_000
    assert translate(Language.EN, "error-size-mismatch", actual=1_234_567, announced=long) == (
        f"1234567 bytes arrived, {long} were announced. Request a new upload."
    )


def test_a_value_is_not_read_as_fluent() -> None:
    assert "{ $actual }" in translate(Language.EN, "error-size-mismatch", actual="3", announced="{ $actual }")


def test_another_language_is_a_file(tmp_path: Path) -> None:
    plural = "chat-frames = {{ $count ->\n{}\n }}\n".format
    for language, text in {
        "en": plural("    [one] 1 frame\n   *[other] { $count } frames") + "chat-end = The end.\n",
        "ko": 'chat-frames = { PARTICLE($name, "이/가") } 나온 프레임 { $count }장\nchat-end = 끝.\n',
        "pl": plural("    [one] 1 klatka\n    [few] { $count } klatki\n   *[many] { $count } klatek"),
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "chat.ftl").write_text(text, "utf-8")
    catalogs = MessageCatalogs(tmp_path)
    assert catalogs.list_languages() == ["en", "ko", "pl"]
    assert [catalogs.translate("pl", "chat-frames", {"count": count}) for count in (1, 2, 5)] == [
        "1 klatka",
        "2 klatki",
        "5 klatek",
    ]
    assert catalogs.translate("ko", "chat-frames", {"count": 8, "name": "P2"}) == "P2가 나온 프레임 8장"
    # Until it is translated, a message is English.
    assert catalogs.translate("pl", "chat-end", {}) == "The end."


@pytest.mark.parametrize(
    "text", ["chat-end The end.\n", "chat-end = The end.\nchat-end = The end again.\n"], ids=["no Fluent", "twice"]
)
def test_a_broken_catalog_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "chat.ftl").write_text(text, "utf-8")
    with pytest.raises(ValueError, match="chat-end"):
        MessageCatalogs(tmp_path).translate("en", "chat-end", {})


def test_the_files_of_a_group_are_one(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "chat.ftl").write_text("chat-end = The end.\n", "utf-8")
    (tmp_path / "en" / "chat-more.ftl").write_text("chat-part = Part { chat-end }\n", "utf-8")
    catalogs = MessageCatalogs(tmp_path)
    catalogs.preload()
    assert catalogs.translate("en", "chat-part", {}) == "Part The end."
