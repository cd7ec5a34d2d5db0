"""Every error has its sentence, and measures have their name in the language of the sentence."""

import re

import pytest

from models.enums import Language
from models.errors import NotFound, TooLarge, WatchgraphError
from models.messages.catalog import MessageError
from models.messages.errors import format_message, is_error_code
from models.messages.measures import get_display_name
from tests.models.messages.catalogs import list_messages

MEASURES = [name.removeprefix("measure-") for name in list_messages("en") if name.startswith("measure-")]


def test_a_stored_failure_that_lacks_a_value_can_still_be_read() -> None:
    assert format_message("SIZE_MISMATCH", Language.EN, {"actual": 3}).startswith("3 bytes arrived, ? were announced")


def test_every_kind_of_error_has_a_sentence_of_its_own() -> None:
    kinds = [WatchgraphError]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        assert is_error_code(kind.default_code)


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_value_is_not_told_to_be_left_out_where_it_is_required(language: Language) -> None:
    # The same sentence is said of a camera's name, which cannot be left out.
    sentence = format_message("VALUE_REQUIRED", language, {})
    assert "leave" not in sentence
    assert "생략" not in sentence


def test_a_code_without_a_sentence_is_refused() -> None:
    assert not is_error_code("NO_SUCH_CODE")
    with pytest.raises(MessageError):
        format_message("NO_SUCH_CODE", Language.EN, {})


def test_an_error_reads_as_its_english_sentence() -> None:
    assert str(NotFound()) == "Nothing was found under this id. Check the id."


@pytest.mark.parametrize("measure", [name.replace("-", " ") for name in MEASURES])
def test_a_measure_has_its_name_in_the_language_of_the_sentence(measure: str) -> None:
    error = TooLarge(measure=measure, cost=31, limit=30)
    assert not any(letter.isascii() and letter.isalpha() for letter in error.message(Language.KO))
    assert get_display_name(measure, Language.EN) in error.message(Language.EN)
    # Programs read the same word in every language.
    assert error.details["measure"] == measure


def test_a_measure_without_a_name_is_shown_as_it_is() -> None:
    assert get_display_name("parsecs", Language.KO) == "parsecs"


def test_a_failure_names_the_reason_in_the_language_of_the_reader() -> None:
    values = {"attempts": 3, "reason_code": "SIZE_MISMATCH", "reason_values": {"actual": 1, "announced": 20_000}}
    korean = format_message("ATTEMPTS_EXHAUSTED", Language.KO, values)
    assert korean.endswith("예고된 크기는 20000바이트인데 1바이트가 도착했습니다. 업로드를 다시 요청해 주세요.")
    assert not re.search(r"[{}$]", korean)
