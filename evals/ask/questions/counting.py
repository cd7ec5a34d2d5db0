"""How many events, how many people, which camera."""

from evals.ask.expected import Expected, each, persons
from evals.ask.golden import asked
from evals.ask.moments import World

_COUNT, _PEOPLE, _CAMERA = "count", "distinct people", "cross-camera"


def _most_thefts(world: World) -> Expected:
    wanted = each(world.of("aisle", "THEFT"), world.of("", "THEFT"))
    return Expected(wanted.must, wanted.may, word=("aisle 3", "3번 통로", "Golden 2"))


QUESTIONS = (
    asked(
        "came-in", _COUNT, "모두 몇 명이 들어왔어?", "How many people came in altogether?",
        lambda world: persons(world.of("entrance", "PERSON_ENTER")), clip="entrance",
    ),
    asked(
        "theft-count", _COUNT, "절도는 총 몇 건이야?", "How many thefts were there?",
        lambda world: each(world.of("", "THEFT"), count=3),
    ),
    asked(
        "fight-count", _COUNT, "싸움이 몇 번 있었어?", "How many fights were there?",
        lambda world: each(world.of("", "FIGHTING"), count=2),
    ),
    asked(
        "pick-count", _COUNT, "물건을 집은 건 몇 번이야?", "How many times did someone pick something up?",
        lambda world: each(world.of("aisle", "PICKING"), count=2), clip="aisle",
    ),
    asked(
        "left-count", _COUNT, "나간 사람은 몇 명?", "How many people left?",
        lambda world: persons(world.of("checkout", "PERSON_EXIT")), clip="checkout",
    ),
    asked(
        "women-count", _COUNT, "여자는 몇 명 들어왔어?", "How many women came in?",
        lambda world: persons(world.of("aisle", "PERSON_ENTER", gender="FEMALE")), clip="aisle",
    ),
    asked(
        "all-people", _PEOPLE, "영상에 나온 사람은 모두 몇 명이야?", "How many different people appear in this video?",
        lambda world: persons(world.of("parking")), clip="parking",
    ),
    asked(
        "smoker-count", _PEOPLE, "담배 피운 사람은 몇 명이야?", "How many different people smoked?",
        lambda world: persons(world.of("", "SMOKING")),
    ),
    asked(
        "thief-count", _PEOPLE, "서로 다른 사람 몇 명이 물건을 훔쳤어?", "How many different people stole something?",
        lambda world: persons(world.of("aisle", "THEFT")), clip="aisle",
    ),
    asked(
        "busiest-hour", _COUNT, "주차장에 사람이 가장 많이 들어온 시간대는?",
        "At which hour did most people enter the parking lot?",
        lambda world: Expected(may=world.of("parking", "PERSON_ENTER"), word=("23시", "23:00")),
    ),
    asked(
        "busiest-minute", _COUNT, "사람이 가장 많이 나간 시간대는 언제야?", "When did the most people leave?",
        lambda world: Expected(may=world.of("parking", "PERSON_EXIT"), word=("04:00", "05:00")), clip="parking",
    ),
    asked(
        "parking-fight", _CAMERA, "주차장에서 싸운 사람 있어?", "Was there a fight in the parking lot?",
        lambda world: each(world.of("parking", "FIGHTING")),
    ),
    asked(
        "stockroom-intruder", _CAMERA, "창고에 누가 침입했어?", "Who broke into the stockroom?",
        lambda world: each(world.of("stockroom", "INTRUSION")),
    ),
    asked(
        "most-thefts", _CAMERA, "도난이 가장 많았던 카메라는 어디야?", "Which camera saw the most thefts?", _most_thefts
    ),
    asked(
        "thefts-per-camera", _CAMERA, "카메라별 절도 건수를 알려줘", "How many thefts per camera?",
        lambda world: each(world.of("", "THEFT"), count=2),
    ),
    asked(
        "lobby-people", _CAMERA, "로비 카메라에 나온 사람은 몇 명이야?", "How many people did the lobby camera see?",
        lambda world: persons(world.of("lobby")),
    ),
    asked(
        "lobby-loiterer", _CAMERA, "로비에서 배회한 사람이 있나요?", "Did anyone loiter in the lobby?",
        lambda world: each(world.of("lobby", "LOITERING")),
    ),
)  # fmt: skip
