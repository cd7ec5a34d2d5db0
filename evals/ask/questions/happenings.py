"""Kinds of event and their synonyms, who did it, and where in the picture."""

from evals.ask.expected import each, persons
from evals.ask.golden import asked

_KIND, _WHO, _SIDE = "event type", "attribute", "location"

QUESTIONS = (
    asked(
        "shoplifting", _KIND, "도난 사건이 있었나요?", "Has there been any shoplifting?",
        lambda world: each(world.of("", "THEFT")),
    ),
    asked("who-fought", _KIND, "누가 싸웠어?", "Who got into a fight?", lambda world: each(world.of("", "FIGHTING"))),
    asked(
        "show-collapsed", _KIND, "쓰러진 사람 보여줘", "Show me anyone who collapsed",
        lambda world: each(world.of("", "COLLAPSE")),
    ),
    asked(
        "vandals", _KIND, "낙서하거나 기물을 부순 사람이 있어?", "Has anybody vandalised anything?",
        lambda world: each(world.of("", "VANDALISM")),
    ),
    asked(
        "break-ins", _KIND, "무단침입 장면 찾아줘", "Find every break-in", lambda world: each(world.of("", "INTRUSION"))
    ),
    asked(
        "smokers", _KIND, "담배 피우는 사람 있었어?", "Was anyone smoking?", lambda world: each(world.of("", "SMOKING"))
    ),
    asked(
        "sitting", _KIND, "앉아 있던 사람은 누구야?", "Who was sitting down?",
        lambda world: each(world.of("entrance", "SITTING")), clip="entrance",
    ),
    asked(
        "crowded", _KIND, "사람들이 몰려 있던 때가 언제야?", "When was it crowded?",
        lambda world: each(world.of("entrance", "CROWDING")), clip="entrance",
    ),
    asked(
        "hanging-around", _KIND, "어슬렁거리는 사람이 있었나요?", "Was anybody hanging around?",
        lambda world: each(world.of("parking", "LOITERING")), clip="parking",
    ),
    asked(
        "young-woman-theft", _WHO, "젊은 여자가 훔친 장면 있어?", "Did a young woman steal anything?",
        lambda world: each(world.of("", "THEFT", gender="FEMALE", age="YOUNG")),
    ),
    asked(
        "elderly-collapse", _WHO, "쓰러진 노인이 있었어?", "Did an elderly person collapse?",
        lambda world: each(world.of("", "COLLAPSE", age="OLD")),
    ),
    asked(
        "men-left", _WHO, "남자 손님은 언제 나갔어?", "When did the male customers leave?",
        lambda world: each(world.of("aisle", "PERSON_EXIT", gender="MALE")), clip="aisle",
    ),
    asked(
        "red-coat", _WHO, "빨간 코트를 입은 여자가 뭘 했어?", "What did the woman in the red coat do?",
        lambda world: each(world.of("aisle", "THEFT", person="P1"), world.of("aisle", person="P1")),
    ),
    asked(
        "laptop", _WHO, "노트북을 훔친 사람 찾아줘", "Find the person who stole a laptop",
        lambda world: each(world.of("", "THEFT", thing="laptop")),
    ),
    asked(
        "child", _WHO, "아이가 뭘 했어?", "What did the child do?",
        lambda world: each(world.of("parking", "VANDALISM", age="CHILD"), world.of("parking", age="CHILD")),
        clip="parking",
    ),
    asked(
        "hood", _WHO, "후드 쓴 사람이 울타리를 넘었어?", "Did somebody in a hood climb over the fence?",
        lambda world: each(world.of("parking", "INTRUSION")), clip="parking",
    ),
    asked(
        "wine", _WHO, "와인을 집은 손님은 누구인가요?", "Which customer picked up the wine?",
        lambda world: each(world.of("aisle", "PICKING", thing="wine")), clip="aisle",
    ),
    asked(
        "left-theft", _SIDE, "왼쪽에서 물건을 훔친 사람은?", "Who stole something on the left?",
        lambda world: each(world.of("aisle", "THEFT", side="LEFT")), clip="aisle",
    ),
    asked(
        "right-side", _SIDE, "오른쪽에서 무슨 일이 있었어?", "What happened on the right?",
        lambda world: each(
            world.of("entrance", "COLLAPSE", "CROWDING", "INTERACTION", side="RIGHT"),
            world.of("entrance", side="RIGHT"),
        ),
        clip="entrance",
    ),
    asked(
        "middle-count", _SIDE, "가운데에 서 있던 사람은 몇 명이야?", "How many people stood in the middle?",
        lambda world: persons(world.of("checkout", "STANDING", side="CENTER")), clip="checkout",
    ),
    asked(
        "out-left", _SIDE, "왼쪽으로 나간 사람 있어?", "Did anyone go out on the left?",
        lambda world: each(world.of("entrance", "PERSON_EXIT", side="LEFT")), clip="entrance",
    ),
)  # fmt: skip
