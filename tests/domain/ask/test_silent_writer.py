"""A model's silence is no fact about the footage: what was found is told, and nothing is denied."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.ask.ask import ask
from domain.ask.question.question import Question
from models.asking.answers import StoredTable
from models.asking.sql import QueryResult
from models.enums import PromptStatus
from models.errors import Unavailable
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import OPERATOR, VIDEO, InMemorySearch, make_services
from tests.domain.scripted_models import ScriptedModels

SILENT = [["NOT_FOUND"], ["**NOT_FOUND**"], ["NOT_FOUND. Nobody left [1]."], ["Nobody left."], ["NOT FOUND"], ["…[9]"]]
DENIALS = ("0 people", "No one", "Nobody", "0명", "찾지 못했습니다", "Nothing")


@pytest.mark.parametrize("text", SILENT, ids=str)
@pytest.mark.parametrize(
    ("language", "question", "count"),
    [
        ("en", "How many people left?", "2 scenes with 2 people fit the search."),
        ("ko", "몇 명이 나갔어?", "찾는 조건에 맞는 장면은 2건(2명)입니다."),
    ],
)
async def test_what_was_found_exactly_is_counted_and_listed(
    text: Sequence[str], language: str, question: str, count: str
) -> None:
    read = plan(language=language, want="COUNT_PEOPLE", types=["PERSON_EXIT"])
    answer = await run_ask(ScriptedModels(read, text), question)
    assert answer.response.startswith(count)
    assert not any(denial in answer.response for denial in DENIALS)
    assert list_cited(answer) == [5, 6]
    assert (answer.status, answer.degraded) == (PromptStatus.COMPLETED, ("writer",))


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [("en", "a red hat?", "8 scenes come closest"), ("ko", "빨간 모자?", "질문에 가장 가까운 장면은 8건입니다.")],
)
async def test_what_only_came_closest_is_listed_and_answers_nothing(language: str, question: str, told: str) -> None:
    answer = await run_ask(ScriptedModels(plan(language=language, text="red hat"), ["NOT_FOUND"]), question)
    assert answer.response.startswith(told)
    assert not any(denial in answer.response for denial in DENIALS)
    assert len(answer.citations) == 8
    # The model has read them: what does not answer is no failure of it.
    assert (answer.status, answer.degraded, answer.main_event_id) == (PromptStatus.NOT_FOUND, (), None)


@pytest.mark.parametrize(("language", "question"), [("en", "How many left?"), ("ko", "몇 명이 나갔어?")])
async def test_what_a_query_counted_is_told_from_its_table(language: str, question: str) -> None:
    class CountingQuery:
        async def describe_views(self) -> str:
            return "event_view"

        async def __call__(self, *_: Any) -> QueryResult:
            return QueryResult("SELECT", StoredTable(columns=["people"], rows=[[6]]), [])

    read = plan(language=language, want="COUNT_PEOPLE", types=["COLLAPSE"], sql="SELECT")
    services = make_services(InMemorySearch(), ScriptedModels(read, ["NOT_FOUND"]), CountingQuery())

    async def report(*_: object) -> None: ...

    answer = await ask(Question(question, video=VIDEO), OPERATOR, services, report)
    assert "- people: 6" in answer.response
    assert not any(denial in answer.response for denial in DENIALS)
    assert (answer.status, answer.degraded) == (PromptStatus.COMPLETED, ("writer",))


# ── Absence is claimed only of footage that was examined ─────────────────────────────────────────────────────


class Unanalysed(InMemorySearch):
    """Footage that nothing has looked at yet, but for `analysed` videos."""

    analysed = 0

    async def measure_coverage(self, who: Any, wanted: Any, /) -> Any:
        coverage = await super().measure_coverage(who, wanted)
        return coverage.model_copy(update={"videos_considered": 2, "videos_analyzed": self.analysed})


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Not examined: none of the videos has been analysed"), ("ko", "확인되지 않음:")]
)
async def test_what_is_not_analysed_yet_is_not_empty(language: str, told: str) -> None:
    read = plan(language=language, want="COUNT_PEOPLE", types=["COLLAPSE"])
    answer = await run_ask(ScriptedModels(read), "쓰러진 사람?" if language == "ko" else "x", search=Unanalysed([]))
    assert answer.response.startswith(told)
    assert "0" not in answer.response
    assert answer.status is PromptStatus.NOT_EXAMINED


async def test_of_footage_that_is_analysed_in_part_the_rest_is_named() -> None:
    search = Unanalysed([])
    search.analysed = 1
    answer = await run_ask(ScriptedModels(plan(types=["COLLAPSE"])), search=search)
    assert "1 video is not analysed yet" in answer.response


@pytest.mark.parametrize("down", [{"coverage"}, {"structured", "nearest"}])
async def test_a_search_that_failed_shows_no_absence(down: set[str]) -> None:
    search = InMemorySearch([], down=frozenset(down))
    answer = await run_ask(ScriptedModels(plan(want="COUNT_PEOPLE", types=["COLLAPSE"])), search=search)
    assert answer.response.startswith("Not known: part of the search did not work")
    assert answer.status is PromptStatus.NOT_EXAMINED


async def test_with_every_search_down_there_is_no_answer() -> None:
    search = InMemorySearch([], down=frozenset({"structured", "nearest", "keyword"}))
    with pytest.raises(Unavailable):
        await run_ask(ScriptedModels(plan(types=["COLLAPSE"])), "red hat", search=search)
