"""The text in place of a model's: what was found, line by line, with the counts of the facts and of a query's table."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.writing.moments import asks_for_clock, format_span
from domain.language.vocabulary import format_location, pick_language
from models.asking.answers import StoredTable
from models.asking.evidence import Evidence
from models.enums import FrameLocation, Language
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate
from models.text.text import to_printable

_MAX_TABLE_LINES = 10


class Silence(StrEnum):
    """Why no model wrote an answer from what was found."""

    FAILED = "FAILED"
    DECLINED = "DECLINED"
    UNANSWERED = "UNANSWERED"


def format_findings(
    silence: Silence, plan: SearchPlan, question: Question, evidence_set: EvidenceSet, language: Language
) -> str:
    """What was found, and why no answer is written from it. A model's silence is no fact about the footage."""
    counts = _format_counts(silence, plan, evidence_set, language)
    heading = " ".join([*counts, translate(language, "reply-silence", silence=silence.value)])
    table: list[str] = []
    if evidence_set.query_result is not None and evidence_set.has_table_answer:
        table = format_table_lines(evidence_set.query_result.table)
    by_clock = asks_for_clock(plan, question)
    return "\n".join([heading, *table, *list_rows(evidence_set.rows, language, by_clock=by_clock)])


def _format_counts(silence: Silence, plan: SearchPlan, evidence_set: EvidenceSet, language: Language) -> list[str]:
    """How many fit. A plain list of all that fits counts itself where the model only failed to write."""
    facts, shown = evidence_set.facts, len(evidence_set.rows)
    if not shown:
        return [translate(language, "reply-counted")]
    if not facts.exact:
        return [] if silence is Silence.FAILED else [translate(language, "reply-nearest", scenes=shown)]
    if silence is Silence.FAILED and plan.want is AnswerKind.LIST and shown == facts.events:
        return []
    listed = "all" if shown >= facts.events else "some"
    return [translate(language, "reply-fitting", scenes=facts.events, people=facts.people, listed=listed, shown=shown)]


def list_rows(rows: Sequence[Evidence], language: Language, *, by_clock: bool = False) -> list[str]:
    """A line for each row, which it cites by its number. by_clock: with its time of day."""
    lines = []
    for number, row in enumerate(rows, start=1):
        place = "" if row.location is FrameLocation.UNKNOWN else f", {format_location(row.location, language)}"
        who = f", {to_printable(row.track_id)}" if row.track_id else ""
        what = pick_language(EVENT_TYPES[row.type].noun, language)
        lines.append(f"- {format_span(row, language, by_clock=by_clock)} {what}{place}{who} [{number}]")
    return lines


def format_table_lines(table: StoredTable) -> list[str]:
    """A line for each row of a query's table: "- people: 6, camera: Left aisle"."""
    lines = [
        "- " + ", ".join(f"{name}: {_format_cell(cell)}" for name, cell in zip(table.columns, row, strict=False))
        for row in table.rows[:_MAX_TABLE_LINES]
    ]
    return [*lines, "- …"] if table.truncated or len(table.rows) > _MAX_TABLE_LINES else lines


def _format_cell(cell: Any) -> str:
    if cell is None:
        return "–"
    return f"{cell:.10g}" if isinstance(cell, float) else to_printable(str(cell))
