"""Whether a search that found nothing shows that nothing happened."""

from collections.abc import Collection
from enum import StrEnum

from domain.ask.plan.plan import SearchPlan
from models.asking.answers import Coverage

# Without these, rows that fit may be missing.
_SEARCHES, _TEXT_SEARCHES = frozenset({"structured", "planner"}), frozenset({"embeddings", "vector", "keyword"})


class Absence(StrEnum):
    """What "nothing found" means. Only NOTHING_FITS says something about the footage.

    NO_FOOTAGE: there is none. NOT_ANALYSED: there is some, but nothing has looked at it. NOT_LOOKED_FOR: nothing has
    looked for such events in it. SEARCH_FAILED: part of the search did not run, or nobody knows what it covered.
    """

    NOTHING_FITS = "NOTHING_FITS"
    NO_FOOTAGE = "NO_FOOTAGE"
    NOT_ANALYSED = "NOT_ANALYSED"
    NOT_LOOKED_FOR = "NOT_LOOKED_FOR"
    SEARCH_FAILED = "SEARCH_FAILED"


def judge_absence(plan: SearchPlan, coverage: Coverage, degraded: Collection[str] = ()) -> Absence:
    """What it means that a search found nothing. degraded: the steps of the search that failed."""
    if "coverage" in degraded:
        return Absence.SEARCH_FAILED
    if not coverage.videos_considered:
        return Absence.NO_FOOTAGE
    if is_not_examined(plan, coverage):
        return Absence.NOT_LOOKED_FOR
    if not coverage.videos_analyzed:
        return Absence.NOT_ANALYSED
    needed = _SEARCHES | _TEXT_SEARCHES if plan.text else _SEARCHES
    return Absence.NOTHING_FITS if needed.isdisjoint(degraded) else Absence.SEARCH_FAILED


def is_not_examined(plan: SearchPlan, coverage: Coverage) -> bool:
    """Whether nothing looked for any of the types that the question is about, in footage that there is."""
    wanted = frozenset(plan.types)
    return bool(wanted) and bool(coverage.videos_considered) and wanted <= frozenset(coverage.not_examined)
