"""The questions of chats, and the checks of their answers."""

from typing import Any

import pytest

from evals.chat.__main__ import ChatResult, format_report, has_reached_targets
from evals.chat.checks import expect_colours, expect_count, expect_refusal, expect_side
from evals.chat.questions import QUESTIONS, SAMPLE
from evals.chat.truth import visible_people


def history(response: str, status: str = "COMPLETED") -> dict[str, Any]:
    return {"response": response, "status": status, "citations": [{"event": None}], "interpretation": ""}


def test_there_are_at_least_thirty_questions_and_each_is_asked_in_both_languages() -> None:
    assert sum(len(question.texts) for question in QUESTIONS) >= 30
    assert all(set(question.texts) == {"ko", "en"} for question in QUESTIONS)
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS)


def test_the_truth_is_the_script_s() -> None:
    assert [(one.side, one.shirt, one.moving) for one in visible_people(SAMPLE, 6.0)] == [("LEFT", "red", False)]
    assert [one.shirt for one in visible_people(SAMPLE, 15.0)] == ["red", "blue"]
    assert visible_people(SAMPLE, 28.0) == []


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (
            expect_count(2),
            "At 00:15, 2 people are visible [1].",
            "At 00:15, 1 person is visible, for 2 seconds at 02:02 [2].",
        ),
        (expect_count(0), "00:28에 사람이 보이지 않습니다 [1].", "00:28에 사람 1명이 보입니다 [1]."),
        (expect_side("LEFT"), "The person is on the left (upright) [1].", "The person is on the left or right [1]."),
        (expect_colours("red"), "상의 빨간색입니다 [1].", "상의 파란색입니다 [1]."),
    ],
)
def test_checks_tell_right_from_wrong(check: Any, right: str, wrong: str) -> None:
    assert check(history(right)) is None
    assert check(history(wrong)) is not None
    assert check(history(right, "NOT_FOUND")) is not None


def test_a_refusal_names_what_it_refuses_and_invents_nothing() -> None:
    check = expect_refusal("age", "나이")
    assert check(history("I cannot tell age [1].", "NOT_FOUND")) is None
    assert check(history("I cannot tell age [1].")) is not None
    assert check(history("I cannot say.", "NOT_FOUND")) is not None
    assert check(history("I cannot tell age, but he is 30 years old [1].", "NOT_FOUND")) is not None


def test_the_figures_are_reached_only_with_every_refusal_honest() -> None:
    results = [ChatResult(question, "en", history("x"), None, 1.0) for question in QUESTIONS]
    assert has_reached_targets(results)
    honest = next(place for place, one in enumerate(results) if one.question.expects_refusal)
    results[honest] = ChatResult(results[honest].question, "en", history("x"), "wrong", 1.0)
    assert not has_reached_targets(results)
    assert "honest refusals: 7 of 8" in format_report(results)
