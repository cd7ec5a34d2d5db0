"""The longest, the first, the last; before and after; two things done by one person."""

from evals.ask.expected import expect_each, expect_persons
from evals.ask.golden import make_question

_MOST, _SEQUENCE = "superlative", "sequence"

QUESTIONS = (
    make_question(
        "stood-longest", _MOST, "가장 오래 서 있던 사람은 누구야?", "Who stood the longest?",
        lambda world: expect_each(world.select("entrance", "STANDING", person="P2")), clip="entrance",
    ),
    make_question(
        "stood-shortest", _MOST, "가장 짧게 서 있던 사람은?", "Who stood for the shortest time?",
        lambda world: expect_each(world.select("checkout", "STANDING", person="P2")), clip="checkout",
    ),
    make_question(
        "first-in", _MOST, "처음으로 들어온 사람은 언제 들어왔어?", "When did the first person come in?",
        lambda world: expect_each(world.select("aisle", "PERSON_ENTER", person="P1")), clip="aisle",
    ),
    make_question(
        "last-out", _MOST, "마지막으로 나간 사람은 누구야?", "Who was the last to leave?",
        lambda world: expect_each(world.select("entrance", "PERSON_EXIT", person="P5")), clip="entrance",
    ),
    make_question(
        "latest-smoke", _MOST, "가장 최근에 담배를 피운 건 언제야?", "When was the most recent smoking?",
        lambda world: expect_each(world.select("lobby", "SMOKING")),
    ),
    make_question(
        "second-visitor", _MOST, "두 번째로 들어온 사람은 언제 나갔어?", "When did the second visitor leave?",
        lambda world: expect_each(world.select("aisle", "PERSON_EXIT", person="P2")), clip="aisle",
    ),
    make_question(
        "how-long", _MOST, "P4는 얼마나 앉아 있었어?", "How long was P4 sitting?",
        lambda world: expect_each(world.select("aisle", "SITTING", person="P4")), clip="aisle",
    ),
    make_question(
        "after-collapse", _SEQUENCE, "노인이 쓰러진 뒤에 누가 들어왔어?", "Who came in after the old man collapsed?",
        lambda world: expect_each(
            world.select("entrance", "PERSON_ENTER", since=330), world.select("entrance", "COLLAPSE")
        ),
        clip="entrance",
    ),
    make_question(
        "before-perfume", _SEQUENCE, "그 여자가 향수를 훔치기 전에 뭘 했어?",
        "What did the woman do before she stole the perfume?",
        lambda world: expect_each(
            world.select("aisle", "LOITERING", "PICKING", person="P1"),
            world.select("aisle", "PERSON_ENTER", "THEFT", person="P1"),
        ),
        clip="aisle",
    ),
    make_question(
        "after-fight", _SEQUENCE, "싸움이 끝난 다음에 나간 사람은 누구야?", "Who left after the fight?",
        lambda world: expect_each(world.select("parking", "PERSON_EXIT"), world.select("parking", "FIGHTING")),
        clip="parking",
    ),
    make_question(
        "after-second-theft", _SEQUENCE, "두 번째 도난 직후에 무슨 일이 있었어?",
        "What happened right after the second theft?",
        lambda world: expect_each(
            world.select("aisle", "RUNNING", "PERSON_EXIT", person="P3"),
            world.select("aisle", since=555, until=645),
        ),
        clip="aisle",
    ),
    make_question(
        "before-collapse", _SEQUENCE, "쓰러지기 직전에 그 남자는 뭘 하고 있었어?",
        "What was the man doing just before he collapsed?",
        lambda world: expect_each(
            world.select("entrance", "SITTING"), world.select("entrance", "COLLAPSE", "PERSON_ENTER", person="P3")
        ),
        clip="entrance",
    ),
    make_question(
        "before-p2", _SEQUENCE, "P2보다 먼저 나간 사람은 누구야?", "Who left before P2?",
        lambda world: expect_each(world.select("entrance", "PERSON_EXIT", person="P1")), clip="entrance",
    ),
    make_question(
        "after-p3", _SEQUENCE, "P3가 들어온 뒤에 들어온 사람은 몇 명이야?", "How many people came in after P3?",
        lambda world: expect_persons(
            [one for person in ("P4", "P5") for one in world.select("entrance", "PERSON_ENTER", person=person)]
        ),
        clip="entrance",
    ),
    make_question(
        "loitered-and-stole", _SEQUENCE, "서성이다가 물건을 훔친 사람은 누구야?",
        "Who loitered and then stole something?",
        lambda world: expect_each(world.select("aisle", "LOITERING", "THEFT", person="P1")), clip="aisle",
    ),
    make_question(
        "loitered-and-broke-in", _SEQUENCE, "배회하다가 침입한 사람 있어?", "Did anyone loiter and then break in?",
        lambda world: expect_each(world.select("parking", "LOITERING", "INTRUSION", person="P5")), clip="parking",
    ),
    make_question(
        "never-left", _SEQUENCE, "들어왔지만 나가지 않은 사람은?", "Who came in but did not leave?",
        lambda world: expect_persons(
            [one for person in ("P3", "P4") for one in world.select("entrance", person=person)], count=False
        ),
        clip="entrance",
    ),
)  # fmt: skip
