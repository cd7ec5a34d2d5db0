"""What no single kind of event says, and what is not there."""

from evals.ask.expected import expect_each, expect_nothing
from evals.ask.golden import make_question

_MEANING, _NEGATIVE = "semantic", "negative"

QUESTIONS = (
    make_question(
        "suspicious", _MEANING, "수상한 행동이 있었어?", "Was there any suspicious behaviour?",
        lambda world: expect_each(
            world.select("", "LOITERING", "INTRUSION"),
            [*world.select("", "THEFT", "ANOMALY", "VANDALISM"), *world.select("aisle", "RUNNING")],
        ),
    ),
    make_question(
        "emergency", _MEANING, "위급한 상황이 있었나요?", "Was there an emergency?",
        lambda world: expect_each(
            world.select("", "COLLAPSE"),
            [*world.select("", "FIGHTING", "ANOMALY", "CROWDING", "INTERACTION"), *world.select("entrance", "RUNNING")],
        ),
    ),
    make_question(
        "crime", _MEANING, "범죄가 일어났어?", "Did any crime take place?",
        lambda world: expect_each(world.select("", "THEFT", "INTRUSION"), world.select("", "VANDALISM", "FIGHTING")),
    ),
    make_question(
        "strange", _MEANING, "뭔가 이상한 일이 있었어?", "Did anything strange happen?",
        lambda world: expect_each(
            world.select("stockroom", "ANOMALY"), world.select("stockroom", "INTRUSION", "THEFT")
        ),
        clip="stockroom",
    ),
    make_question(
        "fire", _MEANING, "불이 난 것 같은 장면 있어?", "Is there anything that looks like a fire?",
        lambda world: expect_each(world.select("stockroom", "ANOMALY")),
    ),
    make_question(
        "needed-help", _MEANING, "도움이 필요한 사람이 있었어?", "Did anyone need help?",
        lambda world: expect_each(
            world.select("", "COLLAPSE"), world.select("", "INTERACTION", "ANOMALY", "FIGHTING", "CROWDING")
        ),
    ),
    make_question(
        "helper", _MEANING, "바닥에 있는 남자를 도와준 사람이 있어?", "Did somebody help the man on the floor?",
        lambda world: expect_each(
            world.select("entrance", "INTERACTION"),
            [*world.select("entrance", "COLLAPSE"), *world.select("entrance", person="P4")],
        ),
        clip="entrance",
    ),
    make_question(
        "ran-away", _MEANING, "도망친 사람이 있었어?", "Did anybody run away?",
        lambda world: expect_each(
            world.select("aisle", "RUNNING"), world.select("aisle", "THEFT", "PERSON_EXIT", person="P3")
        ),
        clip="aisle",
    ),
    make_question("no-fight", _NEGATIVE, "싸움이 있었어?", "Was there a fight?", expect_nothing, clip="entrance"),
    make_question("no-smoke", _NEGATIVE, "담배 피우는 사람 있어?", "Is anyone smoking?", expect_nothing, clip="aisle"),
    make_question("no-gun", _NEGATIVE, "총을 든 사람이 있었어?", "Was anyone carrying a gun?", expect_nothing),
    make_question(
        "nobody-passed", _NEGATIVE, "누가 지나갔어?", "Did anyone walk past?", expect_nothing, clip="backdoor",
    ),
    make_question("no-women", _NEGATIVE, "여자가 있었어?", "Were there any women?", expect_nothing, clip="parking"),
    make_question(
        "nobody-collapsed", _NEGATIVE, "아무도 쓰러지지 않았지?", "Nobody collapsed, right?",
        lambda world: expect_each(world.select("entrance", "COLLAPSE")), clip="entrance",
    ),
    make_question(
        "no-thefts", _NEGATIVE, "도난이 몇 건이야?", "How many thefts were there?", expect_nothing, clip="checkout",
    ),
    make_question(
        "no-children-late", _NEGATIVE, "8분 이후에 들어온 아이가 있나요?", "Did a child come in after 8 minutes?",
        expect_nothing, clip="entrance",
    ),
)  # fmt: skip
