"""Parts of a video, and times of day."""

from evals.ask.expected import expect_each, expect_nothing, expect_persons
from evals.ask.golden import make_question

_PART, _CLOCK = "time range", "wall clock"

QUESTIONS = (
    make_question(
        "minute-two", _PART, "1분에서 2분 사이에 무슨 일이 있었어?", "What happened between 1:00 and 2:00?",
        lambda world: expect_each(
            world.select("entrance", "PERSON_ENTER", "PERSON_EXIT", "STANDING", since=60, until=110),
            world.select("entrance", since=50, until=121),
        ),
        clip="entrance",
    ),
    make_question(
        "first-90", _PART, "처음 1분 30초 동안 들어온 사람은?", "Who came in during the first minute and a half?",
        lambda world: expect_each(world.select("entrance", "PERSON_ENTER", until=90)), clip="entrance",
    ),
    make_question(
        "last-five", _PART, "마지막 5분 동안 누가 나갔나요?", "Who left in the last 5 minutes?",
        lambda world: expect_each(world.select("entrance", "PERSON_EXIT", since=300)), clip="entrance",
    ),
    make_question(
        "after-ten", _PART, "10분 이후에 앉아 있던 사람 있어?", "Was anyone sitting after the 10 minute mark?",
        lambda world: expect_each(world.select("aisle", "SITTING")), clip="aisle",
    ),
    make_question(
        "around-640", _PART, "6분 40초쯤에 뭐 하고 있었어?", "What was going on around 6:40?",
        lambda world: expect_each(world.select("parking", "SMOKING")), clip="parking",
    ),
    make_question(
        "before-collapse-window", _PART, "5분 되기 전에 나간 사람이 몇 명이죠?",
        "How many people left before the five minute mark?",
        lambda world: expect_persons(world.select("entrance", "PERSON_EXIT", until=300)), clip="entrance",
    ),
    make_question(
        "fight-by-night", _CLOCK, "2025년 11월 15일 밤 11시 30분부터 자정 사이에 싸움이 있었나요?",
        "Was there a fight between 11:30 pm and midnight on November 15, 2025?",
        lambda world: expect_each(world.select("parking", "FIGHTING")),
    ),
    make_question(
        "after-2105", _CLOCK, "밤 9시 5분 이후에 들어온 사람은 몇 명이야?", "How many people came in after 9:05 pm?",
        lambda world: expect_persons(world.select("entrance", "PERSON_ENTER", since=300)), clip="entrance",
    ),
    make_question(
        "yesterday", _CLOCK, "어제 밤 9시에서 10시 사이에 담배 피운 사람이 있었어?",
        "Did anyone smoke between 9 and 10 pm yesterday?", lambda world: expect_each(world.select("lobby", "SMOKING")),
    ),
    make_question(
        "early-morning", _CLOCK, "2025년 11월 16일 새벽에 무슨 일이 있었어?",
        "What happened in the early morning of November 16, 2025?",
        lambda world: expect_each(
            world.select("stockroom", "INTRUSION", "THEFT", "ANOMALY"), world.select("stockroom")
        ),
    ),
    make_question(
        "new-york-smoker", _CLOCK, "오전 9시 7분쯤에 담배를 피운 사람은 누구야?", "Who was smoking at about 9:07 am?",
        lambda world: expect_each(world.select("checkout", "SMOKING")), clip="checkout",
    ),
    make_question(
        "saturday-thefts", _CLOCK, "2025년 11월 15일 오후에 물건을 훔친 사람은?",
        "Who stole something on the afternoon of November 15, 2025?",
        lambda world: expect_each(world.select("aisle", "THEFT")),
    ),
    make_question(
        "position-everywhere", _PART, "00:10에서 00:22 사이에 들어온 사람은?", "Who came in between 00:10 and 00:22?",
        lambda world: expect_each(world.select("", "PERSON_ENTER", since=10, until=22)),
    ),
    make_question(
        "nine-in-the-morning", _CLOCK, "2025년 11월 14일 아침 9시에서 9시 10분 사이에 싸운 사람 있어?",
        "Was there a fight between 9:00 and 9:10 am on November 14, 2025?",
        lambda world: expect_each(world.select("checkout", "FIGHTING")),
    ),
    make_question(
        "christmas", _CLOCK, "2024년 12월 25일에 도난이 있었나요?", "Were there any thefts on December 25, 2024?",
        expect_nothing,
    ),
)  # fmt: skip
