"""What a computed answer is made from, and what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.ask.filters.scope import SearchScope
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.retrieval.retrievers import HybridRetriever
from models.asking.evidence import Evidence
from models.enums import Language


@dataclass(frozen=True, slots=True)
class ShapeContext:
    """A question whose evidence was found; evidence_set.matching: every row that fits, as far as they were read."""

    question: Question
    scope: SearchScope
    evidence_set: EvidenceSet
    retriever: HybridRetriever
    language: Language

    @property
    def plan(self) -> SearchPlan:
        return self.scope.plan

    @property
    def by_clock(self) -> bool:
        """Whether times are told by the clock: positions of several videos cannot be compared."""
        return self.question.video is None


@dataclass(frozen=True, slots=True)
class ComputedAnswer:
    """text cites rows by their numbers, from 1. found: whether it answers; otherwise it says why that cannot be."""

    text: str
    rows: Sequence[Evidence] = ()
    found: bool = True


class RowNumbers:
    """Numbers rows in the order in which they are cited first."""

    def __init__(self) -> None:
        self.rows: list[Evidence] = []

    def cite(self, rows: Iterable[Evidence | None]) -> str:
        """ " [1][3]", with a space before it; "" without rows."""
        numbers = []
        for row in rows:
            if row is not None:
                if row not in self.rows:
                    self.rows.append(row)
                numbers.append(self.rows.index(row) + 1)
        return "".join([" ", *(f"[{number}]" for number in dict.fromkeys(numbers))]) if numbers else ""
