"""Held out: written before anybody knew how they would be read, and not looked at while a reader is improved.

Their misses are not listed. Once they have been used to improve a reader, they are held out no longer: they belong to
the golden questions then, and others take their place.
"""

from evals.ask.expected import ExpectedAnswer, expect_each, expect_nothing, expect_persons
from evals.ask.golden import make_question
from evals.ask.moments import GroundTruth


def _expect_most_filmed(world: GroundTruth) -> ExpectedAnswer:
    """Entrance and parking lot, five people each."""
    return ExpectedAnswer(
        optional=world.select(), word=("정문", "entrance", "Golden 1", "주차장", "parking", "Golden 3")
    )


HELD_OUT = (
    make_question(
        "unseen-minutes", "time range", "2분부터 4분까지 누가 들어왔나요?",
        "Which people entered between minute 2 and minute 4?",
        lambda world: expect_each(world.select("entrance", "PERSON_ENTER", since=120, until=240)), clip="entrance",
    ),
    make_question(
        "unseen-nine-past-three", "wall clock", "오후 3시 9분경 도둑맞은 게 있어?",
        "Was something stolen around 3:09 in the afternoon?",
        lambda world: expect_each(world.select("aisle", "THEFT", person="P3"), world.select("aisle", "THEFT")),
        clip="aisle",
    ),
    make_question(
        "unseen-front-door", "wall clock", "2025년 11월 14일 밤에 정문으로 들어온 사람 몇이나 돼?",
        "On the night of November 14, 2025, how many people came through the front door?",
        lambda world: expect_persons(world.select("entrance", "PERSON_ENTER")),
    ),
    make_question(
        "unseen-sneaked", "event type", "담을 넘거나 몰래 들어온 사람 있으면 알려주세요",
        "Tell me about anyone who sneaked or climbed in.", lambda world: expect_each(world.select("", "INTRUSION")),
    ),
    make_question(
        "unseen-spray", "event type", "스프레이로 낙서한 사람이 누구죠?", "Who sprayed the wall?",
        lambda world: expect_each(world.select("", "VANDALISM")),
    ),
    make_question(
        "unseen-old-smoker", "attribute", "흡연한 할아버지 나오나요?", "Does an old man smoking show up anywhere?",
        lambda world: expect_each(world.select("", "SMOKING", gender="MALE", age="OLD")),
    ),
    make_question(
        "unseen-man-took", "attribute", "중년 남자가 집은 물건이 뭐야?", "What did the middle-aged man take?",
        lambda world: expect_each(world.select("aisle", "PICKING", thing="wine")), clip="aisle",
    ),
    make_question(
        "unseen-right-smoker", "location", "오른편에서 담배 태운 사람 찾아주세요",
        "Find the smoker on the right-hand side",
        lambda world: expect_each(world.select("checkout", "SMOKING")), clip="checkout",
    ),
    make_question(
        "unseen-break-ins", "count", "침입은 모두 몇 차례였나요?", "How often did somebody break in?",
        lambda world: expect_each(world.select("", "INTRUSION"), count=2),
    ),
    make_question(
        "unseen-lobby-guests", "distinct people", "로비에 왔던 손님 수 좀 알려줘",
        "Tell me the number of visitors in the lobby.", lambda world: expect_persons(world.select("lobby")),
    ),
    make_question(
        "unseen-collapses-each", "cross-camera", "카메라마다 쓰러진 사람이 몇 명인지 보여줘",
        "Show how many people collapsed on each camera.", lambda world: expect_each(world.select("", "COLLAPSE")),
    ),
    make_question(
        "unseen-most-filmed", "cross-camera", "사람이 제일 많이 찍힌 카메라가 뭐예요?",
        "Which camera recorded the most people?", _expect_most_filmed,
    ),
    make_question(
        "unseen-loitered-longest", "superlative", "제일 오래 어슬렁거린 게 누구였어?", "Who hung around longest?",
        lambda world: expect_each(world.select("lobby", "LOITERING")),
    ),
    make_question(
        "unseen-latest", "superlative", "제일 늦게 온 손님은 몇 분에 왔지?",
        "At what point did the last customer turn up?",
        lambda world: expect_each(world.select("checkout", "PERSON_ENTER", person="P4")), clip="checkout",
    ),
    make_question(
        "unseen-before-fall", "sequence", "할머니가 쓰러지기 전에 나간 사람은 누구누구야?",
        "Who had already left before the old lady fell?",
        lambda world: expect_each(world.select("checkout", "PERSON_EXIT"), world.select("checkout", "COLLAPSE")),
        clip="checkout",
    ),
    make_question(
        "unseen-stole-and-ran", "sequence", "물건 훔치고 도망간 사람 있었나요?", "Did someone steal and then run off?",
        lambda world: expect_each(
            world.select("aisle", "THEFT", "RUNNING", person="P3"), world.select("aisle", "PERSON_EXIT", person="P3")
        ),
        clip="aisle",
    ),
    make_question(
        "unseen-staff", "semantic", "직원이 폭행당한 적 있어요?", "Was a staff member ever attacked?",
        lambda world: expect_each(world.select("checkout", "FIGHTING")),
    ),
    make_question(
        "unseen-no-smoke", "negative", "창고에서 누가 담배 피웠어요?", "Has anybody been smoking in the stockroom?",
        expect_nothing,
    ),
    make_question(
        "unseen-typed", "typos, spacing", "가운데서있던사람몇명이에여", "how mny people were standng in the middle",
        lambda world: expect_persons(world.select("aisle", "STANDING", side="CENTER")), clip="aisle",
    ),
    make_question(
        "unseen-mixed", "mixed language", "parking에서 loitering 한 사람?", "Who did 배회 at the 주차장?",
        lambda world: expect_each(world.select("parking", "LOITERING")),
    ),
)  # fmt: skip
