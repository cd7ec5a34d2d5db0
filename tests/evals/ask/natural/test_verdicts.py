"""Answers to natural questions are judged by whether they mislead."""

from typing import Any

import pytest

from evals.ask.evaluate import QuestionResult
from evals.ask.footage.clips import IMPORTED_EVENTS
from evals.ask.moments import GroundTruth
from evals.ask.natural.english import ENGLISH
from evals.ask.natural.held_out import HELD_OUT
from evals.ask.natural.korean import KOREAN
from evals.ask.natural.rules import ask, each
from evals.ask.natural.verdicts import Verdict, judge
from evals.ask.score import score_answer

WORLD = GroundTruth(IMPORTED_EVENTS)
QUESTION = ask("en-x", "Who broke into the stockroom?", each("stockroom", "INTRUSION"))
RIGHT = {"type": "INTRUSION", "clip": "stockroom", "startSeconds": 300.0, "endSeconds": 305.0}
WRONG = {"type": "THEFT", "clip": "aisle", "startSeconds": 205.0, "endSeconds": 215.0}


def answer(status: str = "COMPLETED", cited: Any = (), response: str = "", **more: Any) -> QuestionResult:
    history = {
        "status": status,
        "response": response,
        "interpretation": "all footage",
        "notUnderstood": [],
        "degraded": [],
        "coverage": {"videosConsidered": 7},
        "citations": [{"event": event} for event in cited],
        **more,
    }
    score = score_answer(QUESTION.answer_rule(WORLD), history)
    return QuestionResult(QUESTION, "en", history, score, 1.0, {})


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (answer(cited=[RIGHT]), Verdict.EXACT),
        (answer(cited=[WRONG]), Verdict.CONFIDENTLY_WRONG),
        (answer("NOT_FOUND"), Verdict.CONFIDENTLY_WRONG),
        (answer(cited=[RIGHT, WRONG]), Verdict.WRONG),
        (answer(cited=[WRONG], notUnderstood=["alone"]), Verdict.WRONG),
        (answer("NOT_FOUND", notUnderstood=["alone"]), Verdict.REFUSED),
        (answer("NOT_FOUND", coverage={"videosConsidered": 0}), Verdict.REFUSED),
        (answer("NOT_EXAMINED"), Verdict.NOT_EXAMINED),
        (answer("NOT_FOUND", response="No. However, theft was recorded there."), Verdict.REFUSED),
        (
            answer(
                cited=[WRONG],
                response="It is only known per camera who did what: on another camera, the same person "
                "counts as somebody else.",
            ),
            Verdict.WRONG,
        ),
    ],
)
def test_an_answer_that_misleads_is_told_from_one_that_names_its_limits(
    result: QuestionResult, verdict: Verdict
) -> None:
    assert judge(result, WORLD) is verdict


def test_there_are_120_questions_half_of_them_korean_and_a_third_held_out() -> None:
    questions = [*KOREAN, *ENGLISH, *HELD_OUT]
    assert (len(questions), len(HELD_OUT)) == (120, 40)
    assert sum("ko" in question.texts for question in questions) == 60
    assert len({question.key for question in questions}) == 120
