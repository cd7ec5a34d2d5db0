"""What a checked sentence may tell: nothing false, yes or no only where the plan says what it means."""

from collections.abc import Sequence

from domain.ask.checking.check import SentenceChecker
from domain.ask.checking.material import Material, Verdict
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.keywords import extract_keywords
from domain.ask.question.question import Question
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.writing.citations import JudgeSentence
from domain.ask.writing.moments import add_clock, asks_for_clock
from models.asking.evidence import Evidence
from models.enums import Language
from models.messages.catalog import translate


def build_judge(plan: SearchPlan, question: Question, evidence_set: EvidenceSet, language: Language) -> JudgeSentence:
    """The judge of the sentences of an answer. It drops false ones, marks what it cannot verify, adds clock times."""
    rows = [*evidence_set.rows, *evidence_set.context]
    result = evidence_set.query_result
    table = result.table if result is not None and evidence_set.has_table_answer else None
    material = Material(rows, evidence_set.facts, len(evidence_set.rows), table, question.text)
    checker, by_clock = SentenceChecker(plan, material, language), asks_for_clock(plan, question)

    def judge(sentence: str, numbers: Sequence[int] | None) -> str | None:
        cited = range(1, len(rows) + 1) if numbers is None else numbers
        if (is_right := checker.judge_answer_word(sentence)) is not None:
            means_something = plan.defines_yes and _tells_of_text(plan, [rows[n - 1] for n in cited if n])
            if not means_something:
                sentence = checker.strip_answer_word(sentence)
            elif not is_right:
                return None
        verdict = checker.judge(sentence, cited)
        if verdict is Verdict.FALSE:
            return None
        if by_clock:
            sentence = add_clock(sentence, [rows[n - 1] for n in cited if n], language)
        return sentence if verdict is Verdict.HOLDS else mark_unverified(sentence, language)

    return judge


def _tells_of_text(plan: SearchPlan, rows: Sequence[Evidence]) -> bool:
    """Whether any of the rows has a word of the plan's text, if it has one: only then may they mean yes."""
    words = [word.lower() for word in extract_keywords(plan.text)]
    told = " ".join(
        text
        for row in rows
        for text in (row.description, row.description_ko, row.action, row.interaction_target, *row.objects)
        if text
    ).lower()
    return not words or any(word in told for word in words)


def mark_unverified(sentence: str, language: Language) -> str:
    """The sentence with the words that say that not all of it is borne out."""
    text = sentence.rstrip()
    return f"{text} {translate(language, 'reply-unverified')}{sentence[len(text) :]}"
