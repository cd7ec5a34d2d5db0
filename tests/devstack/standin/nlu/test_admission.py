"""The stand-in admits what it did not understand, and defines yes only where it understood everything."""

from typing import Any

import pytest

from devstack.standin.nlu.question_plan import read_question

CONTEXT: dict[str, Any] = {"now": "2026-11-23T15:30:00+09:00", "timezone": "Asia/Seoul", "video": None, "earlier": []}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("혼자 온 손님 몇 명이야?", ["혼자"]),
        ("들어온 사람은 다 나갔어?", ["다"]),
        ("How many came in alone?", ["alone"]),
        ("Did everybody leave?", ["everybody"]),
        ("Who was there while they fought?", ["while"]),
        ("Were there more men than women?", ["than"]),
    ],
)
def test_what_no_field_holds_is_admitted(question: str, words: list[str]) -> None:
    plan = read_question(question, CONTEXT)
    assert set(words) <= set(plan["notUnderstood"])
    assert "yesMeans" not in plan


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("절도가 있었어?", "FOUND"),
        ("Did anyone smoke?", "FOUND"),
        ("Was nobody there?", "NOTHING_FOUND"),
        ("누가 나갔어?", None),
    ],
)
def test_yes_has_a_meaning_where_all_is_understood(question: str, meaning: str | None) -> None:
    plan = read_question(question, CONTEXT)
    assert "notUnderstood" not in plan
    assert plan.get("yesMeans") == meaning
