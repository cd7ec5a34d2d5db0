"""Writes the answer to a question from given rows, in the language of the request."""

from collections.abc import Mapping
from typing import Any

from devstack.standin.nlg.en import answers as english_answers
from devstack.standin.nlg.en import tables as english_tables
from devstack.standin.nlg.ko import answers as korean_answers
from devstack.standin.nlg.ko import tables as korean_tables
from devstack.standin.nlg.tables import read_table
from devstack.standin.nlg.writer_input import read_writer_input

NOT_FOUND = "NOT_FOUND"
_YES_OR_NO = ("네, ", "아니요, ", "Yes, ", "No, ", "In fact, ")


def answer(sections: Mapping[str, Any]) -> str:
    """The answer's text; NOT_FOUND if no row fits the question."""
    case = read_writer_input(sections)
    korean = (sections.get("request") or {}).get("language") == "ko"
    table = read_table(sections)
    if table is not None:
        return korean_tables.answer(table, case) if korean else english_tables.answer(table, case)
    if not case.rows:
        return NOT_FOUND
    text = korean_answers.answer(case) if korean else english_answers.answer(case)
    return text if (sections.get("request") or {}).get("yesNo", True) else _without_yes_or_no(text)


def _without_yes_or_no(text: str) -> str:
    """The answer without a yes or no in front, where the plan does not say what yes would mean."""
    start = next((start for start in _YES_OR_NO if text.startswith(start)), "")
    rest = text.removeprefix(start)
    return rest[:1].upper() + rest[1:] if start else text
