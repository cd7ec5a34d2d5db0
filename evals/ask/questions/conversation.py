"""Follow-ups, each asked in the session of the question before."""

from evals.ask.expected import expect_each, expect_persons
from evals.ask.golden import make_question

_FOLLOW = "follow-up"

QUESTIONS = (
    make_question(
        "perfume", _FOLLOW, "향수를 훔친 사람은 누구야?", "Who stole the perfume?",
        lambda world: expect_each(world.select("aisle", "THEFT", person="P1")), clip="aisle",
    ),
    make_question(
        "perfume-left", _FOLLOW, "그 사람은 언제 나갔어?", "When did she leave?",
        lambda world: expect_each(world.select("aisle", "PERSON_EXIT", person="P1")), clip="aisle", follows="perfume",
    ),
    make_question(
        "perfume-before", _FOLLOW, "그 전에는 뭐 했어?", "And what did she do before that?",
        lambda world: expect_each(
            world.select("aisle", "LOITERING", "THEFT", person="P1"), world.select("aisle", person="P1", until=242)
        ),
        clip="aisle", follows="perfume-left",
    ),
    make_question(
        "came", _FOLLOW, "몇 명이 들어왔어?", "How many people came in?",
        lambda world: expect_persons(world.select("checkout", "PERSON_ENTER")), clip="checkout",
    ),
    make_question(
        "and-left", _FOLLOW, "그럼 나간 사람은?", "And how many left?",
        lambda world: expect_persons(world.select("checkout", "PERSON_EXIT")), clip="checkout", follows="came",
    ),
    make_question(
        "stood-left", _FOLLOW, "왼쪽에 서 있던 사람은?", "Who stood on the left?",
        lambda world: expect_each(world.select("entrance", "STANDING", side="LEFT")), clip="entrance",
    ),
    make_question(
        "stood-middle", _FOLLOW, "가운데는?", "What about the middle?",
        lambda world: expect_each(world.select("entrance", "STANDING", side="CENTER")),
        clip="entrance", follows="stood-left",
    ),
    make_question(
        "fights", _FOLLOW, "주차장에서 싸움이 있었어?", "Were there any fights in the parking lot?",
        lambda world: expect_each(world.select("parking", "FIGHTING")),
    ),
    make_question(
        "fights-checkout", _FOLLOW, "계산대에서는?", "And at the checkout?",
        lambda world: expect_each(world.select("checkout", "FIGHTING")), follows="fights",
    ),
)  # fmt: skip
