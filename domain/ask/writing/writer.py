"""Let a model write the answer from numbered evidence, and let through only what the evidence bears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.sentences import format_cut_off, format_scope
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.retrieval.sequences import number_sequences
from domain.ask.writing.citations import CitationChecker
from domain.language.timecode import format_clock, format_timecode, format_timecode_range, zone_or_utc
from domain.language.vocabulary import LOCATION_NAMES, pick_language
from domain.llm.prompts import NOT_FOUND, WRITER, format_sections
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from models.asking.conversation import Conversation, Message, StreamEnd
from models.asking.evidence import Evidence
from models.enums import FrameLocation, Language
from models.errors import Unavailable
from models.event_types import EVENT_TYPES
from models.text.text import to_printable

_MAX_INTERVALS = 20
_MAX_TABLE_ROWS = 50
# What a sentence cites that rests on the rows of a query.
TABLE_NUMBER = 0


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """text is checked; cited are numbers of the evidence. Both empty: the model says that nothing answers.

    tabled: a sentence rests on the table of a query.
    """

    text: str
    cited_numbers: Sequence[int]
    cites_table: bool = False


def number_evidence(found: EvidenceSet) -> list[Evidence]:
    """The evidence in the order of its numbers, which begin with 1: what answers, then what happened around."""
    return [*found.rows, *found.context]


async def write_answer(
    plan: SearchPlan,
    question: Question,
    found: EvidenceSet,
    *,
    language: Language,
    models: Models,
    model_id: str,
    meter: UsageMeter,
    send: SendText,
) -> WrittenAnswer:
    """Stream the answer, telling each checked sentence.

    Where the model fails or cites nothing although rows fit exactly, the rows are listed instead and `degraded` names
    the writer.
    """
    evidence = number_evidence(found)
    conversation = Conversation(
        model_id=model_id,
        system=WRITER,
        messages=[Message("user", build_evidence_message(plan, question, found, language))],
        max_tokens=1500,
    )
    checker = CitationChecker(
        range(TABLE_NUMBER if found.has_table_answer else 1, len(evidence) + 1), hidden=frozenset({TABLE_NUMBER})
    )
    told: list[str] = []

    async def pass_on(text: str) -> None:
        if text:
            told.append(text)
            await send(text)

    try:
        async for piece in models.converse_stream(conversation):
            if isinstance(piece, StreamEnd):
                meter.record_tokens(model_id, piece.tokens)
            else:
                await pass_on(checker.feed(piece.text))
        await pass_on(checker.finish())
        bare = not checker.cited_numbers and not checker.cites_hidden
        listed_instead = bare and found.facts.exact and checker.removed_sentences != [NOT_FOUND]
    except Unavailable:
        listed_instead = not told
        if told:
            await pass_on(("" if told[-1][-1].isspace() else " ") + format_cut_off(language))
        meter.mark_degraded("writer")
    if not listed_instead:
        return WrittenAnswer("".join(told).strip(), checker.cited_numbers, checker.cites_hidden)
    meter.mark_degraded("writer")
    await pass_on(format_plain_list(found.rows, language))
    return WrittenAnswer("".join(told).strip(), range(1, len(found.rows) + 1))


def build_evidence_message(plan: SearchPlan, question: Question, found: EvidenceSet, language: Language) -> str:
    """What the writer is given: question, request, facts and evidence, each as JSON in its own section."""
    numbers = {row.event_id: number for number, row in enumerate(number_evidence(found), start=1)}
    request = {
        "language": language.value.lower(),
        "scope": format_scope(plan, question, language),
        "timesOfDay": plan.occurred_at is not None,
        "severalVideos": question.video is None,
        "plan": plan.to_stored(),
    }
    context = {row.event_id for row in found.context}
    of = number_sequences(number_evidence(found))
    rows = [
        to_prompt_event(
            row, numbers[row.event_id], language, context=row.event_id in context, sequence=of.get(row.event_id)
        )
        for row in number_evidence(found)
    ]
    told = {
        "question": question.text,
        "request": request,
        "facts": _format_facts(found, numbers, plan),
        "evidence": rows,
    }
    if found.query_result is not None and found.has_table_answer:
        table = found.query_result.table
        rows_told = [list(row) for row in table.rows[:_MAX_TABLE_ROWS]]
        truncated = table.truncated or len(table.rows) > len(rows_told)
        told["table"] = {"columns": list(table.columns), "rows": rows_told, "truncated": truncated}
    return format_sections(told)


def _format_facts(found: EvidenceSet, numbers: Mapping[UUID, int], plan: SearchPlan) -> dict[str, Any]:
    facts = found.facts
    told: dict[str, Any] = {
        "events": facts.events,
        "people": facts.people,
        "exact": facts.exact,
        "shown": len(found.rows),
        "types": {kind.value: count for kind, count in facts.type_counts},
        "sides": [{"location": side.location, "events": side.events, "people": side.people} for side in facts.regions],
    }
    if plan.want is AnswerKind.EMPTY:
        told["gaps"] = [format_timecode_range(start, end) for start, end in facts.gaps]
    if facts.peak is not None:
        told["peak"] = {"time": format_timecode_range(facts.peak.start, facts.peak.end), "people": facts.peak.people}
    if plan.want in (AnswerKind.DURATION, AnswerKind.LONGEST, AnswerKind.SHORTEST, AnswerKind.MOST):
        told["persons"] = [
            {
                "person": spell.track_id,
                "video": spell.video_name,
                "seconds": round(spell.covered_seconds, 1),
                "events": len(spell.rows),
                "time": format_timecode_range(spell.start_seconds, spell.end_seconds),
                "evidence": [numbers[row.event_id] for row in spell.rows if row.event_id in numbers],
            }
            for spell in facts.intervals[:_MAX_INTERVALS]
        ]
    return told


def to_prompt_event(
    row: Evidence, number: int | None, language: Language, *, context: bool = False, sequence: int | None = None
) -> dict[str, Any]:
    """An event as a model is given it, without what is empty or unknown."""
    told: dict[str, Any] = {
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
    return {name: value for name, value in told.items() if value not in (None, "", [], "UNKNOWN")}


def format_plain_list(rows: Sequence[Evidence], language: Language) -> str:
    """The evidence line by line, where no model could write."""
    lines = []
    for number, row in enumerate(rows, start=1):
        place = (
            ""
            if row.location is FrameLocation.UNKNOWN
            else f", {pick_language(LOCATION_NAMES[row.location], language)}"
        )
        who = f", {to_printable(row.track_id)}" if row.track_id else ""
        what = pick_language(EVENT_TYPES[row.type].noun, language)
        lines.append(
            f"- {format_timecode(row.start_seconds)}–{format_timecode(row.end_seconds)} {what}{place}{who} [{number}]"
        )
    start = (
        "답변을 작성하는 모델이 응답하지 않아, 찾은 장면을 그대로 보여 드립니다:"
        if language is Language.KO
        else "The model that writes answers did not respond; this is what was found:"
    )
    return "\n".join([start, *lines])
