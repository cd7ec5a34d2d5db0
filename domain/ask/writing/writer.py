"""Let a model write the answer from numbered evidence, and let through only what the evidence bears."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.ask.plan.plan import Plan, Want
from domain.ask.question.question import Question
from domain.ask.replies.sentences import cut_off, scope_words
from domain.ask.retrieval.ranking import Found
from domain.ask.retrieval.sequences import sequences
from domain.ask.writing.citations import CitationChecker
from domain.language.timecode import clock, timecode, timecodes, zone_named
from domain.language.vocabulary import EVENTS, PLACES, named
from domain.llm.prompts import NOT_FOUND, WRITER, sections
from domain.llm.usage_meter import Meter
from domain.ports import Models
from models.asking.conversation import Conversation, Message, StreamEnd
from models.asking.evidence import Evidence
from models.enums import FrameLocation, Language
from models.errors import Unavailable
from models.text.text import printable

_SPELLS_TOLD = 20
_TABLE_ROWS_TOLD = 50
# What a sentence cites that rests on the rows of a query.
TABLE = 0


@dataclass(frozen=True, slots=True)
class Written:
    """text is checked; cited are numbers of the evidence. Both empty: the model says that nothing answers.

    tabled: a sentence rests on the table of a query.
    """

    text: str
    cited: Sequence[int]
    tabled: bool = False


def numbered(found: Found) -> list[Evidence]:
    """The evidence in the order of its numbers, which begin with 1: what answers, then what happened around."""
    return [*found.rows, *found.context]


async def write(
    plan: Plan,
    question: Question,
    found: Found,
    *,
    language: Language,
    models: Models,
    model_id: str,
    meter: Meter,
    tell: Callable[[str], Awaitable[None]],
) -> Written:
    """Stream the answer, telling each checked sentence.

    Where the model fails or cites nothing although rows fit exactly, the rows are listed instead and `degraded` names
    the writer.
    """
    evidence = numbered(found)
    conversation = Conversation(
        model_id=model_id,
        system=WRITER,
        messages=[Message("user", evidence_message(plan, question, found, language))],
        max_tokens=1500,
    )
    checker = CitationChecker(range(TABLE if found.tabled else 1, len(evidence) + 1), unshown=frozenset({TABLE}))
    told: list[str] = []

    async def pass_on(text: str) -> None:
        if text:
            told.append(text)
            await tell(text)

    try:
        async for piece in models.converse_stream(conversation):
            if isinstance(piece, StreamEnd):
                meter.spend(model_id, piece.tokens)
            else:
                await pass_on(checker.feed(piece.text))
        await pass_on(checker.finish())
        bare = not checker.cited and not checker.borne_unshown
        listed_instead = bare and found.facts.exact and checker.removed != [NOT_FOUND]
    except Unavailable:
        listed_instead = not told
        if told:
            await pass_on(("" if told[-1][-1].isspace() else " ") + cut_off(language))
        meter.failed("writer")
    if not listed_instead:
        return Written("".join(told).strip(), checker.cited, checker.borne_unshown)
    meter.failed("writer")
    await pass_on(plain_list(found.rows, language))
    return Written("".join(told).strip(), range(1, len(found.rows) + 1))


def evidence_message(plan: Plan, question: Question, found: Found, language: Language) -> str:
    """What the writer is given: question, request, facts and evidence, each as JSON in its own section."""
    numbers = {row.event_id: number for number, row in enumerate(numbered(found), start=1)}
    request = {
        "language": language.value.lower(),
        "scope": scope_words(plan, question, language),
        "timesOfDay": plan.occurred_at is not None,
        "severalVideos": question.video is None,
        "plan": plan.stored(),
    }
    context = {row.event_id for row in found.context}
    of = sequences(numbered(found))
    rows = [
        row_given(row, numbers[row.event_id], language, context=row.event_id in context, sequence=of.get(row.event_id))
        for row in numbered(found)
    ]
    told = {"question": question.text, "request": request, "facts": _facts(found, numbers, plan), "evidence": rows}
    if found.queried is not None and found.tabled:
        table = found.queried.table
        rows_told = [list(row) for row in table.rows[:_TABLE_ROWS_TOLD]]
        truncated = table.truncated or len(table.rows) > len(rows_told)
        told["table"] = {"columns": list(table.columns), "rows": rows_told, "truncated": truncated}
    return sections(told)


def _facts(found: Found, numbers: Mapping[UUID, int], plan: Plan) -> dict[str, Any]:
    facts = found.facts
    told: dict[str, Any] = {
        "events": facts.events,
        "people": facts.people,
        "exact": facts.exact,
        "shown": len(found.rows),
        "types": {kind.value: count for kind, count in facts.kinds},
        "sides": [{"location": side.location, "events": side.events, "people": side.people} for side in facts.sides],
    }
    if plan.want is Want.EMPTY:
        told["gaps"] = [timecodes(start, end) for start, end in facts.gaps]
    if facts.peak is not None:
        told["peak"] = {"time": timecodes(facts.peak.start, facts.peak.end), "people": facts.peak.people}
    if plan.want in (Want.DURATION, Want.LONGEST, Want.SHORTEST, Want.MOST):
        told["persons"] = [
            {
                "person": spell.track_id,
                "video": spell.video_name,
                "seconds": round(spell.seconds, 1),
                "events": len(spell.rows),
                "time": timecodes(spell.first, spell.last),
                "evidence": [numbers[row.event_id] for row in spell.rows if row.event_id in numbers],
            }
            for spell in facts.spells[:_SPELLS_TOLD]
        ]
    return told


def row_given(
    row: Evidence, number: int | None, language: Language, *, context: bool = False, sequence: int | None = None
) -> dict[str, Any]:
    """An event as a model is given it, without what is empty or unknown."""
    told: dict[str, Any] = {
        "n": number,
        "type": row.type,
        "video": row.video_name,
        "time": timecodes(row.start_seconds, row.end_seconds),
        "startSeconds": round(row.start_seconds, 2),
        "endSeconds": round(row.end_seconds, 2),
        "location": row.location,
        "person": row.track_id,
        "gender": row.gender,
        "ageGroup": row.age_group,
        "action": row.action,
        "target": row.interaction_target,
        "objects": list(row.objects),
        "description": row.told(language),
        "confidence": round(row.confidence, 2),
        "clock": clock(row.occurred_at, zone_named(row.timezone)) if row.occurred_at else None,
        "context": context or None,
        "sequence": sequence,
    }
    return {name: value for name, value in told.items() if value not in (None, "", [], "UNKNOWN")}


def plain_list(rows: Sequence[Evidence], language: Language) -> str:
    """The evidence line by line, where no model could write."""
    lines = []
    for number, row in enumerate(rows, start=1):
        place = "" if row.location is FrameLocation.UNKNOWN else f", {named(PLACES[row.location], language)}"
        who = f", {printable(row.track_id)}" if row.track_id else ""
        what = named(EVENTS[row.type], language)
        lines.append(f"- {timecode(row.start_seconds)}–{timecode(row.end_seconds)} {what}{place}{who} [{number}]")
    start = (
        "답변을 작성하는 모델이 응답하지 않아, 찾은 장면을 그대로 보여 드립니다:"
        if language is Language.KO
        else "The model that writes answers did not respond; this is what was found:"
    )
    return "\n".join([start, *lines])
