"""What a sentence is judged by, and what it may repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.ask.checking.support import Support
from domain.ask.facts.facts import Facts
from models.asking.answers import StoredTable
from models.asking.evidence import Evidence


class Verdict(StrEnum):
    """FALSE: the sentence says something else than what it rests on. UNVERIFIED: it says more than that."""

    HOLDS = "HOLDS"
    UNVERIFIED = "UNVERIFIED"
    FALSE = "FALSE"


@dataclass(frozen=True, slots=True)
class Material:
    """What a model was given: the rows in the order of their numbers, of which the first `shown` answer the question.

    question: its words, and names that it may repeat. given: numbers that it was given besides.
    """

    rows: Sequence[Evidence]
    facts: Facts
    shown: int
    table: StoredTable | None = None
    question: str = ""
    given: frozenset[float] = frozenset()


def list_texts(support: Support) -> list[str]:
    """Texts of the cited rows and of the table."""
    rows = support.rows
    return [
        text
        for text in (
            *(row.video_name for row in rows),
            *(row.camera for row in rows),
            *(row.description for row in rows),
            *(row.description_ko for row in rows),
            *(row.action for row in rows),
            *(row.interaction_target for row in rows),
            *(item for row in rows for item in row.objects),
            *(str(cell) for cell in support.list_cells() if cell is not None),
        )
        if text
    ]
