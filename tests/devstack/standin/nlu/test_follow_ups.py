"""Follow-ups take what they do not say from the previous question and answer."""

from typing import Any

import pytest

from devstack.standin.nlu.question_plan import read_question

PLAN = {"aboutFootage": True, "types": ["STANDING"], "locations": ["LEFT"], "want": "LIST"}
CONTEXT: dict[str, Any] = {
    "now": "2026-11-23T15:30:00+09:00",
    "timezone": "Asia/Seoul",
    "video": {"name": "Aisle", "camera": None, "recordedAt": None, "durationSeconds": 600},
    "earlier": [{"question": "누가 왼쪽에 서 있었어?", "plan": PLAN, "people": ["P1"], "cited": []}],
}
AFTER_THAT = {"when": "AFTER", "earlier": True}


def read(question: str) -> dict[str, Any]:
    found = read_question(question, CONTEXT)
    return {name: value for name, value in found.items() if name not in ("language", "aboutFootage")}


@pytest.mark.parametrize(
    "question",
    [
        "and then?",
        "Then what?",
        "and then what happened?",
        "그 다음에는?",
        "그 다음은?",
        "그리고 그 다음은?",
        "그 후에는요?",
    ],
)
def test_and_then_asks_what_happened_after_that(question: str) -> None:
    assert read(question) == {"want": "LIST", "relative": AFTER_THAT}


@pytest.mark.parametrize("question", ["and then what did they do?", "그 다음에 뭐 했어?", "그러고 그 다음에 뭐 했어?"])
def test_what_they_did_then_is_about_the_same_person(question: str) -> None:
    assert read(question) == {"want": "LIST", "relative": AFTER_THAT, "aboutEarlier": True}


@pytest.mark.parametrize("question", ["그 사람은 언제 나갔어?", "when did that person leave?"])
def test_that_person_is_the_one_of_the_answer_before(question: str) -> None:
    assert read(question) == {"want": "LIST", "types": ["PERSON_EXIT"], "aboutEarlier": True}


@pytest.mark.parametrize("question", ["오른쪽은?", "그럼 오른쪽은?", "what about the right?", "and on the right?"])
def test_another_side_takes_over_the_rest(question: str) -> None:
    assert read(question) == {"want": "LIST", "types": ["STANDING"], "locations": ["RIGHT"]}


def test_without_an_answer_before_there_is_nothing_to_follow() -> None:
    assert "relative" not in read_question("and then?", {**CONTEXT, "earlier": []})
