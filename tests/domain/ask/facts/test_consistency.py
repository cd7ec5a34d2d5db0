"""Counts by filters and by SQL that differ are told."""

from dataclasses import replace
from typing import Any

import pytest

from domain.ask.facts.consistency import find_count_difference
from domain.ask.facts.facts import Facts
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.replies.sentences import format_count_difference
from domain.ask.retrieval.ranking import EvidenceSet
from models.asking.answers import StoredTable
from models.asking.sql import QueryResult
from models.enums import Language

PEOPLE = SearchPlan(about_footage=True, want=AnswerKind.COUNT_PEOPLE)


def found(*rows: list[Any], exact: bool = True) -> EvidenceSet:
    table = StoredTable(columns=["number"], rows=rows)
    facts = Facts(events=9, people=6, exact=exact)
    return EvidenceSet([], [], facts, [], None, {}, QueryResult("SELECT", table))


@pytest.mark.parametrize(
    ("plan", "evidence_set", "difference"),
    [
        (PEOPLE, found([6]), None),
        (PEOPLE, found([4]), (6, 4)),
        (PEOPLE.model_copy(update={"want": AnswerKind.COUNT_EVENTS}), found([4]), (9, 4)),
        (PEOPLE.model_copy(update={"want": AnswerKind.LIST}), found([4]), None),
        (PEOPLE.model_copy(update={"text": "a red hat"}), found([4]), None),  # filters do not hold the hat
        (PEOPLE, found([4], exact=False), None),
        (PEOPLE, found([4], [2]), None),  # a number for each of something
        (PEOPLE, found(["door", 4]), None),
        (PEOPLE, found([None]), None),
        (PEOPLE, found([1.5]), None),
        (PEOPLE, replace(found(), query_result=None), None),
    ],
)
def test_only_numbers_that_mean_the_same_are_compared(
    plan: SearchPlan, evidence_set: EvidenceSet, difference: tuple[int, int] | None
) -> None:
    assert find_count_difference(plan, evidence_set) == difference


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.EN, "Counted in two ways, the numbers differ: 6 by the conditions, 4 by the query."),
        (Language.KO, "두 가지 방법으로 센 수가 다릅니다. 조건으로는 6, 쿼리로는 4입니다."),
    ],
)
def test_a_difference_is_told_in_both_languages(language: Language, told: str) -> None:
    assert format_count_difference((6, 4), language) == told
