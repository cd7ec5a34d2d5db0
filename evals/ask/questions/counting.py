"""How many events, how many people, which camera."""

from evals.ask.expected import ExpectedAnswer, expect_each, expect_persons
from evals.ask.golden import make_question
from evals.ask.moments import GroundTruth

_COUNT, _PEOPLE, _CAMERA = "count", "distinct people", "cross-camera"


def _expect_most_thefts(world: GroundTruth) -> ExpectedAnswer:
    wanted = expect_each(world.select("aisle", "THEFT"), world.select("", "THEFT"))
    return ExpectedAnswer(wanted.required, wanted.optional, word=("aisle 3", "3번 통로", "Golden 2"))


QUESTIONS = (
    make_question(
        "came-in", _COUNT, "모두 몇 명이 들어왔어?", "How many people came in altogether?",
        lambda world: expect_persons(world.select("entrance", "PERSON_ENTER")), clip="entrance",
    ),
    make_question(
        "theft-count", _COUNT, "절도는 총 몇 건이야?", "How many thefts were there?",
        lambda world: expect_each(world.select("", "THEFT"), count=3),
    ),
    make_question(
        "fight-count", _COUNT, "싸움이 몇 번 있었어?", "How many fights were there?",
        lambda world: expect_each(world.select("", "FIGHTING"), count=2),
    ),
    make_question(
        "pick-count", _COUNT, "물건을 집은 건 몇 번이야?", "How many times did someone pick something up?",
        lambda world: expect_each(world.select("aisle", "PICKING"), count=2), clip="aisle",
    ),
    make_question(
        "left-count", _COUNT, "나간 사람은 몇 명?", "How many people left?",
        lambda world: expect_persons(world.select("checkout", "PERSON_EXIT")), clip="checkout",
    ),
    make_question(
        "women-count", _COUNT, "여자는 몇 명 들어왔어?", "How many women came in?",
        lambda world: expect_persons(world.select("aisle", "PERSON_ENTER", gender="FEMALE")), clip="aisle",
    ),
    make_question(
        "all-people", _PEOPLE, "영상에 나온 사람은 모두 몇 명이야?", "How many different people appear in this video?",
        lambda world: expect_persons(world.select("parking")), clip="parking",
    ),
    make_question(
        "smoker-count", _PEOPLE, "담배 피운 사람은 몇 명이야?", "How many different people smoked?",
        lambda world: expect_persons(world.select("", "SMOKING")),
    ),
    make_question(
        "thief-count", _PEOPLE, "서로 다른 사람 몇 명이 물건을 훔쳤어?", "How many different people stole something?",
        lambda world: expect_persons(world.select("aisle", "THEFT")), clip="aisle",
    ),
    make_question(
        "busiest-hour", _COUNT, "주차장에 사람이 가장 많이 들어온 시간대는?",
        "At which hour did most people enter the parking lot?",
        lambda world: ExpectedAnswer(optional=world.select("parking", "PERSON_ENTER"), word=("23시", "23:00")),
    ),
    make_question(
        "busiest-minute", _COUNT, "사람이 가장 많이 나간 시간대는 언제야?", "When did the most people leave?",
        lambda world: ExpectedAnswer(optional=world.select("parking", "PERSON_EXIT"), word=("04:00", "05:00")),
        clip="parking",
    ),
    make_question(
        "parking-fight", _CAMERA, "주차장에서 싸운 사람 있어?", "Was there a fight in the parking lot?",
        lambda world: expect_each(world.select("parking", "FIGHTING")),
    ),
    make_question(
        "stockroom-intruder", _CAMERA, "창고에 누가 침입했어?", "Who broke into the stockroom?",
        lambda world: expect_each(world.select("stockroom", "INTRUSION")),
    ),
    make_question(
        "most-thefts", _CAMERA, "도난이 가장 많았던 카메라는 어디야?", "Which camera saw the most thefts?",
        _expect_most_thefts,
    ),
    make_question(
        "thefts-per-camera", _CAMERA, "카메라별 절도 건수를 알려줘", "How many thefts per camera?",
        lambda world: expect_each(world.select("", "THEFT"), count=2),
    ),
    make_question(
        "lobby-people", _CAMERA, "로비 카메라에 나온 사람은 몇 명이야?", "How many people did the lobby camera see?",
        lambda world: expect_persons(world.select("lobby")),
    ),
    make_question(
        "lobby-loiterer", _CAMERA, "로비에서 배회한 사람이 있나요?", "Did anyone loiter in the lobby?",
        lambda world: expect_each(world.select("lobby", "LOITERING")),
    ),
)  # fmt: skip
