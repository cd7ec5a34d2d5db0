"""What is asked before or after something, and of one person who did several things."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from domain.ask.ask import ask
from domain.ask.question.question import Answer, ConversationTurn, Question
from models.asking.evidence import Evidence
from models.enums import PromptStatus
from tests.domain.doubles import OPERATOR, VIDEO, InMemorySearch, ScriptedModels, event, make_services

# P1 loiters, steals and leaves; P2 comes in after it, and steals too.
THEFT = (
    event(1, "LOITERING", 10, 40, "P1"),
    event(2, "THEFT", 50, 55, "P1", location="LEFT"),
    event(3, "PERSON_EXIT", 70, 71, "P1"),
    event(4, "PERSON_ENTER", 130, 131, "P2"),
    event(5, "THEFT", 200, 205, "P2", location="RIGHT"),
)


async def run_ask(text: str, *, rows: Sequence[Evidence] = THEFT, **more: Any) -> Answer:
    async def tell(*_: object) -> None: ...

    return await ask(
        Question(text, **{"video": VIDEO, **more}),
        OPERATOR,
        make_services(InMemorySearch(rows), ScriptedModels()),
        tell,
    )


def cited(answer: Answer) -> list[int]:
    return [citation.event_id.int - 1000 for citation in answer.citations if isinstance(citation.event_id, UUID)]


async def test_what_came_after_an_event_is_looked_for_after_its_end_and_the_moment_is_said() -> None:
    answer = await run_ask("Who came in after the theft?")
    assert cited(answer) == [4]
    assert answer.interpretation == "all of 'Left aisle' · coming in · after theft (00:50)"


async def test_right_after_means_within_a_minute() -> None:
    assert cited(await run_ask("도난 직후에 무슨 일이 있었어?")) == [3]


async def test_the_nth_of_several_can_be_meant() -> None:
    assert cited(await run_ask("두 번째 도난 전에 들어온 사람은?")) == [4]


async def test_he_and_she_are_the_person_of_the_event() -> None:
    answer = await run_ask("What did she do before she stole it?")
    assert cited(answer) == [1]


async def test_before_something_that_is_not_there_nothing_can_be_found() -> None:
    answer = await run_ask("Who left before the fight?")
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.response == "No fighting was found, so there is nothing before or after it."
    assert (await run_ask("싸움이 끝난 다음에 누가 나갔어?")).response == (
        "싸움으로 기록된 장면이 없어 그 전후를 찾을 수 없습니다."
    )


async def test_before_that_is_before_what_the_last_answer_cited() -> None:
    first = await run_ask("Who left?")
    assert cited(first) == [3]
    answer = await run_ask(
        "And what did she do before that?", earlier=[ConversationTurn("Who left?", first.response, first.plan)]
    )
    assert cited(answer) == [1, 2]


async def test_two_deeds_of_one_person_leave_out_who_did_only_one() -> None:
    answer = await run_ask("Who loitered and then stole something?")
    assert cited(answer) == [1, 2]
    assert answer.interpretation == "all of 'Left aisle' · loitering and theft"
    assert (await run_ask("서성이다가 물건을 훔친 사람은?")).interpretation == "‘Left aisle’ 영상 전체 · 배회 + 절도"


# P1 has left at 70 s; then P2 and P3 do.
LEFT = (*THEFT, event(6, "PERSON_EXIT", 220, 221, "P2"), event(7, "PERSON_EXIT", 300, 301, "P3"))


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Who left before P2?", [3]),
        ("P2보다 먼저 나간 사람은?", [3]),
        ("Who left after P2?", [7]),
        ("P2보다 늦게 나간 사람은?", [7]),
        ("How many people left before P3?", [3, 6]),
    ],
)
async def test_the_person_whom_others_are_compared_with_is_no_answer(question: str, numbers: list[int]) -> None:
    assert cited(await run_ask(question, rows=LEFT)) == numbers


async def test_nor_is_that_person_where_they_are_seen_again() -> None:
    again = event(8, "PERSON_EXIT", 500, 501, "P2")
    assert cited(await run_ask("Who left after P2?", rows=(*LEFT, again))) == [7]


async def test_before_her_means_before_the_person_of_the_answer_before() -> None:
    first = await run_ask("Who left last?", rows=LEFT)
    answer = await run_ask(
        "Who left before her?", rows=LEFT, earlier=[ConversationTurn("Who left last?", first.response, first.plan)]
    )
    assert cited(answer) == [3, 6]
    assert (
        answer.interpretation
        == "all of 'Left aisle' · leaving · before the leaving of the person just mentioned (05:00)"
    )


@pytest.mark.parametrize(
    ("question", "read", "told"),
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
async def test_where_nobody_else_did_it_before_that_is_said(question: str, read: str, told: str) -> None:
    answer = await run_ask(question, rows=LEFT)
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.interpretation == read
    assert answer.response.startswith(told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who is still inside?", "Everyone who was seen in 'Left aisle' was also seen leaving."),
        ("아직 안에 있는 사람은?", "‘Left aisle’ 영상 전체에 나온 사람은 모두 퇴장 기록이 있습니다."),
    ],
)
async def test_where_everybody_has_left_nobody_is_still_there(question: str, told: str) -> None:
    assert (await run_ask(question, rows=LEFT)).response.startswith(told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who left before P9?", "No leaving of P9 was found, so there is nothing before or after it."),
        ("P9보다 먼저 나간 사람은?", "P9의 퇴장으로 기록된 장면이 없어 그 전후를 찾을 수 없습니다."),
    ],
)
async def test_a_person_who_is_not_there_is_named(question: str, told: str) -> None:
    assert (await run_ask(question)).response == told
