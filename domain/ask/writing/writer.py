"""Let a model write the answer from numbered evidence, and send only sentences that cite it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.ask.checking.check import TABLE_NUMBER
from domain.ask.facts.facts import HourCount
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.sentences import format_cut_off, format_scope
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.retrieval.sequences import number_sequences
from domain.ask.writing.citations import list_citations
from domain.ask.writing.listing import Silence, format_findings
from domain.ask.writing.moments import asks_for_times_of_day
from domain.ask.writing.verification import build_judge
from domain.language.timecode import format_clock, format_timecode_range, zone_or_utc
from domain.llm.prompts import WRITER, WRITER_OF_FACTS, format_sections
from domain.llm.streaming import CitationRules, StreamedAnswer, Writing, stream_answer
from models.asking.answers import StoredTable
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence
from models.enums import Language
from models.errors import ModelDeclined, Unavailable

_MAX_INTERVALS = 20
_MAX_HOURS = 48
_MAX_TABLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """text is checked; cited_numbers are numbers of the evidence. cites_table: a sentence rests on a query's table.

    is_answer: whether it answers the question. Otherwise it lists what came closest.
    """

    text: str
    cited_numbers: Sequence[int]
    cites_table: bool = False
    is_answer: bool = True


def number_evidence(evidence_set: EvidenceSet) -> list[Evidence]:
    """The evidence in the order of its numbers, from 1: what answers, then its context."""
    return [*evidence_set.rows, *evidence_set.context]


async def write_answer(
    plan: SearchPlan, question: Question, evidence_set: EvidenceSet, writing: Writing
) -> WrittenAnswer:
    """Stream the answer and send each checked sentence.

    If the model fails, declines, or cites nothing, what was found is listed instead and `degraded` names "writer".
    """
    writer = _AnswerWriter(plan, question, evidence_set, writing)
    return await writer.write(build_evidence_message(plan, question, evidence_set, writing.language))


class _AnswerWriter:
    def __init__(self, plan: SearchPlan, question: Question, evidence_set: EvidenceSet, writing: Writing) -> None:
        self._plan, self._question = plan, question
        self._evidence_set = evidence_set
        self._language, self._meter = writing.language, writing.meter
        self._sent: list[str] = []
        self._send_text = writing.send
        self._writing = replace(writing, send=self._send)

    async def write(self, message: str) -> WrittenAnswer:
        try:
            streamed = await self._stream(message)
        except ModelDeclined:
            return await self._end_early(Silence.DECLINED)
        except Unavailable:
            return await self._end_early(Silence.FAILED)
        if not self._sent:
            silence = Silence.FAILED if streamed.broken_by else Silence.UNANSWERED
            return await self._list_findings(silence, is_judged=not streamed.has_answer)
        if streamed.is_cut_off:
            await self._mark_cut_off()
        return WrittenAnswer("".join(self._sent).strip(), streamed.cited_numbers, streamed.cites_hidden)

    async def _stream(self, message: str) -> StreamedAnswer:
        system = WRITER_OF_FACTS if self._evidence_set.facts.exact else WRITER
        conversation = Conversation(
            model_id=self._writing.model_id, system=system, messages=[Message("user", message)], max_tokens=1500
        )
        first = TABLE_NUMBER if self._evidence_set.has_table_answer else 1
        numbers = range(first, len(number_evidence(self._evidence_set)) + 1)
        rules = CitationRules(
            numbers,
            hidden=frozenset({TABLE_NUMBER}),
            send_unanswered=False,
            judge=build_judge(self._plan, self._question, self._evidence_set, self._language),
        )
        return await stream_answer(conversation, self._writing, rules)

    async def _end_early(self, silence: Silence) -> WrittenAnswer:
        """The answer of a model that stopped: what was checked of it, else the list."""
        if not self._sent:
            return await self._list_findings(silence)
        await self._mark_cut_off()
        text = "".join(self._sent).strip()
        return WrittenAnswer(text, list_citations(text), self._evidence_set.has_table_answer)

    async def _mark_cut_off(self) -> None:
        """Say that the text stops in the middle."""
        self._meter.mark_degraded("writer")
        space = "" if self._sent[-1][-1].isspace() else " "
        await self._send(space + format_cut_off(self._language))

    async def _list_findings(self, silence: Silence, *, is_judged: bool = False) -> WrittenAnswer:
        """What was found, in place of a text. is_judged: the model read it, and says that it does not answer."""
        evidence_set = self._evidence_set
        await self._send(format_findings(silence, self._plan, self._question, evidence_set, self._language))
        # What only came closest, and does not answer, is no answer.
        is_answer = silence is not Silence.UNANSWERED or evidence_set.facts.exact or evidence_set.has_table_answer
        if is_answer or not is_judged:
            self._meter.mark_degraded("writer")
        numbers = range(1, len(evidence_set.rows) + 1)
        return WrittenAnswer("".join(self._sent), numbers, evidence_set.has_table_answer, is_answer)

    async def _send(self, text: str) -> None:
        if text:
            self._sent.append(text)
            await self._send_text(text)


def build_evidence_message(plan: SearchPlan, question: Question, evidence_set: EvidenceSet, language: Language) -> str:
    """The writer's message: request, facts, evidence and question, each as JSON in its own section."""
    evidence = number_evidence(evidence_set)
    numbers = {row.event_id: number for number, row in enumerate(evidence, start=1)}
    request = {
        "language": language.value.lower(),
        "scope": format_scope(plan, question, language),
        "timesOfDay": asks_for_times_of_day(plan, question),
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
        "request": request,
        "facts": _format_facts(evidence_set, numbers, plan),
        "evidence": rows,
    }
    if evidence_set.query_result is not None and evidence_set.has_table_answer:
        sections["table"] = _format_table(evidence_set.query_result.table)
    # The question comes last: models answer what they read last.
    sections["question"] = question.text
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
        if len(facts.hours) > _MAX_HOURS:
            section["hoursLeftOut"] = len(facts.hours) - _MAX_HOURS
    if facts.peak is not None:
        section["peak"] = {
            "video": next((row.video_name for row in evidence_set.rows if row.video_id == facts.peak.video_id), None),
            "time": format_timecode_range(facts.peak.start, facts.peak.end),
            "people": facts.peak.people,
        }
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
