"""From all events of a video: a headline, a text, and one paragraph a visitor, told while they are written."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.choose import weightiest
from domain.cite import CitationChecker
from domain.meter import Meter
from domain.ports import Models, Retrieval
from domain.prompts import OVERVIEW, sections
from domain.question import AskSettings
from domain.spells import Spell, spells_of
from domain.timecode import clock, timecode, timecodes, zone_named
from domain.visitors import Visitors, chunks
from domain.write import row_given
from models.answers import StoredCitation, StoredSummary, StoredVisitor
from models.conversation import Conversation, Message, StreamEnd
from models.enums import EventOrder, Language, SummaryKind, SummaryStage
from models.errors import ModelFailed
from models.evidence import Evidence, VideoContext
from models.filters import EventFilter
from models.principal import Principal

PIPELINE = "watchgraph-summary/1"
_MOMENTS = 12
_VISITORS_LISTED = 100
_HEADLINE = 120

Tell = Callable[[SummaryStage, int, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a video's events say. moments are the weightiest, in time order; the writer knows them by number from 1."""

    rows: Sequence[Evidence]
    visitors: Sequence[Spell]
    moments: Sequence[Evidence]


async def summarize(
    video: VideoContext,
    *,
    language: Language,
    principal: Principal,
    search: Retrieval,
    models: Models,
    settings: AskSettings,
    now: datetime,
    tell: Tell,
) -> StoredSummary | None:
    """Summarize a video from its events; None where it has none.

    tell gets the stage, the percentage of the writing that is done, and the next piece of text. Visitors' times and
    attributes come from the rows, their paragraphs and the overview from the model. Raises Unavailable where it fails.
    """
    await tell(SummaryStage.SELECTING, 0, "")
    meter = Meter()
    rows = await _all_events(search, principal, video)
    if not rows:
        return None
    visitors = spells_of(rows, presence=True)
    seen = Seen(rows, visitors, weightiest(rows, _MOMENTS))
    parts = chunks(visitors)
    steps = 1 + len(parts)

    async def tell_overview(text: str) -> None:
        await tell(SummaryStage.WRITING, 0, text)

    headline, text = await _overview(video, seen, language, models, settings, meter, tell_overview)
    writer = Visitors(language, models, settings.model_id, meter)
    told: list[StoredVisitor] = []
    for done, part in enumerate(parts, start=1):

        async def tell_visitor(piece: str, percent: int = 100 * done // steps) -> None:
            await tell(SummaryStage.WRITING, percent, piece)

        told += await writer.write(part, tell_visitor)
    return StoredSummary(
        kind=SummaryKind.EVENTS,
        headline=headline,
        text=text,
        visitors=told,
        citations=[_citation(number, row) for number, row in enumerate(seen.moments, start=1)],
        language=language,
        model=settings.model_id,
        generated_at=now,
        usage=meter.usage,
    )


async def _all_events(search: Retrieval, principal: Principal, video: VideoContext) -> list[Evidence]:
    """Every event of the video, by position: as many as are counted, so that none is cut off."""
    mine = EventFilter(video_ids=(video.id,))
    counted = await search.count(principal, mine)
    return await search.structured(principal, mine, EventOrder.EARLIEST_FIRST, counted.events) if counted.events else []


async def _overview(
    video: VideoContext,
    seen: Seen,
    language: Language,
    models: Models,
    settings: AskSettings,
    meter: Meter,
    tell: Callable[[str], Awaitable[None]],
) -> tuple[str, str]:
    """The headline and the text. Numbers of moments that do not exist are dropped from it."""
    conversation = Conversation(
        model_id=settings.model_id,
        system=OVERVIEW,
        messages=[Message("user", overview_message(video, seen, language))],
        max_tokens=1200,
    )
    checker = CitationChecker(range(1, len(seen.moments) + 1), keep_uncited=True)
    pieces: list[str] = []

    async def pass_on(text: str) -> None:
        if text:
            pieces.append(text)
            await tell(text)

    async for piece in models.converse_stream(conversation):
        if isinstance(piece, StreamEnd):
            meter.spend(settings.model_id, piece.tokens)
        else:
            await pass_on(checker.feed(piece.text))
    await pass_on(checker.finish())
    headline, _, text = "".join(pieces).strip().partition("\n")
    if not headline.strip():
        raise ModelFailed(problem="the summary is empty")
    return headline.strip("# *.")[:_HEADLINE], text.strip() or headline.strip()


def overview_message(video: VideoContext, seen: Seen, language: Language) -> str:
    """What the writer is given: the video, totals over all events, the weightiest moments, and the visitors."""
    request: dict[str, Any] = {"language": language.value.lower(), "video": video.name, "camera": video.camera}
    if video.duration_seconds is not None:
        request["length"] = timecode(video.duration_seconds)
    if video.recorded_at is not None:
        request["recorded"] = clock(video.recorded_at, zone_named(video.timezone))
    totals: dict[str, Any] = {
        "events": len(seen.rows),
        "people": len(seen.visitors),
        "types": dict(Counter(row.type.value for row in seen.rows).most_common()),
    }
    moments = [row_given(row, number, language) for number, row in enumerate(seen.moments, start=1)]
    return sections(
        {
            "request": {name: value for name, value in request.items() if value is not None},
            "totals": totals,
            "moments": moments,
            "visitors": _listed(seen.visitors),
        }
    )


def _listed(visitors: Iterable[Spell]) -> list[dict[str, Any]]:
    """Visitors in a line each; the longest stays, where there are too many to tell."""
    longest = sorted(visitors, key=lambda spell: -spell.seconds)[:_VISITORS_LISTED]
    return [
        {"person": spell.track_id, "time": timecodes(spell.first, spell.last), "seconds": round(spell.seconds, 1)}
        for spell in sorted(longest, key=lambda spell: spell.first)
    ]


def _citation(number: int, row: Evidence) -> StoredCitation:
    return StoredCitation(
        number=number,
        video_id=row.video_id,
        event_id=row.event_id,
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
    )
