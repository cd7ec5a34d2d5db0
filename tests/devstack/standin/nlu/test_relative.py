"""Questions about before and after, two actions of one person, cameras and things by name."""

from typing import Any

import pytest

from tests.devstack.standin.nlu.test_question_plan import CONTEXT, EVERYTHING, EXIT, read

FELL = {"types": ["COLLAPSE"]}


@pytest.mark.parametrize(
    ("question", "relative"),
    [
        ("노인이 쓰러진 뒤에 누가 들어왔어?", {"when": "AFTER", "ageGroups": ["OLD"], **FELL}),
        ("쓰러지기 직전에 그 남자는 뭘 하고 있었어?",
         {"when": "BEFORE", "within": 60.0, "genders": ["MALE"], "samePerson": True, **FELL}),
        ("두 번째 도난 직후에 무슨 일이 있었어?", {"when": "AFTER", "within": 60.0, "nth": 2, "types": ["THEFT"]}),
        ("싸움이 끝난 다음에 나간 사람은 누구야?", {"when": "AFTER", "types": ["FIGHTING"]}),
        ("Who came in after the old man collapsed?",
         {"when": "AFTER", "genders": ["MALE"], "ageGroups": ["OLD"], **FELL}),
        ("What did the woman do before she stole it?",
         {"when": "BEFORE", "genders": ["FEMALE"], "types": ["THEFT"], "samePerson": True}),
        ("쓰러지고 나서 누가 왔어?", {"when": "AFTER", **FELL}),
        ("After the fight, who left?", {"when": "AFTER", "types": ["FIGHTING"]}),
    ],
)  # fmt: skip
def test_another_event_is_what_the_question_is_relative_to(question: str, relative: dict[str, Any]) -> None:
    assert read(question)["relative"] == relative


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("P2보다 먼저 나간 사람은?", "BEFORE"),
        ("2번 손님보다 늦게 나간 사람은 누구예요?", "AFTER"),
        ("P2가 나가기 전에 나간 사람은?", "BEFORE"),
        ("P2 다음에 나간 사람은?", "AFTER"),
        ("P2가 나간 뒤에 나간 사람은?", "AFTER"),
        ("Who left before P2?", "BEFORE"),
        ("Who left before P2 did?", "BEFORE"),
        ("Who left later than P2?", "AFTER"),
    ],
)
def test_others_are_compared_with_a_person_by_what_both_did(question: str, when: str) -> None:
    plan = read(question)
    assert plan["relative"] == {"when": when, "trackIds": ["P2"], "types": EXIT}
    assert (plan["types"], plan.get("trackIds")) == (EXIT, None)


@pytest.mark.parametrize("question", ["그 사람보다 먼저 나간 사람은?", "Who left before her?"])
def test_others_are_compared_with_the_person_of_the_answer_before(question: str) -> None:
    earlier = {**CONTEXT, "earlier": [{"question": "…", "plan": {"types": EXIT, "aboutFootage": True}}]}
    assert read(question, earlier)["relative"] == {"when": "BEFORE", "earlier": True, "types": EXIT}


@pytest.mark.parametrize("question", ["그 전에는 뭐 했어?", "And what did she do before that?"])
def test_before_that_is_before_what_was_answered_and_of_that_person(question: str) -> None:
    earlier = {**CONTEXT, "earlier": [{"question": "…", "plan": {"types": EXIT, "aboutFootage": True}}]}
    plan = read(question, earlier)
    assert plan == {"want": "LIST", "relative": {"when": "BEFORE", "earlier": True}, "aboutEarlier": True}


@pytest.mark.parametrize(
    "question",
    [
        "서성이다가 물건을 훔친 사람은 누구야?",
        "배회하고 나서 절도까지 한 사람은?",
        "Who loitered and then stole something?",
        "Who was loitering before stealing?",
    ],
)
def test_two_deeds_of_one_person_are_asked_together(question: str) -> None:
    plan = read(question)
    assert (plan["types"], plan.get("together")) == (["LOITERING", "THEFT"], True)


@pytest.mark.parametrize(
    "question", ["낙서하거나 훔친 사람 있어?", "Did anyone loiter or steal?", "Who loitered and who stole something?"]
)
def test_alternatives_are_not(question: str) -> None:
    assert "together" not in read(question)


@pytest.mark.parametrize(
    ("question", "cameras"),
    [
        ("주차장에서 싸운 사람 있어?", ["주차장"]),
        ("Was there a fight in the parking lot?", ["주차장"]),
        ("창고에 누가 침입했어?", ["Stockroom 2"]),
        ("show me the fight in the carpark", ["주차장"]),
        ("Did anyone smoke?", None),
    ],
)
def test_a_place_that_is_a_camera_of_the_context_is_that_camera(question: str, cameras: list[str] | None) -> None:
    context = {**EVERYTHING, "cameras": ["Stockroom 2", "주차장"]}
    assert read(question, context).get("cameras") == cameras


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("노트북을 훔친 사람 찾아줘", "노트북"),
        ("Which customer picked up the wine?", "wine"),
        ("총을 든 사람이 있었어?", "총을"),
        ("절도는 총 몇 건이야?", None),
        ("물건을 훔친 사람은?", None),
    ],
)
def test_a_thing_is_a_condition_of_words(question: str, text: str | None) -> None:
    assert read(question).get("text") == text


def test_who_something_is_done_to_is_not_who_is_looked_for() -> None:
    assert "genders" not in read("바닥에 있는 남자를 도와준 사람이 있어?")
    assert "genders" not in read("Did somebody help the man on the floor?")
    assert read("빨간 옷 입은 여자를 찾아줘")["genders"] == ["FEMALE"]
