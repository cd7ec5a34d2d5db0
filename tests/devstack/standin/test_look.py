"""What a question about the picture is read as: where to look, and what for."""

from typing import Any

import pytest

from devstack.standin.respond import respond
from domain.ask.plan.planner import build_planning_message
from domain.ask.question.question import ConversationTurn, Question
from domain.chat.plan import LOOK_TOOL
from domain.llm.prompts import FRAME_PLANNER
from models.asking.conversation import Message
from tests.domain.doubles import NOW, VIDEO

AT_5 = {"aboutFootage": True, "seconds": {"from": 2.0, "to": 8.0}, "want": "LIST", "intent": "SCENE", "point": True}


def read(text: str, earlier: tuple[ConversationTurn, ...] = ()) -> dict[str, Any]:
    message = build_planning_message(Question(text, video=VIDEO, earlier=earlier), NOW)
    plan = respond(FRAME_PLANNER, [Message("user", message)], LOOK_TOOL).tool_input
    assert plan is not None
    return dict(plan)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Describe what is on screen", "SCENE"),
        ("화면에 뭐가 보이는지 설명해줘", "SCENE"),
        ("What happened in the first minute, in order?", "TIMELINE"),
        ("처음 1분 동안 무슨 일이 있었는지 순서대로 알려줘", "TIMELINE"),
        ("Who is on the left at 0:10?", "LOCATION"),
        ("10초에 왼쪽에 누가 있어?", "LOCATION"),
        ("What is the person doing at 0:10?", "BEHAVIOUR"),
        ("10초에 그 사람은 뭐 하고 있어?", "BEHAVIOUR"),
        ("How many people came in?", "GENERAL"),
        ("몇 명이 들어왔어?", "GENERAL"),
        ("Who stayed the longest?", "GENERAL"),
        ("가장 오래 머문 사람은 누구야?", "GENERAL"),
        ("How often did somebody leave?", "GENERAL"),
        ("사람이 모두 몇 명 왔어?", "GENERAL"),
    ],
)
def test_what_the_question_is_for(text: str, intent: str) -> None:
    assert read(text)["intent"] == intent


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Who is on the left at 0:10?", "LEFT"),
        ("10초에 왼쪽에 누가 있어?", "LEFT"),
        ("Is anybody in the middle?", "CENTER"),
        ("가운데에 누가 보여?", "CENTER"),
        ("Who can be seen on the right?", "RIGHT"),
        ("오른쪽에 보이는 사람이 있어?", "RIGHT"),
    ],
)
def test_the_side_that_the_question_names(text: str, side: str) -> None:
    assert read(text)["locations"] == [side]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("1분 20초쯤 뭐가 보여?", {"seconds": {"from": 70.0, "to": 90.0}, "point": True}),
        ("6초쯤 뭐가 보여?", {"seconds": {"from": 0.0, "to": 12.0}, "point": True}),
        ("Who is there at 0:05?", {"seconds": {"from": 2.0, "to": 8.0}, "point": True}),
        ("5초에 누가 있어?", {"seconds": {"from": 2.0, "to": 8.0}, "point": True}),
        ("What can be seen when the second person comes in?", {"want": "FIRST", "types": ["PERSON_ENTER"], "nth": 2}),
        ("두 번째 사람이 들어올 때 뭐가 보여?", {"want": "FIRST", "types": ["PERSON_ENTER"], "nth": 2}),
        ("Is anybody smoking on screen?", {"want": "EXISTS", "types": ["SMOKING"]}),
        ("What is there?", {"want": "LIST"}),
    ],
)
def test_where_to_look(text: str, fields: dict[str, Any]) -> None:
    plan = read(text)
    assert {name: plan.get(name) for name in fields} == fields
    assert plan.get("point", False) is fields.get("point", False)
    assert plan["intent"] == "SCENE"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("And what are they doing?", {"sameFrames": True, "aboutEarlier": True, "intent": "BEHAVIOUR"}),
        ("그럼 그 사람은 뭐 하고 있어?", {"sameFrames": True, "aboutEarlier": True, "intent": "BEHAVIOUR"}),
        ("And what is on the right?", {"sameFrames": True, "locations": ["RIGHT"], "intent": "LOCATION"}),
        ("And at 1:20?", {"seconds": {"from": 77.0, "to": 83.0}, "point": True, "intent": "SCENE"}),
        ("그럼 1분 20초에는?", {"seconds": {"from": 77.0, "to": 83.0}, "point": True, "intent": "SCENE"}),
    ],
)
def test_a_follow_up_keeps_the_frames_unless_it_names_another_time(text: str, fields: dict[str, Any]) -> None:
    plan = read(text, (ConversationTurn("Who is there at 0:05?", "P1 stands there [1].", AT_5),))
    assert {name: plan.get(name) for name in fields} == fields
    assert plan.get("sameFrames", False) is fields.get("sameFrames", False)
