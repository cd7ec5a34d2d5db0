"""Questions without an answer: what the reply says, and that no model writes it."""

from dataclasses import replace

import pytest

from models.enums import EventType, Language, PromptStage, PromptStatus
from models.errors import InvalidInput
from tests.domain.ask.asking import get_facts, plan, run_ask
from tests.domain.doubles import VIDEO, VISITS, InMemorySearch
from tests.domain.scripted_models import ScriptedModels


async def test_nothing_found_says_where_it_looked() -> None:
    answer = await run_ask(ScriptedModels(plan(language="ko", want="EXISTS", types=["COLLAPSE"])), "쓰러진 사람 있어?")
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response == (
        "‘Left aisle’ 영상 전체에서 쓰러짐으로 기록된 장면을 찾지 못했습니다. "
        "분석된 영상 1개(10:00)의 이벤트 8건을 확인했습니다."
    )
    assert answer.citations == ()
    assert answer.coverage.events_considered == len(VISITS)


async def test_what_nothing_looked_for_is_not_examined_rather_than_absent() -> None:
    answer = await run_ask(ScriptedModels(plan(language="ko", want="EXISTS", types=["THEFT"])), "절도가 있었어?")
    assert answer.status is PromptStatus.NOT_EXAMINED
    assert answer.response == (
        "확인되지 않음: ‘Left aisle’ 영상 전체에서 절도는 검사한 적이 없으므로 있었는지 말할 수 없습니다. "
        "자동 분석이 찾는 것은 입장, 퇴장, 걷기, 뛰기, 서 있기, 앉아 있기, 배회, 쓰러짐, 침입, 혼잡, "
        "누워 있기, 머무르기, 시야에서 사라짐, "
        "카메라 가림·이동·초점 흐림·어두움뿐이며, 다른 유형은 가져온 이벤트에만 있습니다."
    )
    assert answer.citations == ()


async def test_a_count_of_what_nothing_looked_for_is_not_zero() -> None:
    answer = await run_ask(ScriptedModels(plan(want="COUNT_EVENTS", types=["FIGHTING"])))
    assert answer.status is PromptStatus.NOT_EXAMINED
    assert answer.response.startswith("Not examined: nothing has looked for fighting in ")
    assert "0" not in answer.response.split(".")[0]


async def test_of_several_types_those_that_nothing_looked_for_are_named() -> None:
    answer = await run_ask(ScriptedModels(plan(want="EXISTS", types=["COLLAPSE", "FIGHTING"])))
    assert answer.status is PromptStatus.NOT_FOUND
    assert "Nothing has looked for fighting there." in answer.response


@pytest.mark.parametrize("want", ["EXISTS", "COUNT_EVENTS"])
async def test_what_a_model_looked_at_in_part_is_neither_absent_nor_zero(want: str) -> None:
    search = InMemorySearch(partly_examined=(EventType.FIGHTING,), moments_looked=3)
    answer = await run_ask(ScriptedModels(plan(want=want, types=["FIGHTING"])), search=search)
    assert answer.response.startswith(
        "Only partly examined: a model has looked for fighting at 3 moments; "
        "nothing has looked for it in the rest of the footage. Where it looked, it found none."
    )


async def test_what_a_model_looked_for_everywhere_says_how() -> None:
    search = InMemorySearch(examined=(EventType.FIGHTING,), moments_looked=1)
    answer = await run_ask(ScriptedModels(plan(want="EXISTS", types=["FIGHTING"])), search=search)
    assert answer.status is PromptStatus.NOT_FOUND
    assert "No one was seen fighting" in answer.response
    assert "A model looked for fighting wherever something happened (1 moment), not at every second." in answer.response


async def test_people_whose_gender_is_unknown_are_mentioned() -> None:
    read = plan(want="COUNT_PEOPLE", types=["PERSON_ENTER"], genders=["FEMALE"])
    answer = await run_ask(ScriptedModels(read))
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response.startswith("0 people.")
    assert "3 people were seen whose gender or age is not known" in answer.response


async def test_a_time_of_day_in_footage_without_a_clock_says_what_to_do() -> None:
    window = {"from": "2026-11-22T20:30:00+09:00", "to": "2026-11-22T21:30:00+09:00"}
    read = plan(language="ko", occurredAt=window, types=["PERSON_ENTER"])
    answer = await run_ask(ScriptedModels(read), "어제 밤 9시쯤 누가 왔어?", video=replace(VIDEO, recorded_at=None))
    assert answer.status is PromptStatus.NOT_FOUND
    assert "촬영 시각" in answer.response


async def test_a_part_past_the_end_of_the_video_says_how_long_it_is() -> None:
    answer = await run_ask(ScriptedModels(plan(seconds={"from": 1200.0, "to": None})))
    assert answer.response == "No events were found from 20:00 of 'Left aisle'. The video is only 10:00 long."


@pytest.mark.parametrize("text", ["", "   ", "?!", "…"])
async def test_an_empty_question_asks_no_model(text: str) -> None:
    models = ScriptedModels()
    answer = await run_ask(models, text)
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response.startswith("Ask about what your footage shows")
    assert models.said == []


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("hello", "en", "Ask about what your footage shows"),
        ("안녕하세요", "ko", "촬영된 영상에 대한 질문에 한국어와 영어로 답합니다."),
        ("何人入りましたか?", "other", "Questions are understood in Korean and English."),
    ],
)
async def test_a_question_about_something_else_says_what_can_be_asked(text: str, language: str, reply: str) -> None:
    answer = await run_ask(ScriptedModels(plan(language=language, aboutFootage=False)), text)
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.language is (Language.KO if language == "ko" else Language.EN)
    assert answer.response.startswith(reply)
    assert answer.interpretation is None


async def test_a_third_language_that_the_planner_could_read_is_answered_in_english_with_a_note() -> None:
    reported: list[tuple[PromptStage, str]] = []
    read = plan(language="other", types=["PERSON_ENTER"], want="COUNT_PEOPLE")
    models = ScriptedModels(read, ["3 people ", "came in [1][2][3]."])
    answer = await run_ask(models, "Wie viele Personen sind hereingekommen?", reported=reported)
    assert answer.status is PromptStatus.COMPLETED
    assert get_facts(models)["people"] == 3
    assert answer.response == (
        "Korean and English are supported, so this answer is in English. 3 people came in [1][2][3]."
    )
    assert "".join(piece for _, piece in reported).strip() == answer.response


async def test_a_question_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        await run_ask(ScriptedModels(), "x" * 20_000)
    assert refused.value.field == ("text",)
