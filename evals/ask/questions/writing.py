"""Questions as they are typed: mistakes, missing spaces, two languages in one sentence."""

from evals.ask.expected import each, persons
from evals.ask.golden import asked

_TYPED, _MIXED = "typos, spacing", "mixed language"

QUESTIONS = (
    asked(
        "typed-collapse", _TYPED, "쓰러진사람있었어?", "did anyone colapse?",
        lambda world: each(world.of("", "COLLAPSE")),
    ),
    asked(
        "typed-theft", _TYPED, "물건훔친사람누구야", "who stoel something",
        lambda world: each(world.of("aisle", "THEFT")), clip="aisle",
    ),
    asked(
        "typed-longest", _TYPED, "가장오래서있던사람은누구야", "who stod the longest",
        lambda world: each(world.of("entrance", "STANDING", person="P2")), clip="entrance",
    ),
    asked(
        "typed-smoke", _TYPED, "담배피는 사람 잇엇나요", "was anybody smokng?",
        lambda world: each(world.of("", "SMOKING")),
    ),
    asked(
        "typed-came", _TYPED, "몇명 들어왓어", "how many ppl came in",
        lambda world: persons(world.of("entrance", "PERSON_ENTER")), clip="entrance",
    ),
    asked(
        "typed-intruder", _TYPED, "침임한 사람 찿아줘", "find teh intrduer",
        lambda world: each(world.of("parking", "INTRUSION")), clip="parking",
    ),
    asked(
        "typed-fight", _TYPED, "주차장에서싸운거보여줘", "show me the fihgt in the carpark",
        lambda world: each(world.of("parking", "FIGHTING")),
    ),
    asked(
        "mixed-shoplifting", _MIXED, "shoplifting 있었어?", "Was there any 도난?",
        lambda world: each(world.of("", "THEFT")),
    ),
    asked(
        "mixed-loitering", _MIXED, "loitering 한 사람 보여줘", "Show me 배회 in this video",
        lambda world: each(world.of("lobby", "LOITERING")), clip="lobby",
    ),
    asked(
        "mixed-smoking", _MIXED, "CCTV에 smoking 장면 있나요?", "흡연 clip please",
        lambda world: each(world.of("checkout", "SMOKING")), clip="checkout",
    ),
    asked(
        "mixed-fight", _MIXED, "fighting 언제 시작됐어?", "When did the 싸움 start?",
        lambda world: each(world.of("checkout", "FIGHTING")), clip="checkout",
    ),
)  # fmt: skip
