"""What an answer says of its own limits: words of descriptions prove no absence, and near types are named."""

import pytest

from models.enums import PromptStatus
from tests.domain.ask.asking import plan, run_ask
from tests.domain.doubles import event
from tests.domain.scripted_models import ScriptedModels, read_sections

ROWS = (event(1, "INTRUSION", 10, 20, "P1"), event(2, "PICKING", 30, 31, "P1"))


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Anyone with a red hat?", "which do not hold all that can be seen."),
        ("빨간 모자 쓴 사람 있어?", "설명에 영상의 모든 것이 담겨 있지는 않습니다."),
    ],
)
async def test_that_no_description_has_the_words_is_no_proof_of_absence(text: str, hedge: str) -> None:
    answer = await run_ask(ScriptedModels(plan(text="red hat"), ["NOT_FOUND"]), text, rows=ROWS)
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response.endswith(hedge)


async def test_no_yes_and_no_no_is_said_of_words_that_were_searched_for() -> None:
    models = ScriptedModels(plan(text="red hat", want="EXISTS", yesMeans="FOUND"), ["A red hat [1]."])
    answer = await run_ask(models, "Anyone with a red hat?", rows=ROWS)
    assert read_sections(models.said[-1])["request"]["yesNo"] is False
    assert "which do not hold all that can be seen." in answer.response


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Did anyone come in?", "However, intrusion was recorded there."),
        ("누가 들어왔어?", "다만 침입은 기록되어 있습니다."),
    ],
)
async def test_where_nothing_is_of_the_type_near_types_are_named(text: str, hint: str) -> None:
    answer = await run_ask(ScriptedModels(plan(types=["PERSON_ENTER"])), text, rows=ROWS)
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response.endswith(hint)
