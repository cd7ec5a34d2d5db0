"""Follow-ups, each asked in the session of the question before."""

from evals.ask.expected import each, persons
from evals.ask.golden import asked

_FOLLOW = "follow-up"

QUESTIONS = (
    asked(
        "perfume", _FOLLOW, "향수를 훔친 사람은 누구야?", "Who stole the perfume?",
        lambda world: each(world.of("aisle", "THEFT", person="P1")), clip="aisle",
    ),
    asked(
        "perfume-left", _FOLLOW, "그 사람은 언제 나갔어?", "When did she leave?",
        lambda world: each(world.of("aisle", "PERSON_EXIT", person="P1")), clip="aisle", follows="perfume",
    ),
    asked(
        "perfume-before", _FOLLOW, "그 전에는 뭐 했어?", "And what did she do before that?",
        lambda world: each(
            world.of("aisle", "LOITERING", "THEFT", person="P1"), world.of("aisle", person="P1", until=242)
        ),
        clip="aisle", follows="perfume-left",
    ),
    asked(
        "came", _FOLLOW, "몇 명이 들어왔어?", "How many people came in?",
        lambda world: persons(world.of("checkout", "PERSON_ENTER")), clip="checkout",
    ),
    asked(
        "and-left", _FOLLOW, "그럼 나간 사람은?", "And how many left?",
        lambda world: persons(world.of("checkout", "PERSON_EXIT")), clip="checkout", follows="came",
    ),
    asked(
        "stood-left", _FOLLOW, "왼쪽에 서 있던 사람은?", "Who stood on the left?",
        lambda world: each(world.of("entrance", "STANDING", side="LEFT")), clip="entrance",
    ),
    asked(
        "stood-middle", _FOLLOW, "가운데는?", "What about the middle?",
        lambda world: each(world.of("entrance", "STANDING", side="CENTER")), clip="entrance", follows="stood-left",
    ),
    asked(
        "fights", _FOLLOW, "주차장에서 싸움이 있었어?", "Were there any fights in the parking lot?",
        lambda world: each(world.of("parking", "FIGHTING")),
    ),
    asked(
        "fights-checkout", _FOLLOW, "계산대에서는?", "And at the checkout?",
        lambda world: each(world.of("checkout", "FIGHTING")), follows="fights",
    ),
)  # fmt: skip
