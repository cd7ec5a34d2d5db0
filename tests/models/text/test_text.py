"""Texts that others wrote: one spelling, no invisible characters, no marks that look like citations."""

import unicodedata

import pytest

from domain.ask.writing.citations import check_text
from domain.language.validation import validate_line, validate_paragraph, validate_question
from domain.llm.prompts import format_section
from models.text.text import normalize_json, normalize_text, strip_citation_marks, strip_lookalike_marks, to_printable

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = "\u00ad\u034f\u200b\u200c\u200d\u2060\u2063\ufeff\u3164\u115f\ufe0f\U000e0031\U000e007f"


@pytest.mark.parametrize("character", BIDI + UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
def test_invisible_characters_are_removed(character: str) -> None:
    assert normalize_text(f"Ga{character}te") == "Gate"


@pytest.mark.parametrize("text", ["👩\u200d🚒", "❤\ufe0f", "1\ufe0f\u20e3", "👩🏽\u200d🚒", "왼쪽 문", "Café"])
def test_visible_text_stays(text: str) -> None:
    assert strip_citation_marks(text) == text


def test_decomposed_korean_becomes_what_others_type() -> None:
    typed = "정문 카메라"
    assert normalize_text(unicodedata.normalize("NFD", typed)) == typed
    assert normalize_text("e\u200b\u0301") == "é"


@pytest.mark.parametrize(
    "mark",
    ["[1]", "[ 1 ]", "[1, 2]", "[1-3]", "[\u200b1]", "[1\u202e]", "［1］", "【12】", "〔３〕", "[١]", "[1][2]", "[1"],
)
def test_a_number_in_brackets_is_no_citation(mark: str) -> None:
    for text in (f"Gate {mark}", f"{mark} Gate" if mark != "[1" else mark, f"a{mark}"):
        shown = strip_citation_marks(text)
        assert not set("[]［］【】〔〕") & set(shown), shown
        assert strip_citation_marks(shown) == shown


def test_other_brackets_stay() -> None:
    assert strip_citation_marks("[x1] [north] [] a[i]") == "[x1] [north] [] a[i]"


def test_names_are_unmarked_and_questions_keep_their_brackets() -> None:
    assert validate_line("[1] Gate\u202e", ("name",)) == "(1) Gate"
    assert validate_paragraph("see\n[2]", ("description",)) == "see\n(2)"
    assert validate_question("what is [2]?", 100, ("text",)) == "what is [2]?"
    assert validate_line("\u200b\u202e ", ("name",)) is None


def test_texts_in_a_prompt_are_unmarked_except_for_sql() -> None:
    section = format_section("evidence", [{"video": "Hall [1]\u202e\x1b", "objects": ("［2］",)}])
    assert section == '<evidence>\n[{"video":"Hall (1)","objects":["(2)"]}]\n</evidence>'
    assert "ARRAY[1]" in format_section("sql", "SELECT ARRAY[1]")
    assert "ARRAY[1]" in format_section("request", {"plan": {"sql": "SELECT ARRAY[1]"}})


def test_only_checked_citations_look_like_citations_in_an_answer() -> None:
    text, checker = check_text("Somebody fell ［7］ near 【2】 [1]. Nobody else ［1］.", {1})
    assert text == "Somebody fell (7) near (2) [1]."
    assert checker.cited_numbers == [1]
    assert strip_lookalike_marks("a\u202e [1]") == "a [1]"


def test_json_is_normalized_at_any_depth_and_left_as_it_was_given() -> None:
    given: dict[str, object] = {"e\u0301": ["e\u0301", {"k\u200b": 1}]}
    assert normalize_json(given) == {"é": ["é", {"k": 1}]}
    assert "e\u0301" in given
    deep: list[object] = []
    for _ in range(50_000):
        deep = [deep]
    assert normalize_json(deep) is not None


def test_control_characters_of_older_rows_are_not_shown() -> None:
    assert to_printable("a\x00b\x1bc\nd") == "abc\nd"
