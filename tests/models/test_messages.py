"""Every error has its sentence in Korean and English, with the same values in both."""

import string

import pytest

from models.enums import Language
from models.errors import TooLarge, WatchgraphError
from models.messages.errors import MESSAGES, format_message
from models.messages.measures import DISPLAY_NAMES


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_both_languages_tell_the_same(code: str) -> None:
    english, korean = MESSAGES[code]
    assert placeholders(english) == placeholders(korean)
    assert any("가" <= letter <= "힣" for letter in korean)
    assert not any("가" <= letter <= "힣" for letter in english)


def test_a_stored_failure_that_lacks_a_value_can_still_be_read() -> None:
    assert format_message("SIZE_MISMATCH", Language.EN, {"actual": 3}).startswith("3 bytes arrived, ? were announced")


def test_every_kind_of_error_has_a_sentence_of_its_own() -> None:
    kinds = [WatchgraphError]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        assert kind.default_code in MESSAGES


@pytest.mark.parametrize("measure", sorted(DISPLAY_NAMES))
def test_a_measure_has_its_name_in_the_language_of_the_sentence(measure: str) -> None:
    error = TooLarge(measure=measure, cost=31, limit=30)
    assert not any(letter.isascii() and letter.isalpha() for letter in error.message(Language.KO))
    assert DISPLAY_NAMES[measure][0] in error.message(Language.EN)
    # Programs read the same word in every language.
    assert error.details["measure"] == measure
