"""Words of a question that change what fits, and whether a plan holds them."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from domain.ask.plan.plan import AnswerKind, SearchPlan, YesMeaning

_RANKS = frozenset({AnswerKind.MOST, AnswerKind.LONGEST, AnswerKind.SHORTEST})
_ENDS = frozenset({AnswerKind.FIRST, AnswerKind.LAST})


class LogicWord(StrEnum):
    """ROLE, APPEARANCE: who somebody is and looks like, which only words of descriptions tell."""

    ALONE = "ALONE"
    COMPANY = "COMPANY"
    COMPARISON = "COMPARISON"
    EXCEPTION = "EXCEPTION"
    NEGATION = "NEGATION"
    ORDER = "ORDER"
    SUPERLATIVE = "SUPERLATIVE"
    REPETITION = "REPETITION"
    EVERYBODY = "EVERYBODY"
    ROLE = "ROLE"
    APPEARANCE = "APPEARANCE"


def _excepts(plan: SearchPlan) -> bool:
    return bool(plan.without_types) or (plan.relative is not None and plan.relative.excludes_pivot_person)


def _negates(plan: SearchPlan) -> bool:
    inverted = plan.yes_means in (YesMeaning.NOTHING_FOUND, YesMeaning.EVERYBODY)
    return bool(plan.without_types or plan.negated or inverted or plan.company) or plan.want is AnswerKind.EMPTY


def _orders(plan: SearchPlan) -> bool:
    has_time = plan.seconds is not None or plan.occurred_at is not None or plan.relative is not None
    return plan.want in _ENDS or plan.want in _RANKS or bool(plan.visitor) or plan.nth > 1 or has_time


_HOLDERS: Mapping[LogicWord, Callable[[SearchPlan], bool]] = {
    LogicWord.ALONE: lambda plan: plan.company is not None,
    LogicWord.COMPANY: lambda plan: plan.company is not None or plan.together or plan.relative is not None,
    LogicWord.COMPARISON: lambda plan: (
        plan.dimension is not None or plan.lasting is not None or plan.relative is not None or plan.want in _RANKS
    ),
    LogicWord.EXCEPTION: _excepts,
    LogicWord.NEGATION: _negates,
    LogicWord.ORDER: _orders,
    LogicWord.SUPERLATIVE: lambda plan: plan.want in _RANKS or plan.dimension is not None or plan.want in _ENDS,
    LogicWord.REPETITION: lambda plan: (
        plan.together or plan.relative is not None or plan.want in _RANKS or plan.nth > 1
    ),
    LogicWord.EVERYBODY: lambda plan: plan.want is not AnswerKind.EXISTS or _negates(plan),
    LogicWord.ROLE: lambda plan: plan.about_earlier,
    LogicWord.APPEARANCE: lambda plan: plan.about_earlier,
}


def holds_logic(word: LogicWord, plan: SearchPlan) -> bool:
    """Whether a field holds what the word says. SQL may hold anything."""
    return bool(plan.sql) or _HOLDERS[word](plan)
