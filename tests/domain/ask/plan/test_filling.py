"""A plan that cannot be used is sent back to the planner once, with what is wrong; what a model merely wrote oddly is
mended."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.ask.plan.plan import AnswerKind, SearchPlan, YesMeaning, parse_plan
from models.enums import EventType, Gender, PromptStatus
from models.errors import ModelFailed
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import SEOUL, VISITS, InMemorySearch
from tests.domain.scripted_models import ScriptedModels

GOOD = plan(types=["PERSON_ENTER"])


def read(**fields: Any) -> SearchPlan:
    return parse_plan({"aboutFootage": True, **fields}, SEOUL)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (plan(types=["PERSON_EXIT"], withoutTypes=["PERSON_EXIT"]), "types and withoutTypes both hold PERSON_EXIT"),
        ({"aboutFootage": False, "want": "LIST", "types": ["THEFT"]}, "aboutFootage is false"),
        (plan(types=["THEFT"], relative={"when": "AFTER", "types": ["THEFT"]}), "relative.types are the types"),
        (plan(relative={"when": "AFTER"}), "relative names no event"),
        (plan(occurredAt={"from": "18:00", "to": "19:00"}), "occurredAt.from"),
        (plan(nth=0), "nth"),
        (plan(types=["DANCING"]), "types.0"),
        (plan(seconds={"from": "soon"}), "seconds.from"),
        (plan(want="COUNT_PEOPLE", yesMeans="FOUND"), "yesMeans belongs to EXISTS"),
        (plan(groupBy="CAMERA"), "groupBy CAMERA belongs to MOST"),
        (plan(want="ELAPSED", types=["PERSON_EXIT"]), "ELAPSED needs types, the one event, and relative"),
    ],
)
@pytest.mark.parametrize("text", ["Who came in?", "누가 들어왔어?"])
async def test_what_is_wrong_is_sent_back_as_the_result_of_the_tool(
    text: str, wrong: Mapping[str, Any], told: str
) -> None:
    models = ScriptedModels(GOOD, ["That is all [1-9]."], plans=[wrong])
    answer = await run_ask(models, text)
    assert list_cited(answer) == [1, 3, 7]
    assert not answer.degraded
    _, call, result = models.said[1].messages
    assert (call.role, call.tool_input) == ("assistant", wrong)
    assert (result.role, result.is_tool_result) == ("user", True)
    assert told in result.text


async def test_it_is_sent_back_once_and_a_second_contradiction_is_not_searched_for() -> None:
    wrong = plan(types=["PERSON_EXIT"], withoutTypes=["PERSON_EXIT"])
    models = ScriptedModels(wrong, ["Somebody [1]."])
    answer = await run_ask(models, "Who left?")
    assert len([said for said in models.said if said.tool]) == 2
    assert answer.degraded == ("planner",)


@pytest.mark.parametrize(
    "odd",
    [
        {"types": "PERSON_ENTER"},
        {"types": ["person_enter"]},
        {"types": ["PERSON_ENTER", None, ""], "locations": ["none"], "genders": "unknown", "trackIds": ["null"]},
        {"types": ["PERSON_ENTER"], "seconds": {"from": None, "to": None}, "occurredAt": {"from": "", "to": "none"}},
        {"types": ["PERSON_ENTER"], "relative": {"when": None, "types": []}, "cameras": "N/A", "text": "none"},
        {"types": ["PERSON_ENTER"], "notUnderstood": [], "sql": "null", "visitor": None},
    ],
)
def test_blanks_say_nothing_and_single_values_are_lists(odd: Mapping[str, Any]) -> None:
    assert read(**odd) == read(types=["PERSON_ENTER"])


def test_names_are_read_in_any_letters() -> None:
    found = read(want="count people", genders=["Female"], yesMeans="found")
    assert (found.want, found.genders, found.yes_means) == (
        AnswerKind.COUNT_PEOPLE,
        (Gender.FEMALE,),
        YesMeaning.FOUND,
    )


def test_a_window_of_days_ends_with_its_last_day() -> None:
    window = read(occurredAt={"from": "2026-11-21", "to": "2026-11-22"}).occurred_at
    assert window is not None
    assert window.end is not None
    assert window.end.isoformat() == "2026-11-22T23:59:59+09:00"


@pytest.mark.parametrize("moment", ["18:00", "18", "1763", 1763, "today"])
def test_a_time_without_a_day_is_no_moment(moment: object) -> None:
    with pytest.raises(ModelFailed):
        read(occurredAt={"from": moment})


async def test_a_camera_that_does_not_exist_is_left_out_and_told() -> None:
    answer = await run_ask(ScriptedModels(plan(types=["PERSON_ENTER"], cameras=["roof"]), ["All [1-9]."]), video=None)
    assert list_cited(answer) == [1, 3, 7]
    assert answer.not_understood == ("roof",)
    assert answer.response.startswith("This does not take into account “roof”.")


async def test_a_camera_is_known_by_its_name_however_it_is_written() -> None:
    search = InMemorySearch()
    answer = await run_ask(
        ScriptedModels(plan(types=["PERSON_ENTER"], cameras=["Entrance "]), ["All [1-9]."]), search=search, video=None
    )
    assert not answer.not_understood
    assert search.asked["structured"].cameras == ("entrance",)  # type: ignore[union-attr]


async def test_a_person_whom_the_planner_made_up_is_left_out_and_told() -> None:
    read_so = plan(types=["PERSON_ENTER"], trackIds=["P1", "the thief"])
    answer = await run_ask(ScriptedModels(read_so, ["All [1-9]."]), "누가 들어왔어?")
    assert list_cited(answer) == [1]
    assert answer.not_understood == ("the thief",)
    assert answer.response.startswith("다음 말은 반영하지 못했습니다: “the thief”.")


async def test_a_person_whom_the_question_names_stays() -> None:
    answer = await run_ask(ScriptedModels(plan(trackIds=["P9"])), "What did P9 do?", rows=VISITS)
    assert answer.status is PromptStatus.NOT_FOUND
    assert not answer.not_understood


@pytest.mark.parametrize(
    ("text", "begins", "shown"),
    [
        ("Who came in alone?", "This does not take into account “alone”. All", "not taken into account: “alone”"),
        ("혼자 들어온 사람은?", "다음 말은 반영하지 못했습니다: “혼자”. All", "반영하지 못한 말: “혼자”"),
    ],
)
async def test_what_the_plan_does_not_account_for_is_told(text: str, begins: str, shown: str) -> None:
    words = "alone" if text.isascii() else "혼자"
    reported: list[tuple[Any, str]] = []
    models = ScriptedModels(plan(types=["PERSON_ENTER"], notUnderstood=[words]), ["All [1-9]."])
    answer = await run_ask(models, text, reported=reported)
    assert answer.not_understood == (words,)
    assert answer.response.startswith(begins)
    assert "".join(piece for _, piece in reported).startswith(begins)
    assert answer.interpretation is not None
    assert answer.interpretation.endswith(shown)


async def test_it_is_told_too_where_nothing_was_found() -> None:
    models = ScriptedModels(plan(types=["SITTING"], notUnderstood=["alone"]))
    answer = await run_ask(models, "Who sat alone?")
    assert answer.response.startswith("This does not take into account “alone”. No one was seen sitting")


@pytest.mark.parametrize(
    ("fields", "defined"),
    [
        ({"want": "EXISTS", "yesMeans": "FOUND"}, True),
        ({"want": "EXISTS"}, False),
        ({"want": "EXISTS", "yesMeans": "FOUND", "notUnderstood": ["alone"]}, False),
        ({"want": "LIST"}, False),
    ],
)
def test_yes_is_only_said_where_the_plan_defines_it(fields: Mapping[str, Any], defined: bool) -> None:
    assert read(types=[EventType.THEFT], **fields).defines_yes is defined
