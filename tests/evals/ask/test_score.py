"""What counts as right."""

from collections.abc import Mapping
from typing import Any

import pytest

from evals.ask.expected import ExpectedAnswer, expect_each, expect_persons
from evals.ask.moments import TrueEvent
from evals.ask.score import has_evidence, score_answer, states_number

CAME = TrueEvent("door", "PERSON_ENTER", 2.0, 2.0, "LEFT", "P1")
STOOD = TrueEvent("door", "STANDING", 4.0, 24.0, "LEFT", "P1")
WALKS = [TrueEvent("door", "WALKING", start, start + 5, "LEFT", f"P{start}") for start in (30, 40, 50, 60, 70, 80)]
BOTH = expect_each([CAME, STOOD])


def event(kind: str, start: float, end: float, clip: str = "door") -> dict[str, Any]:
    return {"type": kind, "startSeconds": start, "endSeconds": end, "clip": clip}


def history(*events: dict[str, Any], response: str = "", status: str = "COMPLETED", **more: Any) -> dict[str, Any]:
    return {"status": status, "citations": [{"event": one} for one in events], "response": response, **more}


def test_a_moment_within_a_second_and_a_span_that_overlaps_are_right() -> None:
    scored = score_answer(BOTH, history(event("PERSON_ENTER", 2.4, 2.9), event("STANDING", 5, 25)))
    assert scored.exact
    assert scored.evidence


@pytest.mark.parametrize(
    ("given", "miss"),
    [
        (history(event("STANDING", 5, 25)), "not cited: door: PERSON_ENTER"),
        (history(event("PERSON_ENTER", 4.1, 4.5), event("STANDING", 5, 25)), "cited, but wrong: door: PERSON_ENTER"),
        (history(event("PERSON_ENTER", 2, 2), event("STANDING", 20, 25)), "not cited: door: STANDING"),
        (history(event("PERSON_ENTER", 2, 2, "yard"), event("STANDING", 5, 25)), "cited, but wrong: yard: PERSON"),
        (history(status="NOT_FOUND"), "status is NOT_FOUND"),
    ],
)
def test_what_is_missing_or_too_much_is_a_miss(given: Mapping[str, Any], miss: str) -> None:
    assert any(one.startswith(miss) for one in score_answer(BOTH, given).misses)


def test_where_nothing_is_true_an_answer_that_finds_something_is_wrong() -> None:
    assert score_answer(ExpectedAnswer(), history(status="NOT_FOUND")).exact
    assert score_answer(ExpectedAnswer(), history(status="NOT_FOUND")).evidence is None
    assert not score_answer(ExpectedAnswer(), history(event("COLLAPSE", 1, 2))).exact


def test_one_moment_of_each_person_is_enough_and_their_number_must_be_told() -> None:
    expected = expect_persons([CAME, STOOD, *WALKS[:1]])
    given = [event("STANDING", 4, 24), event("WALKING", 30, 35)]
    assert score_answer(expected, history(*given, response="2 people [1][2].")).exact
    assert score_answer(expected, history(*given, response="3 people [1][2].")).misses == ["the answer does not say 2"]


def test_a_number_or_a_name_may_stand_in_the_table_instead() -> None:
    expected = ExpectedAnswer([[CAME]], count=4, word=("yard", "마당"))
    table = {"columns": ["camera", "events"], "rows": [["마당", 4], ["door", 1]]}
    assert score_answer(expected, history(event("PERSON_ENTER", 2, 2), table=table)).exact
    missed = score_answer(expected, history(event("PERSON_ENTER", 2, 2), table={"rows": [["door", 1]]})).misses
    assert missed == ["the answer does not say 4", "the answer does not say yard"]


def test_the_first_five_must_hold_all_evidence_or_as_much_as_fits() -> None:
    expected = expect_each(WALKS, [CAME])
    told = [event("WALKING", one.start, one.end) for one in WALKS]
    assert has_evidence(expected, told)
    assert has_evidence(expected, [event("PERSON_ENTER", 2, 2), *told]), "what may be cited takes its room"
    assert not has_evidence(expected, [event("STANDING", 4, 24), *told]), "what is wrong takes the room of the right"
    assert not has_evidence(expect_each([WALKS[0]]), told[1:6] + told[:1]), "the sixth comes too late"


@pytest.mark.parametrize(
    ("text", "count", "said"),
    [
        ("모두 3명이 들어왔습니다 [1][2][3].", 3, True),
        ("Three people came in [1].", 3, True),
        ("2 people came in [1][2][3].", 3, False),
        ("The times are 00:03 (P3) [3].", 3, False),
    ],
)
def test_a_count_is_neither_a_citation_nor_a_time_nor_a_name(text: str, count: int, said: bool) -> None:
    assert states_number(text, count) is said
