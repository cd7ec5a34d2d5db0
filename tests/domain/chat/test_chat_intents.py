"""What a chat takes a question for, in both languages: the model is told, and general ones go to retrieval."""

import pytest

from domain.ask.question.question import ConversationTurn
from models.filters import SecondsRange
from tests.domain.chat.chats import ANSWER, KOREAN, ByRetrieval, chat


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
    ],
)
async def test_the_model_is_told_what_the_question_is_for(text: str, intent: str) -> None:
    found = await chat(text, says=[ANSWER if text.isascii() else KOREAN])
    assert f'"intent":"{intent}"' in found.models.shown[0].messages[0].text
    assert found.answer.plan["intent"] == intent


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
async def test_the_model_is_told_the_side_that_the_question_names(text: str, side: str) -> None:
    found = await chat(text, says=[ANSWER if text.isascii() else KOREAN])
    assert f'"sides":["{side}"]' in found.models.shown[0].messages[0].text


@pytest.mark.parametrize(
    "text",
    [
        "How many people came in?",
        "몇 명이 들어왔어?",
        "Who stayed the longest?",
        "가장 오래 머문 사람은 누구야?",
        "How often did somebody leave?",
        "사람이 모두 몇 명 왔어?",
    ],
)
async def test_what_events_tell_better_than_pictures_is_answered_by_retrieval(text: str) -> None:
    with pytest.raises(ByRetrieval):
        await chat(text)


async def test_where_the_caller_gives_a_range_even_that_is_looked_at() -> None:
    found = await chat("How many people came in?", seconds=SecondsRange(0.0, 20.0))
    assert (found.wanted_frames.start, found.wanted_frames.end) == (0.0, 20.0)


@pytest.mark.parametrize(
    ("first", "then"),
    [("Who is there at 0:05?", "And what are they doing?"), ("5초에 누가 있어?", "그럼 그 사람은 뭐 하고 있어?")],
)
async def test_a_follow_up_in_either_language_keeps_the_frames_in_view(first: str, then: str) -> None:
    says = [ANSWER if first.isascii() else KOREAN]
    answered = await chat(first, says=says)
    turn = ConversationTurn(first, answered.answer.response, answered.answer.plan)
    found = await chat(then, says=says, earlier=(turn,))
    assert found.camera.wanted == []
    assert found.answer.plan["frames"] == answered.answer.plan["frames"]


async def test_a_follow_up_about_the_frames_of_an_instant_is_about_that_instant() -> None:
    first, then = "5초에 누가 있어?", "그럼 그 사람은 뭐 하고 있어?"
    answered = await chat(first, says=[KOREAN])
    turn = ConversationTurn(first, answered.answer.response, answered.answer.plan)
    found = await chat(then, says=[KOREAN], earlier=(turn,))
    assert '"momentSeconds":5.0' in found.models.shown[0].messages[0].text
    assert found.answer.plan["moment"] == 5.0
    assert '"moment"' not in found.models.said[0].messages[0].text


@pytest.mark.parametrize(
    ("first", "then"),
    [("Who is there at 0:05?", "And at 1:20?"), ("5초에 누가 있어?", "그럼 1분 20초에는?")],
)
async def test_a_follow_up_that_names_another_time_looks_there(first: str, then: str) -> None:
    says = [ANSWER if first.isascii() else KOREAN]
    answered = await chat(first, says=says)
    turn = ConversationTurn(first, answered.answer.response, answered.answer.plan)
    found = await chat(then, says=says, earlier=(turn,))
    assert found.wanted_frames.moments[0].seconds == 80.0
