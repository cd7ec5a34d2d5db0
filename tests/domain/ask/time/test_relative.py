"""Questions about what came before or after something, and about one person who did several things."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from domain.ask.question.question import Answer, ConversationTurn
from models.asking.evidence import Evidence
from models.enums import PromptStatus
from tests.domain.ask.asking import get_facts, list_cited, list_evidence, plan, run_ask
from tests.domain.doubles import event
from tests.domain.scripted_models import ScriptedModels

# P1 loiters, steals and leaves; P2 comes in after it, and steals too.
THEFT = (
    event(1, "LOITERING", 10, 40, "P1"),
    event(2, "THEFT", 50, 55, "P1", location="LEFT"),
    event(3, "PERSON_EXIT", 70, 71, "P1"),
    event(4, "PERSON_ENTER", 130, 131, "P2"),
    event(5, "THEFT", 200, 205, "P2", location="RIGHT"),
)
# P1 has left at 70 s; then P2 and P3 do.
LEFT = (*THEFT, event(6, "PERSON_EXIT", 220, 221, "P2"), event(7, "PERSON_EXIT", 300, 301, "P3"))


def leaving(when: str, **relative: Any) -> Mapping[str, Any]:
    """A plan for who left before or after another person left."""
    return plan(types=["PERSON_EXIT"], relative={"when": when, "types": ["PERSON_EXIT"], **relative})


def after(*types: str, **relative: Any) -> Mapping[str, Any]:
    return {"when": "AFTER", "types": types, **relative}


async def ask_all(
    read: Mapping[str, Any], text: str = "x", *, rows: Sequence[Evidence] = THEFT, **question: Any
) -> Answer:
    """An answer by a writer who cites all that it is given."""
    return await run_ask(ScriptedModels(read, ["That is all [1-9]."]), text, rows=rows, **question)


async def ask_nobody(read: Mapping[str, Any], text: str = "x", *, rows: Sequence[Evidence] = THEFT) -> Answer:
    """An answer without evidence: the writer is not called."""
    answer = await run_ask(ScriptedModels(read), text, rows=rows)
    assert answer.status is PromptStatus.NOT_FOUND
    return answer


async def test_what_came_after_an_event_is_looked_for_after_its_end_and_the_moment_is_said() -> None:
    answer = await ask_all(plan(types=["PERSON_ENTER"], relative=after("THEFT")))
    assert list_cited(answer) == [4]
    assert answer.interpretation == "all of 'Left aisle' · coming in · after theft (00:50)"


async def test_right_after_means_within_a_minute() -> None:
    assert list_cited(await ask_all(plan(relative=after("THEFT", within=60.0)))) == [3]


async def test_the_nth_of_several_can_be_meant() -> None:
    before_second = {"when": "BEFORE", "types": ["THEFT"], "nth": 2}
    assert list_cited(await ask_all(plan(types=["PERSON_ENTER"], relative=before_second))) == [4]


async def test_he_and_she_are_the_person_of_the_event() -> None:
    answer = await ask_all(plan(relative={"when": "BEFORE", "types": ["THEFT"], "samePerson": True}))
    assert list_cited(answer) == [1]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Who left before the fight?", "No fighting was found, so there is nothing before or after it."),
        ("싸움이 나기 전에 누가 나갔어?", "싸움으로 기록된 장면이 없어 그 전후를 찾을 수 없습니다."),
    ],
)
async def test_before_something_that_is_not_there_nothing_can_be_found(text: str, reply: str) -> None:
    answer = await ask_nobody(plan(types=["PERSON_EXIT"], relative={"when": "BEFORE", "types": ["FIGHTING"]}), text)
    assert answer.response == reply


async def test_before_that_is_before_what_the_last_answer_cited() -> None:
    first = await ask_all(plan(types=["PERSON_EXIT"]))
    assert list_cited(first) == [3]
    turn = ConversationTurn("Who left?", first.response, first.plan)
    read = plan(relative={"when": "BEFORE", "earlier": True}, aboutEarlier=True)
    assert list_cited(await ask_all(read, earlier=[turn])) == [1, 2]


@pytest.mark.parametrize(
    ("text", "interpretation"),
    [
        ("Who loitered and then stole something?", "all of 'Left aisle' · loitering and theft"),
        ("서성이다가 물건을 훔친 사람은?", "‘Left aisle’ 영상 전체 · 배회 + 절도"),
    ],
)
async def test_two_deeds_of_one_person_leave_out_who_did_only_one(text: str, interpretation: str) -> None:
    answer = await ask_all(plan(types=["LOITERING", "THEFT"], together=True), text)
    assert list_cited(answer) == [1, 2]
    assert answer.interpretation == interpretation


@pytest.mark.parametrize(
    ("read", "numbers"),
    [
        (leaving("BEFORE", trackIds=["P2"]), [3]),
        (leaving("AFTER", trackIds=["P2"]), [7]),
        ({**leaving("BEFORE", trackIds=["P3"]), "want": "COUNT_PEOPLE"}, [3, 6]),
    ],
)
async def test_the_person_whom_others_are_compared_with_is_no_answer(
    read: Mapping[str, Any], numbers: list[int]
) -> None:
    models = ScriptedModels(read, ["That is all [1-9]."])
    assert list_cited(await run_ask(models, rows=LEFT)) == numbers
    assert get_facts(models)["people"] == len(numbers) == len(list_evidence(models))


async def test_nor_is_that_person_where_they_are_seen_again() -> None:
    again = event(8, "PERSON_EXIT", 500, 501, "P2")
    assert list_cited(await ask_all(leaving("AFTER", trackIds=["P2"]), rows=(*LEFT, again))) == [7]


async def test_before_her_means_before_the_person_of_the_answer_before() -> None:
    first = await ask_all(plan(types=["PERSON_EXIT"], want="LAST"), rows=LEFT)
    assert list_cited(first) == [7]
    turn = ConversationTurn("Who left last?", first.response, first.plan)
    answer = await ask_all(leaving("BEFORE", earlier=True), rows=LEFT, earlier=[turn])
    assert list_cited(answer) == [3, 6]
    assert answer.interpretation == (
        "all of 'Left aisle' · leaving · before the leaving of the person just mentioned (05:00)"
    )


@pytest.mark.parametrize(
    ("text", "interpretation", "reply"),
    [
        (
            "Who left before P1?",
            "all of 'Left aisle' · leaving · before P1's leaving (01:10)",
            "Nobody else was seen leaving before P1's leaving (01:10) in 'Left aisle'.",
        ),
        (
            "P1보다 먼저 나간 사람은?",
            "‘Left aisle’ 영상 전체 · 퇴장 · P1의 퇴장(01:10) 전",
            "‘Left aisle’ 영상 전체에는 P1의 퇴장(01:10) 전에 퇴장으로 기록된 다른 사람이 없습니다.",
        ),
    ],
)
async def test_where_nobody_else_did_it_before_that_is_said(text: str, interpretation: str, reply: str) -> None:
    answer = await ask_nobody(leaving("BEFORE", trackIds=["P1"]), text, rows=LEFT)
    assert answer.interpretation == interpretation
    assert answer.response.startswith(reply)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Who is still inside?", "Everyone who was seen in 'Left aisle' was also seen leaving."),
        ("아직 안에 있는 사람은?", "‘Left aisle’ 영상 전체에 나온 사람은 모두 퇴장 기록이 있습니다."),
    ],
)
async def test_where_everybody_has_left_nobody_is_still_there(text: str, reply: str) -> None:
    answer = await ask_nobody(plan(withoutTypes=["PERSON_EXIT"]), text, rows=LEFT)
    assert answer.response.startswith(reply)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Who left before P9?", "No leaving of P9 was found, so there is nothing before or after it."),
        ("P9보다 먼저 나간 사람은?", "P9의 퇴장으로 기록된 장면이 없어 그 전후를 찾을 수 없습니다."),
    ],
)
async def test_a_person_who_is_not_there_is_named(text: str, reply: str) -> None:
    assert (await ask_nobody(leaving("BEFORE", trackIds=["P9"]), text)).response == reply
