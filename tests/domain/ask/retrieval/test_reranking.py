"""What is reranked, and how much of it is kept."""

import pytest

from models.enums import Language
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import event
from tests.domain.scripted_models import ScriptedModels

HATS = [event(number, "STANDING", number, number + 1, f"P{number}", description="A red hat.", description_ko=None)
        for number in range(1, 26)]  # fmt: skip


@pytest.mark.parametrize("text", ["Which people on the left had a red hat?", "왼쪽에서 빨간 모자 쓴 사람 보여줘"])
async def test_the_text_of_the_plan_is_compared_not_the_whole_question(text: str) -> None:
    models = ScriptedModels(plan(text="red hat"), ["All [1-9]."])
    await run_ask(models, text, rows=HATS)
    assert models.queries == ["red hat"]


async def test_twenty_are_kept_where_all_that_fit_are_asked_for() -> None:
    models = ScriptedModels(plan(text="red hat"), ["All [1-20]."])
    assert len(list_cited(await run_ask(models, "Which people had a red hat?", rows=HATS))) == 20


async def test_descriptions_in_the_other_language_are_found_by_their_words() -> None:
    rows = [event(1, "THEFT", 1, 2, description="Somebody hides a bottle.", description_ko=None)]
    models = ScriptedModels(plan(text="병", translatedText="bottle"), ["P1 [1]."], embeddings=None)
    answer = await run_ask(models, "병을 숨긴 사람은?", rows=rows, language=Language.KO)
    assert answer.methods[-1] == "KEYWORD"
    assert list_cited(answer) == [1]
