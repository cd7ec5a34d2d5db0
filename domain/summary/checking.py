"""Check the sentences of a summary claim by claim, against all rows that it is written from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain.ask.checking.check import SentenceChecker
from domain.ask.checking.material import Material, Verdict
from domain.ask.facts.facts import compute_facts
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.writing.citations import CitationChecker, JudgeSentence
from domain.ask.writing.verification import mark_unverified
from models.asking.evidence import Evidence
from models.enums import Language


def build_summary_judge(
    rows: Sequence[Evidence], moments: Sequence[Evidence], counts: Any, language: Language
) -> JudgeSentence:
    """The judge of a text over all rows. moments: those that it cites by number, from 1; it may tell of others, too.

    counts: parts of the message whose numbers it may repeat, such as counts of periods. False sentences are dropped;
    what rows do not bear out is marked.
    """
    plan = SearchPlan(about_footage=True, want=AnswerKind.SUMMARY)
    shown = {row.event_id for row in moments}
    cited = [*moments, *(row for row in rows if row.event_id not in shown)]
    material = Material(cited, compute_facts(rows, plan), len(moments), given=frozenset(_list_numbers(counts)))
    checker = SentenceChecker(plan, material, language)
    everything = range(1, len(cited) + 1)

    def judge(sentence: str, numbers: Sequence[int] | None) -> str | None:
        verdict = checker.judge(sentence, everything if numbers is None else numbers)
        if verdict is Verdict.FALSE:
            return None
        return sentence if verdict is Verdict.HOLDS else mark_unverified(sentence, language)

    return judge


def check_paragraph(text: str, judge: JudgeSentence) -> str:
    """What is left of a paragraph without citations."""
    checker = CitationChecker(range(0), keep_uncited=True, judge=judge)
    return (checker.feed(text) + checker.finish()).strip()


def _list_numbers(counts: Any) -> Iterator[float]:
    """The numbers at any depth."""
    if isinstance(counts, Mapping):
        yield from _list_all(counts.values())
    elif isinstance(counts, list | tuple):
        yield from _list_all(counts)
    elif isinstance(counts, int | float):
        yield float(counts)


def _list_all(values: Iterable[Any]) -> Iterator[float]:
    for value in values:
        yield from _list_numbers(value)
