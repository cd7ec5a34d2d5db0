"""Let a model write the answer from numbered evidence, and send only sentences that cite it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.ask.facts.facts import HourCount
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.sentences import format_cut_off, format_scope
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.retrieval.sequences import number_sequences
from domain.ask.writing.citations import CitationChecker
from domain.language.timecode import format_clock, format_timecode, format_timecode_range, zone_or_utc
from domain.language.vocabulary import format_location, pick_language
from domain.llm.prompts import NOT_FOUND, WRITER, format_sections
from domain.llm.streaming import Writing
from models.asking.answers import StoredTable
from models.asking.conversation import Conversation, Message, StreamEnd
from models.asking.evidence import Evidence
from models.enums import FrameLocation, Language
from models.errors import Unavailable
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate
from models.text.text import to_printable

_MAX_INTERVALS = 20
_MAX_HOURS = 48
_MAX_TABLE_ROWS = 50
# The number that a sentence cites if it rests on the table of a query.
TABLE_NUMBER = 0


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """text is checked; cited_numbers are numbers of the evidence. cites_table: a sentence rests on a query's table.

    Without any of them, the model says that nothing answers.
    """

    text: str
    cited_numbers: Sequence[int]
    cites_table: bool = False


def number_evidence(evidence_set: EvidenceSet) -> list[Evidence]:
    """The evidence in the order of its numbers, from 1: what answers, then its context."""
    return [*evidence_set.rows, *evidence_set.context]


async def write_answer(
    plan: SearchPlan, question: Question, evidence_set: EvidenceSet, writing: Writing
) -> WrittenAnswer:
    """Stream the answer and send each checked sentence.

    If the model fails, or cites nothing although rows fit exactly, the rows are listed instead and `degraded` names
    "writer".
    """
    writer = _AnswerWriter(evidence_set, writing)
    try:
        await writer.stream(build_evidence_message(plan, question, evidence_set, writing.language))
    except Unavailable:
        await writer.mark_cut_off()
    if writer.needs_list:
        await writer.list_rows()
    return writer.answer


class _AnswerWriter:
    def __init__(self, evidence_set: EvidenceSet, writing: Writing) -> None:
        self._evidence_set = evidence_set
        self._writing = writing
        self._sent: list[str] = []
        first = TABLE_NUMBER if evidence_set.has_table_answer else 1
        numbers = range(first, len(number_evidence(evidence_set)) + 1)
        self._checker = CitationChecker(numbers, hidden=frozenset({TABLE_NUMBER}))
        self._is_cut_off = False
        self._lists_rows = False

    async def stream(self, message: str) -> None:
        """Send what the model writes. Raises Unavailable."""
        checker, writing = self._checker, self._writing
        conversation = Conversation(
            model_id=writing.model_id, system=WRITER, messages=[Message("user", message)], max_tokens=1500
        )
        async for piece in writing.models.converse_stream(conversation):
            if isinstance(piece, StreamEnd):
                writing.meter.record_tokens(writing.model_id, piece.tokens)
            else:
                await self._send(checker.feed(piece.text))
        await self._send(checker.finish())

    async def mark_cut_off(self) -> None:
        """Say that the text stops in the middle, if any of it was sent."""
        self._writing.meter.mark_degraded("writer")
        self._is_cut_off = True
        if self._sent:
            space = "" if self._sent[-1][-1].isspace() else " "
            await self._send(space + format_cut_off(self._writing.language))

    @property
    def needs_list(self) -> bool:
        """Whether the rows should be listed, because the model failed or cited nothing although rows fit exactly."""
        if self._is_cut_off:
            return not self._sent
        checker = self._checker
        is_uncited = not checker.cited_numbers and not checker.cites_hidden
        return is_uncited and self._evidence_set.facts.exact and checker.removed_sentences != [NOT_FOUND]

    async def list_rows(self) -> None:
        self._writing.meter.mark_degraded("writer")
        self._lists_rows = True
        await self._send(format_plain_list(self._evidence_set.rows, self._writing.language))

    @property
    def answer(self) -> WrittenAnswer:
        text = "".join(self._sent).strip()
        if self._lists_rows:
            return WrittenAnswer(text, range(1, len(self._evidence_set.rows) + 1))
        return WrittenAnswer(text, self._checker.cited_numbers, self._checker.cites_hidden)

    async def _send(self, text: str) -> None:
        if text:
            self._sent.append(text)
            await self._writing.send(text)


def build_evidence_message(plan: SearchPlan, question: Question, evidence_set: EvidenceSet, language: Language) -> str:
    """The writer's message: question, request, facts and evidence, each as JSON in its own section."""
    evidence = number_evidence(evidence_set)
    numbers = {row.event_id: number for number, row in enumerate(evidence, start=1)}
    request = {
        "language": language.value.lower(),
        "scope": format_scope(plan, question, language),
        "timesOfDay": plan.occurred_at is not None,
        "severalVideos": question.video is None,
        "yesNo": plan.defines_yes,
        "plan": plan.to_stored(),
    }
    context = {row.event_id for row in evidence_set.context}
    sequences = number_sequences(evidence)
    rows = [
        to_prompt_event(
            row, numbers[row.event_id], language, context=row.event_id in context, sequence=sequences.get(row.event_id)
        )
        for row in evidence
    ]
    sections = {
        "question": question.text,
        "request": request,
        "facts": _format_facts(evidence_set, numbers, plan),
        "evidence": rows,
    }
    if evidence_set.query_result is not None and evidence_set.has_table_answer:
        sections["table"] = _format_table(evidence_set.query_result.table)
    return format_sections(sections)


