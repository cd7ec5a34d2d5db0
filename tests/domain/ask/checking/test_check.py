"""Sentences against what they cite: each number, time, name, person, event and yes or no must follow from it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.ask.facts.facts import compute_facts
from domain.ask.plan.plan import parse_plan
from domain.ask.question.question import Question
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.writing.citations import CitationChecker
from domain.ask.writing.verification import build_judge
from models.asking.answers import StoredTable
from models.asking.sql import QueryResult
from models.enums import Language
from tests.domain.doubles import SEOUL, VIDEO, VISITS, event

# 1 P1 comes in from the left at 00:02 (21:00:02), 2 P1 stands there until 00:25, 3 P2 comes in from the right at 00:09,
# 4 P2 stands in the middle, 5 P2 leaves at 00:21, 6 P1 leaves at 00:26, 7 P3 comes in at 05:30, 8 P3 stands.
MARK = {Language.EN: " (not verified)", Language.KO: " (확인되지 않은 내용입니다)"}


def tell(
    sentence: str, language: Language = Language.EN, /, *, rows: Any = VISITS, table: Any = None, **fields: Any
) -> str:
    """What is told of a text of one sentence."""
    plan = parse_plan({"aboutFootage": True, **fields}, SEOUL)
    result = None if table is None else QueryResult("SELECT", table, [])
    evidence_set = EvidenceSet(rows, [], compute_facts(rows, plan), [], None, {}, result)
    judge = build_judge(plan, Question("Who was arrested? Did P9 leave?", video=VIDEO), evidence_set, language)
    checker = CitationChecker(range(0 if table else 1, len(rows) + 1), judge=judge, hidden=frozenset({0}))
    return (checker.feed(sentence) + checker.finish()).strip()


@pytest.mark.parametrize(
    "text",
    [
        "P1 came in from the left at 00:02, stood there for 21 s and left at 00:26 [1][2][6].",
        "At 21:00:09, P2 entered on the right [3].",
        "P1 and P2 came in at 00:02 and 00:09 [1][3].",
        "P1 (00:02), P2 (00:09) and P3 (05:30) came in [1][3][7].",
        "Three people came in, the last at 9:05 p.m. [1][3][7].",
        "P2 left while P1 was standing [5][2].",
        "The times are 00:02 (P1) [1] and 00:09 (P2) [3].",
        "P1 stayed for 25 seconds, from 00:02 to 00:27 [1][6].",
        "In 'Left aisle', P3 stood for 4 minutes 24 seconds [8].",
        "Not all of them are cited: two of the people left [5][6].",
    ],
)
def test_what_the_rows_show_is_told(text: str) -> None:
    assert tell(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "P1은 00:02에 왼쪽에서 들어와 21초 동안 서 있다가 00:26에 나갔습니다 [1][2][6].",
        "오후 9시 5분에 P3이 들어왔습니다 [7].",
        "세 명이 들어왔습니다 [1][3][7].",
        "P1과 P2는 나갔습니다 [5][6].",
        "21시 0분 9초에 P2가 오른쪽에서 입장했습니다 [3].",
        "P2는 가운데에 5초 동안 서 있었습니다 [4].",
    ],
)
def test_what_the_rows_show_is_told_in_korean(text: str) -> None:
    assert tell(text, Language.KO) == text


@pytest.mark.parametrize(
    "text",
    [
        "P2 came in at 00:02 [1].",
        "P9 came in at 00:02 [1].",
        "P1 came in at 00:26 and left at 00:02 [1][6].",
        "P1 came in at 03:20 [1].",
        "P1 came in at 21:03:20 [1].",
        "P1 came in from the right [1].",
        "P1 left [1].",
        "P1 stole something [2].",
        "P1 did not come in [1].",
        "Nobody came in [1][3].",
        "4 people came in [1][3][7].",
        "Four people came in [1][3][7].",
        "P1 stood for 45 s [2].",
        "P1 came in on 2026-11-23 [1].",
        "A woman fainted [2].",
        "P9 left [5].",
        "The times are 00:02 (P2) [1] and 00:09 (P1) [3].",
    ],
)
def test_what_the_rows_do_not_show_is_not_told(text: str) -> None:
    assert tell(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "P2는 00:02에 들어왔습니다 [1].",
        "P1은 나갔습니다 [1].",
        "P1은 들어오지 않았습니다 [1].",
        "아무도 들어오지 않았습니다 [1].",
        "들어온 사람은 없습니다 [1].",
        "네 명이 들어왔습니다 [1][3][7].",
        "7명이 들어왔습니다 [1][3][7].",
        "오후 8시 5분에 P3이 들어왔습니다 [7].",
        "P1은 오른쪽에서 들어왔습니다 [1].",
        "P1은 45초 동안 서 있었습니다 [2].",
        "P1은 훔쳤습니다 [2].",
        "P2가 나갔습니다 [6].",
    ],
)
def test_what_the_rows_do_not_show_is_not_told_in_korean(text: str) -> None:
    assert tell(text, Language.KO) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("P1 was arrested too [1].", Language.EN),
        ("P1, whose name is Robert, came in [1].", Language.EN),
        ("P1 came in with a “gun licence” [1].", Language.EN),
        ("P1은 체포되었습니다 [1].", Language.KO),
    ],
)
def test_what_nothing_shows_is_told_as_unverified(text: str, language: Language) -> None:
    assert tell(text, language) == text + MARK[language]


DID_LEAVE: dict[str, Any] = {"want": "EXISTS", "types": ["PERSON_EXIT"], "yesMeans": "FOUND"}


@pytest.mark.parametrize(
    ("fields", "text", "told"),
    [
        (DID_LEAVE, "Yes, 2 people left [1][2].", "Yes, 2 people left [1][2]."),
        (DID_LEAVE, "No, 2 people left [1][2].", ""),
        ({**DID_LEAVE, "yesMeans": "NOTHING_FOUND"}, "Yes, 2 people left [1][2].", ""),
        ({"want": "EXISTS"}, "Yes, 2 people left [1][2].", "2 people left [1][2]."),
        ({"want": "EXISTS", "text": "OK"}, "Yes, 2 people left [1][2].", "2 people left [1][2]."),
        ({"want": "LIST"}, "No, 2 people left [1][2].", "2 people left [1][2]."),
    ],
)
def test_a_yes_or_no_is_told_where_the_plan_says_what_it_means(fields: Any, text: str, told: str) -> None:
    assert tell(text, rows=[VISITS[4], VISITS[5]], **fields) == told


def test_a_yes_or_no_in_korean() -> None:
    rows, exits = [VISITS[4], VISITS[5]], DID_LEAVE
    assert tell("네, 2명이 나갔습니다 [1][2].", Language.KO, rows=rows, **exits) == "네, 2명이 나갔습니다 [1][2]."
    assert tell("아니요, 2명이 나갔습니다 [1][2].", Language.KO, rows=rows, **exits) == ""
    assert tell("네, 2명이 나갔습니다 [1][2].", Language.KO, rows=rows, want="EXISTS") == "2명이 나갔습니다 [1][2]."


def test_what_people_did_not_do_is_told_where_it_was_asked_for() -> None:
    fields = {"want": "EXISTS", "withoutTypes": ["PERSON_EXIT"]}
    assert tell("P3 did not leave [1].", rows=[VISITS[6]], **fields) == "P3 did not leave [1]."
    assert tell("P3은 나가지 않았습니다 [1].", Language.KO, rows=[VISITS[6]], **fields) != ""
    assert tell("P3 left [1].", rows=[VISITS[6]], **fields) == ""
    assert tell("P3 did not stand [1].", rows=[VISITS[6]], **fields) == ""


def test_numbers_of_a_table_are_told() -> None:
    table = StoredTable(columns=["hour", "people"], rows=[[21, 3], [22, 1]])
    assert tell("Most people came at 21:00 (3) [0].", rows=[], table=table) == "Most people came at 21:00 (3)."
    assert tell("Most people came at 21:00 (4) [0].", rows=[], table=table) == ""


def test_another_rows_video_is_not_told() -> None:
    elsewhere = replace(VISITS[2], event_id=UUID(int=77), video_id=UUID(int=78), video_name="Back room")
    rows = [VISITS[0], elsewhere]
    assert tell("In 'Back room', P2 came in [2].", rows=rows) != ""
    assert tell("In 'Back room', P1 came in [1].", rows=rows) == ""


def test_what_a_description_tells_may_be_told() -> None:
    rows = [event(1, "THEFT", 3, 5, "P1", description="A man in a red hat hides a bottle.", description_ko=None)]
    assert tell("P1 hid a bottle and stole it at 00:03 [1].", rows=rows).endswith("00:03 [1].")
    assert tell("P1 threw a bottle [1].", rows=rows).endswith("(not verified)")
    assert tell("“A man in a red hat hides a bottle” [1].", rows=rows) == "“A man in a red hat hides a bottle” [1]."


def test_what_leads_into_a_list_is_checked_too() -> None:
    assert tell("9 people left:\n- P2 left [5]").startswith("- P2 left [5]")
    assert tell("Two people left:\n- P2 left [5]\n- P1 left [6]").startswith("Two people left:")


def test_a_number_of_all_that_did_either_is_told() -> None:
    rows = [event(1, "THEFT", 1, 2, "P1"), event(2, "FIGHTING", 3, 9, "P2"), event(3, "FIGHTING", 3, 9, "P3")]
    fields = {"want": "EXISTS", "types": ["THEFT", "FIGHTING"], "yesMeans": "FOUND"}
    english, korean = "Yes, 3 people stole something or fought", "네, 물건을 훔친 사람 또는 싸운 사람이 3명 있었습니다"
    assert tell(f"{english} [1][2][3].", rows=rows, **fields) == f"{english} [1][2][3]."
    assert tell(f"{korean} [1][2][3].", Language.KO, rows=rows, **fields) == f"{korean} [1][2][3]."
    assert tell("Yes, 4 people stole something or fought [1][2][3].", rows=rows, **fields) == ""


def test_counts_of_the_facts_are_told_of_what_is_not_cited() -> None:
    english = "3 people were seen, in 8 events: 3 entries and 2 exits"
    korean = "3명이 보이고 이벤트 8건이 있었습니다(입장 3건, 퇴장 2건)"
    assert tell(f"{english} [1][8].") == f"{english} [1][8]."
    assert tell(f"{korean} [1][8].", Language.KO) == f"{korean} [1][8]."
    assert tell("3 people were seen, in 8 events: 4 entries and 2 exits [1][8].") == ""
    assert tell("3명이 보이고 이벤트 8건이 있었습니다(입장 4건, 퇴장 2건) [1][8].", Language.KO) == ""
