"""Answer a question from given rows, in the language that the request names."""

from collections.abc import Mapping
from typing import Any

from devstack.bedrock.language import english_answers, english_tables, korean_answers, korean_tables
from devstack.bedrock.language.case import case_of
from devstack.bedrock.language.tables import table_of

NOT_FOUND = "NOT_FOUND"


def answer(given: Mapping[str, Any]) -> str:
    """The answer's text. NOT_FOUND where no row speaks of what was asked."""
    case = case_of(given)
    korean = (given.get("request") or {}).get("language") == "ko"
    table = table_of(given)
    if table is not None:
        return korean_tables.answer(table, case) if korean else english_tables.answer(table, case)
    if not case.rows:
        return NOT_FOUND
    return korean_answers.answer(case) if korean else english_answers.answer(case)
