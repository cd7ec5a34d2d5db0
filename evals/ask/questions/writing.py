"""Questions as they are typed: mistakes, missing spaces, two languages in one sentence."""

from evals.ask.expected import expect_each, expect_persons
from evals.ask.golden import make_question

_TYPED, _MIXED = "typos, spacing", "mixed language"

QUESTIONS = (
    make_question(
        "typed-collapse", _TYPED, "쓰러진사람있었어?", "did anyone colapse?",
        lambda world: expect_each(world.select("", "COLLAPSE")),
    ),
    make_question(
        "typed-theft", _TYPED, "물건훔친사람누구야", "who stoel something",
        lambda world: expect_each(world.select("aisle", "THEFT")), clip="aisle",
    ),
    make_question(
        "typed-longest", _TYPED, "가장오래서있던사람은누구야", "who stod the longest",
        lambda world: expect_each(world.select("entrance", "STANDING", person="P2")), clip="entrance",
    ),
    make_question(
        "typed-smoke", _TYPED, "담배피는 사람 잇엇나요", "was anybody smokng?",
        lambda world: expect_each(world.select("", "SMOKING")),
    ),
    make_question(
        "typed-came", _TYPED, "몇명 들어왓어", "how many ppl came in",
        lambda world: expect_persons(world.select("entrance", "PERSON_ENTER")), clip="entrance",
    ),
    make_question(
        "typed-intruder", _TYPED, "침임한 사람 찿아줘", "find teh intrduer",
        lambda world: expect_each(world.select("parking", "INTRUSION")), clip="parking",
    ),
    make_question(
        "typed-fight", _TYPED, "주차장에서싸운거보여줘", "show me the fihgt in the carpark",
        lambda world: expect_each(world.select("parking", "FIGHTING")),
    ),
    make_question(
        "mixed-shoplifting", _MIXED, "shoplifting 있었어?", "Was there any 도난?",
        lambda world: expect_each(world.select("", "THEFT")),
    ),
    make_question(
        "mixed-loitering", _MIXED, "loitering 한 사람 보여줘", "Show me 배회 in this video",
        lambda world: expect_each(world.select("lobby", "LOITERING")), clip="lobby",
    ),
    make_question(
        "mixed-smoking", _MIXED, "CCTV에 smoking 장면 있나요?", "흡연 clip please",
        lambda world: expect_each(world.select("checkout", "SMOKING")), clip="checkout",
    ),
    make_question(
        "mixed-fight", _MIXED, "fighting 언제 시작됐어?", "When did the 싸움 start?",
        lambda world: expect_each(world.select("checkout", "FIGHTING")), clip="checkout",
    ),
)  # fmt: skip
