"""What a chat does with the intent of a plan: the model that looks is told, and general questions go to retrieval."""

import pytest

from domain.ask.question.question import ConversationTurn
from models.filters import SecondsRange
from tests.domain.chat.chats import ByRetrieval, ChatRun, chat, look, look_at
from tests.domain.scripted_models import read_sections


@pytest.mark.parametrize("intent", ["SCENE", "TIMELINE", "LOCATION", "BEHAVIOUR"])
async def test_the_model_is_told_what_the_question_is_for(intent: str) -> None:
    run = await chat("What is there?", look(intent=intent))
    assert run.request["intent"] == intent
    assert run.answer.plan["intent"] == intent


@pytest.mark.parametrize("side", ["LEFT", "CENTER", "RIGHT"])
async def test_the_model_is_told_the_side_that_the_question_names(side: str) -> None:
    run = await chat("Who is there?", look(intent="LOCATION", locations=[side]))
    assert run.request["sides"] == [side]


async def test_what_events_tell_better_than_pictures_is_answered_by_retrieval() -> None:
    with pytest.raises(ByRetrieval):
        await chat("How many people came in?", look(intent="GENERAL", want="COUNT_PEOPLE", types=["PERSON_ENTER"]))


async def test_where_the_caller_gives_a_range_even_that_is_looked_at() -> None:
    plan = look(intent="GENERAL", want="COUNT_PEOPLE", types=["PERSON_ENTER"])
    run = await chat("How many people came in?", plan, seconds=SecondsRange(0.0, 20.0))
    assert (run.wanted_frames.start, run.wanted_frames.end) == (0.0, 20.0)


async def chat_about_five_seconds() -> tuple[ChatRun, ConversationTurn]:
    """A first answer about an instant, and the turn that a follow-up has of it."""
    run = await chat("Who is there at 0:05?", look_at(5.0))
    return run, ConversationTurn("Who is there at 0:05?", run.answer.response, run.answer.plan)


async def test_a_follow_up_keeps_the_frames_in_view() -> None:
    first, turn = await chat_about_five_seconds()
    plan = look(intent="BEHAVIOUR", aboutEarlier=True, sameFrames=True)
    run = await chat("And what are they doing?", plan, earlier=(turn,))
    assert run.camera.wanted == []
    assert run.answer.plan["frames"] == first.answer.plan["frames"]


async def test_a_follow_up_about_the_frames_of_an_instant_is_about_that_instant() -> None:
    _, turn = await chat_about_five_seconds()
    plan = look(intent="BEHAVIOUR", aboutEarlier=True, sameFrames=True)
    run = await chat("And what are they doing?", plan, earlier=(turn,))
    assert run.request["momentSeconds"] == 5.0
    assert run.answer.plan["moment"] == 5.0
    # The planner sees how the question before was read, without what was worked out for its answer.
    [earlier] = read_sections(run.models.said[0])["context"]["earlier"]
    assert earlier["question"] == turn.text
    assert "moment" not in earlier["plan"]


async def test_a_follow_up_that_names_another_time_looks_there() -> None:
    _, turn = await chat_about_five_seconds()
    run = await chat("And at 1:20?", look_at(80.0), earlier=(turn,))
    assert run.wanted_frames.moments[0].seconds == 80.0
