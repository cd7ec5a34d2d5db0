"""Kinds of event and their synonyms, who did it, and where in the picture."""

from evals.ask.expected import expect_each, expect_persons
from evals.ask.golden import make_question

_KIND, _WHO, _SIDE = "event type", "attribute", "location"

QUESTIONS = (
    make_question(
        "shoplifting", _KIND, "도난 사건이 있었나요?", "Has there been any shoplifting?",
        lambda world: expect_each(world.select("", "THEFT")),
    ),
    make_question(
        "who-fought", _KIND, "누가 싸웠어?", "Who got into a fight?",
        lambda world: expect_each(world.select("", "FIGHTING")),
    ),
    make_question(
        "show-collapsed", _KIND, "쓰러진 사람 보여줘", "Show me anyone who collapsed",
        lambda world: expect_each(world.select("", "COLLAPSE")),
    ),
    make_question(
        "vandals", _KIND, "낙서하거나 기물을 부순 사람이 있어?", "Has anybody vandalised anything?",
        lambda world: expect_each(world.select("", "VANDALISM")),
    ),
    make_question(
        "break-ins", _KIND, "무단침입 장면 찾아줘", "Find every break-in",
        lambda world: expect_each(world.select("", "INTRUSION")),
    ),
    make_question(
        "smokers", _KIND, "담배 피우는 사람 있었어?", "Was anyone smoking?",
        lambda world: expect_each(world.select("", "SMOKING")),
    ),
    make_question(
        "sitting", _KIND, "앉아 있던 사람은 누구야?", "Who was sitting down?",
        lambda world: expect_each(world.select("entrance", "SITTING")), clip="entrance",
    ),
    make_question(
        "crowded", _KIND, "사람들이 몰려 있던 때가 언제야?", "When was it crowded?",
        lambda world: expect_each(world.select("entrance", "CROWDING")), clip="entrance",
    ),
    make_question(
        "hanging-around", _KIND, "어슬렁거리는 사람이 있었나요?", "Was anybody hanging around?",
        lambda world: expect_each(world.select("parking", "LOITERING")), clip="parking",
    ),
    make_question(
        "young-woman-theft", _WHO, "젊은 여자가 훔친 장면 있어?", "Did a young woman steal anything?",
        lambda world: expect_each(world.select("", "THEFT", gender="FEMALE", age="YOUNG")),
    ),
    make_question(
        "elderly-collapse", _WHO, "쓰러진 노인이 있었어?", "Did an elderly person collapse?",
        lambda world: expect_each(world.select("", "COLLAPSE", age="OLD")),
    ),
    make_question(
        "men-left", _WHO, "남자 손님은 언제 나갔어?", "When did the male customers leave?",
        lambda world: expect_each(world.select("aisle", "PERSON_EXIT", gender="MALE")), clip="aisle",
    ),
    make_question(
        "red-coat", _WHO, "빨간 코트를 입은 여자가 뭘 했어?", "What did the woman in the red coat do?",
        lambda world: expect_each(world.select("aisle", "THEFT", person="P1"), world.select("aisle", person="P1")),
    ),
    make_question(
        "laptop", _WHO, "노트북을 훔친 사람 찾아줘", "Find the person who stole a laptop",
        lambda world: expect_each(world.select("", "THEFT", thing="laptop")),
    ),
    make_question(
        "child", _WHO, "아이가 뭘 했어?", "What did the child do?",
        lambda world: expect_each(
            world.select("parking", "VANDALISM", age="CHILD"), world.select("parking", age="CHILD")
        ),
        clip="parking",
    ),
    make_question(
        "hood", _WHO, "후드 쓴 사람이 울타리를 넘었어?", "Did somebody in a hood climb over the fence?",
        lambda world: expect_each(world.select("parking", "INTRUSION")), clip="parking",
    ),
    make_question(
        "wine", _WHO, "와인을 집은 손님은 누구인가요?", "Which customer picked up the wine?",
        lambda world: expect_each(world.select("aisle", "PICKING", thing="wine")), clip="aisle",
    ),
    make_question(
        "left-theft", _SIDE, "왼쪽에서 물건을 훔친 사람은?", "Who stole something on the left?",
        lambda world: expect_each(world.select("aisle", "THEFT", side="LEFT")), clip="aisle",
    ),
    make_question(
        "right-side", _SIDE, "오른쪽에서 무슨 일이 있었어?", "What happened on the right?",
        lambda world: expect_each(
            world.select("entrance", "COLLAPSE", "CROWDING", "INTERACTION", side="RIGHT"),
            world.select("entrance", side="RIGHT"),
        ),
        clip="entrance",
    ),
    make_question(
        "middle-count", _SIDE, "가운데에 서 있던 사람은 몇 명이야?", "How many people stood in the middle?",
        lambda world: expect_persons(world.select("checkout", "STANDING", side="CENTER")), clip="checkout",
    ),
    make_question(
        "out-left", _SIDE, "왼쪽으로 나간 사람 있어?", "Did anyone go out on the left?",
        lambda world: expect_each(world.select("entrance", "PERSON_EXIT", side="LEFT")), clip="entrance",
    ),
)  # fmt: skip