def _format_table(table: StoredTable) -> dict[str, Any]:
    rows = [list(row) for row in table.rows[:_MAX_TABLE_ROWS]]
    truncated = table.truncated or len(table.rows) > len(rows)
    return {"columns": list(table.columns), "rows": rows, "truncated": truncated}


def _format_facts(evidence_set: EvidenceSet, numbers: Mapping[UUID, int], plan: SearchPlan) -> dict[str, Any]:
    facts = evidence_set.facts
    section: dict[str, Any] = {
        "events": facts.events,
        "people": facts.people,
        "exact": facts.exact,
        "shown": len(evidence_set.rows),
        "peoplePerCamera": evidence_set.is_per_camera,
        "types": {kind.value: count for kind, count in facts.type_counts},
        "sides": [{"location": side.location, "events": side.events, "people": side.people} for side in facts.regions],
    }
    if plan.want is AnswerKind.EMPTY:
        section["gaps"] = [format_timecode_range(start, end) for start, end in facts.gaps]
    if plan.want is AnswerKind.SUMMARY:
        section["hours"] = [_format_hour(hour) for hour in facts.hours[:_MAX_HOURS]]
    if facts.peak is not None:
        section["peak"] = {"time": format_timecode_range(facts.peak.start, facts.peak.end), "people": facts.peak.people}
    if plan.want in (AnswerKind.DURATION, AnswerKind.LONGEST, AnswerKind.SHORTEST, AnswerKind.MOST):
        section["persons"] = [
            {
                "person": interval.track_id,
                "video": interval.video_name,
                "seconds": round(interval.covered_seconds, 1),
                "events": len(interval.rows),
                "time": format_timecode_range(interval.start_seconds, interval.end_seconds),
                "evidence": [numbers[row.event_id] for row in interval.rows if row.event_id in numbers],
            }
            for interval in facts.intervals[:_MAX_INTERVALS]
        ]
    return section


def _format_hour(hour: HourCount) -> dict[str, Any]:
    types = {kind.value: count for kind, count in hour.types}
    return {"hour": hour.hour, "events": hour.events, "people": hour.people, "types": types}


def to_prompt_event(
    row: Evidence, number: int | None, language: Language, *, context: bool = False, sequence: int | None = None
) -> dict[str, Any]:
    """An event as models read it, without empty and unknown fields."""
    fields: dict[str, Any] = {
        "n": number,
        "type": row.type,
        "video": row.video_name,
        "time": format_timecode_range(row.start_seconds, row.end_seconds),
        "startSeconds": round(row.start_seconds, 2),
        "endSeconds": round(row.end_seconds, 2),
        "location": row.location,
        "person": row.track_id,
        "gender": row.gender,
        "ageGroup": row.age_group,
        "action": row.action,
        "target": row.interaction_target,
        "objects": list(row.objects),
        "description": row.choose_description(language),
        "confidence": round(row.confidence, 2),
        "clock": format_clock(row.occurred_at, zone_or_utc(row.timezone)) if row.occurred_at else None,
        "context": context or None,
        "sequence": sequence,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [], "UNKNOWN")}


def format_plain_list(rows: Sequence[Evidence], language: Language) -> str:
    """The evidence line by line, in place of a text that no model wrote."""
    lines = []
    for number, row in enumerate(rows, start=1):
        place = "" if row.location is FrameLocation.UNKNOWN else f", {format_location(row.location, language)}"
        who = f", {to_printable(row.track_id)}" if row.track_id else ""
        what = pick_language(EVENT_TYPES[row.type].noun, language)
        lines.append(
            f"- {format_timecode(row.start_seconds)}–{format_timecode(row.end_seconds)} {what}{place}{who} [{number}]"
        )
    return "\n".join([translate(language, "reply-unwritten"), *lines])
