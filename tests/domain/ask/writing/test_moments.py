"""Where footage has a clock, a question for a time is answered by it, with the position in brackets."""

from dataclasses import replace

import pytest

from models.errors import Throttled
from tests.domain.ask.asking import plan, run_ask
from tests.domain.doubles import VISITS
from tests.domain.scripted_models import ScriptedModels, read_sections

EXITS = {"types": ["PERSON_EXIT"]}


@pytest.mark.parametrize(
    ("language", "question", "text", "told"),
    [
        ("en", "At what time did they leave?", "P2 left at 00:21 [1].", "P2 left at 2026-11-22 21:00:21 (00:21) [1]."),
        ("ko", "몇 시에 나갔어?", "P2는 00:21에 나갔습니다 [1].", "P2는 2026-11-22 21:00:21(00:21)에 나갔습니다 [1]."),
        ("en", "What time was it?", "P2 left at 21:00:21 (00:21) [1].", "P2 left at 21:00:21 (00:21) [1]."),
        ("en", "What time?", "P2 left, 00:21–00:22 [1].", "P2 left, 2026-11-22 21:00:21–21:00:22 (00:21–00:22) [1]."),
    ],
)
async def test_a_time_is_told_by_the_clock(language: str, question: str, text: str, told: str) -> None:
    models = ScriptedModels(plan(language=language, **EXITS), [text])
    answer = await run_ask(models, question)
    assert answer.response == told
    assert read_sections(models.said[-1])["request"]["timesOfDay"] is True


async def test_over_several_videos_a_position_alone_says_nothing() -> None:
    answer = await run_ask(ScriptedModels(plan(**EXITS), ["P2 left at 00:21 [1]."]), "Who left?", video=None)
    assert answer.response == "P2 left at 2026-11-22 21:00:21 (00:21) [1]."


@pytest.mark.parametrize(("language", "question"), [("en", "What time did they leave?"), ("ko", "몇 시에 나갔어?")])
async def test_a_list_that_no_model_wrote_tells_it_too(language: str, question: str) -> None:
    answer = await run_ask(ScriptedModels(plan(language=language, **EXITS), [Throttled(service="Bedrock")]), question)
    assert "2026-11-22 21:00:21–21:00:22" in answer.response
    assert "(00:21–00:22)" in answer.response


async def test_footage_without_a_clock_has_positions_alone() -> None:
    rows = [replace(row, occurred_at=None) for row in VISITS]
    answer = await run_ask(ScriptedModels(plan(**EXITS), ["P2 left at 00:21 [1]."]), "What time?", rows=rows)
    assert answer.response == "P2 left at 00:21 [1]."


async def test_a_question_for_a_part_of_one_video_is_answered_by_positions() -> None:
    models = ScriptedModels(plan(seconds={"from": 0, "to": 60}, **EXITS), ["P2 left at 00:21 [1]."])
    answer = await run_ask(models, "Who left in the first minute?")
    assert answer.response == "P2 left at 00:21 [1]."
