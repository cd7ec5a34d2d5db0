"""Held out: written before anybody knew how they would be read, and not looked at while a reader is improved.

Their misses are not listed. Once they have been used to improve a reader, they are held out no longer: they belong to
the golden questions then, and others take their place.
"""

from evals.ask.expected import Expected, each, nothing, persons
from evals.ask.golden import asked
from evals.ask.moments import World


def _most_filmed(world: World) -> Expected:
    """Entrance and parking lot, five people each."""
    return Expected(may=world.of(), word=("정문", "entrance", "Golden 1", "주차장", "parking", "Golden 3"))


HELD_OUT = (
    asked(
        "unseen-minutes", "time range", "2분부터 4분까지 누가 들어왔나요?",
        "Which people entered between minute 2 and minute 4?",
        lambda world: each(world.of("entrance", "PERSON_ENTER", since=120, until=240)), clip="entrance",
    ),
    asked(
        "unseen-nine-past-three", "wall clock", "오후 3시 9분경 도둑맞은 게 있어?",
        "Was something stolen around 3:09 in the afternoon?",
        lambda world: each(world.of("aisle", "THEFT", person="P3"), world.of("aisle", "THEFT")), clip="aisle",
    ),
    asked(
        "unseen-front-door", "wall clock", "2025년 11월 14일 밤에 정문으로 들어온 사람 몇이나 돼?",
        "On the night of November 14, 2025, how many people came through the front door?",
        lambda world: persons(world.of("entrance", "PERSON_ENTER")),
    ),
    asked(
        "unseen-sneaked", "event type", "담을 넘거나 몰래 들어온 사람 있으면 알려주세요",
        "Tell me about anyone who sneaked or climbed in.", lambda world: each(world.of("", "INTRUSION")),
    ),
    asked(
        "unseen-spray", "event type", "스프레이로 낙서한 사람이 누구죠?", "Who sprayed the wall?",
        lambda world: each(world.of("", "VANDALISM")),
    ),
    asked(
        "unseen-old-smoker", "attribute", "흡연한 할아버지 나오나요?", "Does an old man smoking show up anywhere?",
        lambda world: each(world.of("", "SMOKING", gender="MALE", age="OLD")),
    ),
    asked(
        "unseen-man-took", "attribute", "중년 남자가 집은 물건이 뭐야?", "What did the middle-aged man take?",
        lambda world: each(world.of("aisle", "PICKING", thing="wine")), clip="aisle",
    ),
    asked(
        "unseen-right-smoker", "location", "오른편에서 담배 태운 사람 찾아주세요",
        "Find the smoker on the right-hand side", lambda world: each(world.of("checkout", "SMOKING")), clip="checkout",
    ),
    asked(
        "unseen-break-ins", "count", "침입은 모두 몇 차례였나요?", "How often did somebody break in?",
        lambda world: each(world.of("", "INTRUSION"), count=2),
    ),
    asked(
        "unseen-lobby-guests", "distinct people", "로비에 왔던 손님 수 좀 알려줘",
        "Tell me the number of visitors in the lobby.", lambda world: persons(world.of("lobby")),
    ),
    asked(
        "unseen-collapses-each", "cross-camera", "카메라마다 쓰러진 사람이 몇 명인지 보여줘",
        "Show how many people collapsed on each camera.", lambda world: each(world.of("", "COLLAPSE")),
    ),
    asked(
        "unseen-most-filmed", "cross-camera", "사람이 제일 많이 찍힌 카메라가 뭐예요?",
        "Which camera recorded the most people?", _most_filmed,
    ),
    asked(
        "unseen-loitered-longest", "superlative", "제일 오래 어슬렁거린 게 누구였어?", "Who hung around longest?",
        lambda world: each(world.of("lobby", "LOITERING")),
    ),
    asked(
        "unseen-latest", "superlative", "제일 늦게 온 손님은 몇 분에 왔지?",
        "At what point did the last customer turn up?",
        lambda world: each(world.of("checkout", "PERSON_ENTER", person="P4")), clip="checkout",
    ),
    asked(
        "unseen-before-fall", "sequence", "할머니가 쓰러지기 전에 나간 사람은 누구누구야?",
        "Who had already left before the old lady fell?",
        lambda world: each(world.of("checkout", "PERSON_EXIT"), world.of("checkout", "COLLAPSE")), clip="checkout",
    ),
    asked(
        "unseen-stole-and-ran", "sequence", "물건 훔치고 도망간 사람 있었나요?", "Did someone steal and then run off?",
        lambda world: each(
            world.of("aisle", "THEFT", "RUNNING", person="P3"), world.of("aisle", "PERSON_EXIT", person="P3")
        ),
        clip="aisle",
    ),
    asked(
        "unseen-staff", "semantic", "직원이 폭행당한 적 있어요?", "Was a staff member ever attacked?",
        lambda world: each(world.of("checkout", "FIGHTING")),
    ),
    asked(
        "unseen-no-smoke", "negative", "창고에서 누가 담배 피웠어요?", "Has anybody been smoking in the stockroom?",
        nothing,
    ),
    asked(
        "unseen-typed", "typos, spacing", "가운데서있던사람몇명이에여", "how mny people were standng in the middle",
        lambda world: persons(world.of("aisle", "STANDING", side="CENTER")), clip="aisle",
    ),
    asked(
        "unseen-mixed", "mixed language", "parking에서 loitering 한 사람?", "Who did 배회 at the 주차장?",
        lambda world: each(world.of("parking", "LOITERING")),
    ),
)  # fmt: skip
