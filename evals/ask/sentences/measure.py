"""Let the product's check judge the sentences, as it judges a writer's."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.ask.facts.facts import compute_facts
from domain.ask.question.question import Question
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.writing.citations import CitationChecker
from domain.ask.writing.verification import build_judge
from evals.ask.sentences.wording import WORDINGS, Wordings
from evals.ask.sentences.world import draw_world
from evals.ask.sentences.writing import Case, draw_cases
from models.enums import Language
from models.messages.catalog import translate


@dataclass
class Figures:
    """How many false sentences were caught (dropped, or told as unverified), and how many true ones marked."""

    false: int = 0
    caught: int = 0
    true: int = 0
    marked: int = 0
    slips: list[Case] = field(default_factory=list)

    @property
    def share_caught(self) -> float:
        return self.caught / max(1, self.false)

    @property
    def share_marked(self) -> float:
        return self.marked / max(1, self.true)


def is_passed(case: Case) -> bool:
    """Whether the sentence reaches the reader without a mark."""
    facts = compute_facts(case.rows, case.plan)
    evidence_set = EvidenceSet(case.rows, [], facts, [], None, {})
    judge = build_judge(case.plan, Question("?"), evidence_set, case.language)
    checker = CitationChecker(range(1, len(case.rows) + 1), judge=judge)
    passed = checker.feed(case.text) + checker.finish()
    return bool(passed.strip()) and translate(case.language, "reply-unverified") not in passed


def measure(seed: int, least_false: int = 200, wordings: Wordings = WORDINGS) -> Figures:
    """Judge at least so many false sentences, half of them in each language, and the true ones they were made of."""
    figures = Figures()
    for language in Language:
        cases = _draw(seed, language, wordings)
        wanted = figures.false + least_false // len(Language)
        while figures.false < wanted:
            true, false_ones = next(cases)
            figures.true += 1
            if not is_passed(true):
                figures.marked += 1
                figures.slips.append(true)
            for case in false_ones:
                figures.false += 1
                if is_passed(case):
                    figures.slips.append(case)
                else:
                    figures.caught += 1
    return figures


def _draw(seed: int, language: Language, wordings: Wordings) -> Iterator[tuple[Case, list[Case]]]:
    chance = random.Random(f"{seed}{language.value}")  # noqa: S311 - drawn again by the same seed
    while True:
        yield from draw_cases(draw_world(chance), language, chance, wordings)
