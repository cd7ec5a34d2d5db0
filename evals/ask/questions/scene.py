"""Questions about the scripted scene: its events come from the pictures, not from another detector."""

from evals.ask.expected import ExpectedAnswer, expect_each, expect_nothing, expect_persons
from evals.ask.footage.clips import SCENE
from evals.ask.golden import make_question
from evals.ask.moments import GroundTruth

_ANALYSED = "analysed scene"


def _expect_between(world: GroundTruth) -> ExpectedAnswer:
    """Standing from 34.5 s is told in any fair account; steps, and what is at the window's edge, may be left out."""
    return expect_each(world.select(SCENE, "STANDING", since=31, until=44), world.select(SCENE, since=29, until=46))


QUESTIONS = (
    make_question(
        "scene-came", _ANALYSED, "몇 명이 들어왔어?", "How many people came in?",
        lambda world: expect_persons(world.select(SCENE, "PERSON_ENTER")), clip=SCENE,
    ),
    make_question(
        "scene-left-shelf", _ANALYSED, "누가 왼쪽 선반 앞에 서 있었어?", "Who stood in front of the left shelf?",
        lambda world: expect_each(world.select(SCENE, "STANDING", side="LEFT")), clip=SCENE,
    ),
    make_question(
        "scene-first-15", _ANALYSED, "처음 15초 동안 들어온 사람은 몇 명이야?",
        "How many people came in during the first 15 seconds?",
        lambda world: expect_persons(world.select(SCENE, "PERSON_ENTER", until=15)), clip=SCENE,
    ),
    make_question(
        "scene-longest", _ANALYSED, "가장 오래 서 있던 사람은 언제 서 있었어?",
        "When did the person who stood the longest stand there?",
        lambda world: expect_each(world.select(SCENE, "STANDING", side="LEFT")), clip=SCENE,
    ),
    make_question(
        "scene-last", _ANALYSED, "마지막으로 나간 사람은 언제 나갔어?", "When did the last person leave?",
        lambda world: expect_each(world.select(SCENE, "PERSON_EXIT")[-1:]), clip=SCENE,
    ),
    make_question(
        "scene-out-right", _ANALYSED, "오른쪽으로 나간 사람은 몇 명이야?", "How many people left on the right?",
        lambda world: expect_persons(world.select(SCENE, "PERSON_EXIT", side="RIGHT")), clip=SCENE,
    ),
    make_question(
        "scene-between", _ANALYSED, "30초에서 45초 사이에 무슨 일이 있었어?", "What happened between 0:30 and 0:45?",
        _expect_between, clip=SCENE,
    ),
    make_question(
        "scene-second", _ANALYSED, "두 번째 손님은 언제 나갔어?", "When did the second visitor leave?",
        lambda world: expect_each(world.select(SCENE, "PERSON_EXIT", person="visit 2")), clip=SCENE,
    ),
    make_question("scene-fell", _ANALYSED, "쓰러진 사람이 있었나요?", "Did anyone fall?", expect_nothing, clip=SCENE),
    make_question(
        "scene-loitered", _ANALYSED, "배회한 사람이 있어?", "Was anyone loitering?", expect_nothing, clip=SCENE,
    ),
)  # fmt: skip
