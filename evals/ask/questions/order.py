"""The longest, the first, the last; before and after; two things done by one person."""

from evals.ask.expected import each, persons
from evals.ask.golden import asked

_MOST, _SEQUENCE = "superlative", "sequence"

QUESTIONS = (
    asked(
        "stood-longest", _MOST, "가장 오래 서 있던 사람은 누구야?", "Who stood the longest?",
        lambda world: each(world.of("entrance", "STANDING", person="P2")), clip="entrance",
    ),
    asked(
        "stood-shortest", _MOST, "가장 짧게 서 있던 사람은?", "Who stood for the shortest time?",
        lambda world: each(world.of("checkout", "STANDING", person="P2")), clip="checkout",
    ),
    asked(
        "first-in", _MOST, "처음으로 들어온 사람은 언제 들어왔어?", "When did the first person come in?",
        lambda world: each(world.of("aisle", "PERSON_ENTER", person="P1")), clip="aisle",
    ),
    asked(
        "last-out", _MOST, "마지막으로 나간 사람은 누구야?", "Who was the last to leave?",
        lambda world: each(world.of("entrance", "PERSON_EXIT", person="P5")), clip="entrance",
    ),
    asked(
        "latest-smoke", _MOST, "가장 최근에 담배를 피운 건 언제야?", "When was the most recent smoking?",
        lambda world: each(world.of("lobby", "SMOKING")),
    ),
    asked(
        "second-visitor", _MOST, "두 번째로 들어온 사람은 언제 나갔어?", "When did the second visitor leave?",
        lambda world: each(world.of("aisle", "PERSON_EXIT", person="P2")), clip="aisle",
    ),
    asked(
        "how-long", _MOST, "P4는 얼마나 앉아 있었어?", "How long was P4 sitting?",
        lambda world: each(world.of("aisle", "SITTING", person="P4")), clip="aisle",
    ),
    asked(
        "after-collapse", _SEQUENCE, "노인이 쓰러진 뒤에 누가 들어왔어?", "Who came in after the old man collapsed?",
        lambda world: each(
            world.of("entrance", "PERSON_ENTER", since=330), world.of("entrance", "COLLAPSE")
        ),
        clip="entrance",
    ),
    asked(
        "before-perfume", _SEQUENCE, "그 여자가 향수를 훔치기 전에 뭘 했어?",
        "What did the woman do before she stole the perfume?",
        lambda world: each(
            world.of("aisle", "LOITERING", "PICKING", person="P1"),
            world.of("aisle", "PERSON_ENTER", "THEFT", person="P1"),
        ),
        clip="aisle",
    ),
    asked(
        "after-fight", _SEQUENCE, "싸움이 끝난 다음에 나간 사람은 누구야?", "Who left after the fight?",
        lambda world: each(world.of("parking", "PERSON_EXIT"), world.of("parking", "FIGHTING")), clip="parking",
    ),
    asked(
        "after-second-theft", _SEQUENCE, "두 번째 도난 직후에 무슨 일이 있었어?",
        "What happened right after the second theft?",
        lambda world: each(
            world.of("aisle", "RUNNING", "PERSON_EXIT", person="P3"),
            world.of("aisle", since=555, until=645),
        ),
        clip="aisle",
    ),
    asked(
        "before-collapse", _SEQUENCE, "쓰러지기 직전에 그 남자는 뭘 하고 있었어?",
        "What was the man doing just before he collapsed?",
        lambda world: each(
            world.of("entrance", "SITTING"), world.of("entrance", "COLLAPSE", "PERSON_ENTER", person="P3")
        ),
        clip="entrance",
    ),
    asked(
        "before-p2", _SEQUENCE, "P2보다 먼저 나간 사람은 누구야?", "Who left before P2?",
        lambda world: each(world.of("entrance", "PERSON_EXIT", person="P1")), clip="entrance",
    ),
    asked(
        "after-p3", _SEQUENCE, "P3가 들어온 뒤에 들어온 사람은 몇 명이야?", "How many people came in after P3?",
        lambda world: persons(
            [one for person in ("P4", "P5") for one in world.of("entrance", "PERSON_ENTER", person=person)]
        ),
        clip="entrance",
    ),
    asked(
        "loitered-and-stole", _SEQUENCE, "서성이다가 물건을 훔친 사람은 누구야?",
        "Who loitered and then stole something?",
        lambda world: each(world.of("aisle", "LOITERING", "THEFT", person="P1")), clip="aisle",
    ),
    asked(
        "loitered-and-broke-in", _SEQUENCE, "배회하다가 침입한 사람 있어?", "Did anyone loiter and then break in?",
        lambda world: each(world.of("parking", "LOITERING", "INTRUSION", person="P5")), clip="parking",
    ),
    asked(
        "never-left", _SEQUENCE, "들어왔지만 나가지 않은 사람은?", "Who came in but did not leave?",
        lambda world: persons(
            [one for person in ("P3", "P4") for one in world.of("entrance", person=person)], count=False
        ),
        clip="entrance",
    ),
)  # fmt: skip
