"""What an answer says beside what was asked."""

from models.enums import EventType, PromptStage, PromptStatus
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import VISITS, InMemorySearch, event
from tests.domain.scripted_models import ScriptedModels

FALL = event(50, "COLLAPSE", 100, 101, "P3")
LIES = event(51, "LYING", 101, 200, "P3")


async def test_whether_somebody_is_well_is_not_answered_without_what_is_urgent() -> None:
    reported: list[tuple[PromptStage, str]] = []
    models = ScriptedModels(plan(want="EXISTS"), ["Yes, P1 came in [1]."])
    answer = await run_ask(models, "Is the person OK?", rows=[*VISITS[:2], LIES, FALL], reported=reported)
    assert answer.response == "Urgent: collapse at 01:40 [2]. P1 came in [1]."
    assert 50 in list_cited(answer)
    assert answer.main_event_id == FALL.event_id
    assert "".join(text for stage, text in reported if stage is PromptStage.WRITING) == answer.response


async def test_what_is_urgent_is_not_told_where_something_else_was_asked() -> None:
    models = ScriptedModels(plan(want="EXISTS", types=["STANDING"], yesMeans="FOUND"), ["Yes, P1 stood there [1]."])
    answer = await run_ask(models, rows=[*VISITS[:2], FALL])
    assert answer.response == "Yes, P1 stood there [1]."


async def test_an_answer_ends_with_what_was_not_examined() -> None:
    models = ScriptedModels(plan(want="EXISTS", types=["COLLAPSE", "FIGHTING", "THEFT"]), ["P3 collapsed [1]."])
    search = InMemorySearch([*VISITS, FALL], partly_examined=(EventType.FIGHTING,), moments_looked=1)
    answer = await run_ask(models, search=search)
    assert answer.status is PromptStatus.COMPLETED
    assert answer.response == (
        "P3 collapsed [1]. Nothing has looked for theft there. Only partly examined: a model has looked for fighting "
        "at 1 moment; nothing has looked for it in the rest of the footage."
    )
