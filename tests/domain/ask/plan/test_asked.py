"""What a question asks for and its plan does not hold goes back to the model, and is told."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.ask.plan.asked import find_unaccounted
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from models.asking.evidence import FootageScope
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import VISITS
from tests.domain.scripted_models import ScriptedModels

ENTERED = plan(want="COUNT_PEOPLE", types=["PERSON_ENTER"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How many came in and when did they leave?", "when did they leave"),
        ("몇 명이 들어왔고 언제 나갔나요?", "언제 나갔나요"),
    ],
)
async def test_half_a_plan_goes_back_and_what_stays_out_is_told_before_the_answer(text: str, words: str) -> None:
    in_english = text.isascii()
    models = ScriptedModels(ENTERED, ["3 people came in [1][2][3]." if in_english else "3명 [1][2][3]."])
    answer = await run_ask(models, text, rows=VISITS)
    assert words in models.said[1].messages[-1].text
    assert answer.not_understood == (words,)
    assert answer.response.startswith(("This does not take into account “", "다음 말은 반영하지 못했습니다: “"))
    mended = {**ENTERED, "want": "LIST", "types": ["PERSON_ENTER", "PERSON_EXIT"]}
    told = "3 people came in, P2 left at 00:21" if in_english else "3명, P2 00:21"
    mending = ScriptedModels(mended, [f"{told} [1-5]."], plans=[ENTERED])
    again = await run_ask(mending, text, rows=VISITS)
    assert again.not_understood == ()
    assert list_cited(again) == [1, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("text", "reply", "told"),
    [
        ("How many people came in, and when?", "3 people came in [1][2][3].", "This does not answer “when”."),
        (
            "들어온 사람은 몇 명이고 언제야?",
            "3명이 들어왔습니다 [1][2][3].",
            "다음 물음에는 답하지 못했습니다: “언제야”.",
        ),
        ("When did somebody come in, and on which side?", "P1 at 00:02 [1].", "This does not answer “on which side”."),
    ],
)
async def test_a_part_that_the_text_does_not_tell_is_said_behind_it(text: str, reply: str, told: str) -> None:
    answer = await run_ask(ScriptedModels(ENTERED, [reply]), text, rows=VISITS)
    assert answer.response.endswith(told)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("How many people came in, and when?", "3 people came in, the first at 00:02 [1][2][3]."),
        ("몇 명이 언제 들어왔어?", "3명이 들어왔습니다 [1][2][3]. 처음은 00:02입니다 [1]."),
        ("How many people came in?", "3 people came in [1][2][3]."),
    ],
)
async def test_a_whole_answer_has_nothing_behind_it(text: str, reply: str) -> None:
    answer = await run_ask(ScriptedModels(ENTERED, [reply]), text, rows=VISITS)
    assert "does not" not in answer.response
    assert "못했" not in answer.response


AFTER_FALL = {"when": "AFTER", "types": ["COLLAPSE"]}


def find(asked: str, **fields: Any) -> list[str]:
    reach = FootageScope(cameras=[("정문 walking street", "Asia/Seoul")])
    return find_unaccounted(Question(asked, reach=reach), SearchPlan(about_footage=True, **fields))


@pytest.mark.parametrize(
    ("text", "fields", "words"),
    [
        ("Did a man with a knife come in?", {"types": ["PERSON_ENTER"]}, ["with a knife"]),
        ("칼을 들고 들어온 사람 있어?", {"types": ["PERSON_ENTER"]}, ["칼을 들고"]),
        ("Who came in alone?", {"types": ["PERSON_ENTER"]}, ["alone"]),
        ("혼자 들어온 사람?", {"types": ["PERSON_ENTER"]}, ["혼자"]),
        ("Who has never left?", {"types": ["PERSON_EXIT"]}, ["never"]),
        ("안 나간 사람?", {"types": ["PERSON_EXIT"]}, ["안 나간"]),
        ("Why did he leave?", {"types": ["PERSON_EXIT"]}, ["Why did he leave"]),
        ("왜 나갔어?", {"types": ["PERSON_EXIT"]}, ["왜 나갔어"]),
        ("누가 숨었어?", {}, ["숨었어"]),
        ("Who climbed over it?", {}, ["climbed"]),
        ("지갑을 떨어뜨린 사람?", {}, ["지갑을"]),
        ("Who dropped a wallet?", {}, ["a wallet", "dropped"]),
        ("Who came in except the guard?", {"types": ["PERSON_ENTER"]}, ["except", "guard"]),
        ("Who was the first to leave?", {"types": ["PERSON_EXIT"]}, ["the first"]),
        ("제일 먼저 나간 사람?", {"types": ["PERSON_EXIT"]}, ["제일 먼저"]),
        ("Who stood there the longest?", {"types": ["STANDING"]}, ["longest"]),
        ("제일 오래 서 있던 사람?", {"types": ["STANDING"]}, ["제일 오래"]),
        ("Did the cashier leave?", {"types": ["PERSON_EXIT"], "want": "EXISTS"}, ["cashier"]),
        ("직원이 나갔어?", {"types": ["PERSON_EXIT"], "want": "EXISTS"}, ["직원"]),
        ("Did everyone leave?", {"types": ["PERSON_EXIT"], "want": "EXISTS"}, ["everyone"]),
        ("Who came back?", {"types": ["PERSON_ENTER"]}, ["came back"]),
        ("Who stood near the fridge?", {"types": ["STANDING"]}, ["near the fridge"]),
        ("냉장고 앞에 서 있던 사람?", {"types": ["STANDING"]}, ["냉장고 앞에"]),
        ("Any raccoons?", {}, ["raccoons"]),
        ("너구리 있어?", {}, ["너구리"]),
        ("Did a man in black come in?", {"types": ["PERSON_ENTER"]}, ["black"]),
    ],
)
def test_events_things_and_words_that_change_what_fits_are_found(
    text: str, fields: Mapping[str, Any], words: list[str]
) -> None:
    assert sorted(find(text, **fields)) == words


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Did a man with a knife come in?", {"types": ["PERSON_ENTER"], "text": "knife"}),
        ("칼을 들고 들어온 사람?", {"types": ["PERSON_ENTER"], "text": "칼", "translated_text": "knife"}),
        ("Who came in alone?", {"types": ["PERSON_ENTER"], "company": "ALONE"}),
        ("Who has never left?", {"without_types": ["PERSON_EXIT"]}),
        ("안 나간 사람?", {"without_types": ["PERSON_EXIT"]}),
        ("How long did it take until he left?", {"types": ["PERSON_EXIT"], "want": "ELAPSED"}),
        ("Was anyone on walking street?", {"cameras": ["정문 walking street"], "want": "EXISTS"}),
        ("정문 walking street 누가 있었어?", {"cameras": ["정문 walking street"]}),
        ("Who came in with a woman?", {"types": ["PERSON_ENTER"], "company": "ACCOMPANIED"}),
        ("Who was lurking?", {"types": ["LOITERING"]}),
        ("어제 무슨 일 있었어?", {"want": "SUMMARY"}),
        ("몇 명이 훔쳤어?", {"types": ["THEFT"], "want": "COUNT_PEOPLE"}),
        ("Who did that?", {"about_earlier": True}),
        ("Who was the first to leave?", {"types": ["PERSON_EXIT"], "want": "FIRST"}),
        ("Who came in during the first minute?", {"types": ["PERSON_ENTER"], "seconds": {"from": 0, "to": 60}}),
        ("Did everyone leave?", {"types": ["PERSON_EXIT"], "want": "EXISTS", "yes_means": "EVERYBODY"}),
        (
            "쓰러진 뒤에 누가 들어왔어?",
            {"types": ["PERSON_ENTER"], "relative": {"when": "AFTER", "types": ["COLLAPSE"]}},
        ),
        ("Who stood on the left in the morning?", {"types": ["STANDING"], "locations": ["LEFT"]}),
    ],
)
def test_what_a_field_holds_and_what_every_question_says_is_not(text: str, fields: Mapping[str, Any]) -> None:
    assert find(text, **fields) == []
