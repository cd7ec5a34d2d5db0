"""What no single kind of event says, and what is not there."""

from evals.ask.expected import each, nothing
from evals.ask.golden import asked

_MEANING, _NEGATIVE = "semantic", "negative"

QUESTIONS = (
    asked(
        "suspicious", _MEANING, "수상한 행동이 있었어?", "Was there any suspicious behaviour?",
        lambda world: each(
            world.of("", "LOITERING", "INTRUSION"),
            [*world.of("", "THEFT", "ANOMALY", "VANDALISM"), *world.of("aisle", "RUNNING")],
        ),
    ),
    asked(
        "emergency", _MEANING, "위급한 상황이 있었나요?", "Was there an emergency?",
        lambda world: each(
            world.of("", "COLLAPSE"),
            [*world.of("", "FIGHTING", "ANOMALY", "CROWDING", "INTERACTION"), *world.of("entrance", "RUNNING")],
        ),
    ),
    asked(
        "crime", _MEANING, "범죄가 일어났어?", "Did any crime take place?",
        lambda world: each(world.of("", "THEFT", "INTRUSION"), world.of("", "VANDALISM", "FIGHTING")),
    ),
    asked(
        "strange", _MEANING, "뭔가 이상한 일이 있었어?", "Did anything strange happen?",
        lambda world: each(world.of("stockroom", "ANOMALY"), world.of("stockroom", "INTRUSION", "THEFT")),
        clip="stockroom",
    ),
    asked(
        "fire", _MEANING, "불이 난 것 같은 장면 있어?", "Is there anything that looks like a fire?",
        lambda world: each(world.of("stockroom", "ANOMALY")),
    ),
    asked(
        "needed-help", _MEANING, "도움이 필요한 사람이 있었어?", "Did anyone need help?",
        lambda world: each(world.of("", "COLLAPSE"), world.of("", "INTERACTION", "ANOMALY", "FIGHTING", "CROWDING")),
    ),
    asked(
        "helper", _MEANING, "바닥에 있는 남자를 도와준 사람이 있어?", "Did somebody help the man on the floor?",
        lambda world: each(
            world.of("entrance", "INTERACTION"),
            [*world.of("entrance", "COLLAPSE"), *world.of("entrance", person="P4")],
        ),
        clip="entrance",
    ),
    asked(
        "ran-away", _MEANING, "도망친 사람이 있었어?", "Did anybody run away?",
        lambda world: each(world.of("aisle", "RUNNING"), world.of("aisle", "THEFT", "PERSON_EXIT", person="P3")),
        clip="aisle",
    ),
    asked("no-fight", _NEGATIVE, "싸움이 있었어?", "Was there a fight?", nothing, clip="entrance"),
    asked("no-smoke", _NEGATIVE, "담배 피우는 사람 있어?", "Is anyone smoking?", nothing, clip="aisle"),
    asked("no-gun", _NEGATIVE, "총을 든 사람이 있었어?", "Was anyone carrying a gun?", nothing),
    asked("nobody-passed", _NEGATIVE, "누가 지나갔어?", "Did anyone walk past?", nothing, clip="backdoor"),
    asked("no-women", _NEGATIVE, "여자가 있었어?", "Were there any women?", nothing, clip="parking"),
    asked(
        "nobody-collapsed", _NEGATIVE, "아무도 쓰러지지 않았지?", "Nobody collapsed, right?",
        lambda world: each(world.of("entrance", "COLLAPSE")), clip="entrance",
    ),
    asked("no-thefts", _NEGATIVE, "도난이 몇 건이야?", "How many thefts were there?", nothing, clip="checkout"),
    asked(
        "no-children-late", _NEGATIVE, "8분 이후에 들어온 아이가 있나요?", "Did a child come in after 8 minutes?",
        nothing, clip="entrance",
    ),
)  # fmt: skip
