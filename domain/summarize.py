"""From a video's events, and its frames for a FULL summary: a headline, a text, one paragraph a visitor.

Written step by step, each told while it is written. What is complete is kept in a draft, from which a try that was
thrown back goes on.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.choose import weightiest
from domain.condense import periods
from domain.draft import Draft
from domain.meter import Meter
from domain.ports import Models, Retrieval
from domain.prompts import OVERVIEW, sections
from domain.question import AskSettings
from domain.spells import Spell, spells_of
from domain.streaming import streamed
from domain.stretches import Stretch, stretches_of
from domain.stretching import Look, Stretcher
from domain.timecode import clock, timecode, timecodes, zone_named
from domain.visitors import Visitors, chunks
from domain.write import row_given
from models.answers import StoredCitation, StoredSummary
from models.conversation import Conversation, Message
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
Keep = Callable[[Draft], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a video's events say. moments are the weightiest, in time order; the writer knows them by number from 1."""

    rows: Sequence[Evidence]
    visitors: Sequence[Spell]
    moments: Sequence[Evidence]


async def _nothing_kept(_draft: Draft) -> None:
    """For callers that do not resume."""


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
    look: Look | None = None,
    draft: Draft | None = None,
    keep: Keep = _nothing_kept,
) -> StoredSummary | None:
    """Summarize a video; None where there is nothing to tell.

    look takes frames: with it, the summary is FULL. draft: what an earlier try wrote; it is used where it was written
    from the same events, in the same language. keep gets the draft after each complete step.
    tell gets the stage, the percentage of the steps that are done, and the next piece of text. Visitors' times and
    attributes come from the rows, their paragraphs and the text from the models. Raises Unavailable where one fails.
    """
    await tell(SummaryStage.SELECTING, 0, "")
    kind = SummaryKind.EVENTS if look is None else SummaryKind.FULL
    rows = await _all_events(search, principal, video)
    if not rows and look is None:
        return None
    written = Draft.fitting(draft, rows, kind, language)
    writing = _Writing(video, language, models, settings, Meter(written.usage), tell, keep, written)
    if written.told:
        await tell(SummaryStage.WRITING, 0, written.told)
    visitors = spells_of(rows, presence=True)
    seen = Seen(rows, visitors, weightiest(rows, _MOMENTS))
    stretches = [] if look is None else stretches_of(video.duration_seconds or 0.0, rows)
    groups = chunks(visitors)
    writing.steps = bool(rows) + len(stretches) + len(groups)
    if rows:
        await writing.overview(seen)
    if look is not None:
        await writing.look_through(stretches, len(seen.moments) + 1, look)
        if not rows and not any(one.text for one in written.stretches):
            return None
    await writing.visit(groups)
    headline, text = _whole(written)
    return StoredSummary(
        kind=kind,
        headline=headline,
        text=text,
        visitors=written.visitors,
        citations=[
            *(_citation(number, row) for number, row in enumerate(seen.moments, start=1)),
            *(citation for one in written.stretches for citation in one.citations),
        ],
        language=language,
        model=settings.model_id,
        generated_at=now,
        usage=writing.meter.usage,
    )


@dataclass(slots=True)
class _Writing:
    """The steps, each done once: what the draft has is passed over. Counts those that are done, of `steps`."""

    video: VideoContext
    language: Language
    models: Models
    settings: AskSettings
    meter: Meter
    tell: Tell
    keep: Keep
    written: Draft
    steps: int = 1
    done: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.done // max(1, self.steps)

    async def overview(self, seen: Seen) -> None:
        if not self.written.headline:
            found = await _overview(
                self.video, seen, self.language, self.models, self.settings, self.meter, self._tell_text
            )
            self.written.headline, self.written.text = found
            await self._keep()
        self.done += 1

    async def look_through(self, stretches: Sequence[Stretch], first: int, look: Look) -> None:
        """A paragraph a stretch; numbers of frames begin with `first`."""
        stretcher = Stretcher(self.video, self.language, self.models, self.settings, self.meter, look)
        for number, stretch in enumerate(stretches):
            if number >= len(self.written.stretches):
                await self.tell(SummaryStage.LOOKING, self.percent, "")
                begins = first + sum(one.numbers for one in self.written.stretches)
                self.written.stretches.append(await stretcher.write(stretch, begins, self._tell_text))
                await self._keep()
            self.done += 1

    async def visit(self, groups: Sequence[Sequence[Spell]]) -> None:
        """A paragraph a visitor, a group at a time."""
        writer = Visitors(self.language, self.models, self.settings.model_id, self.meter)
        for number, group in enumerate(groups):
            if number >= self.written.groups:
                self.written.visitors += await writer.write(group, self._tell_text)
                self.written.groups += 1
                await self._keep()
            self.done += 1

    async def _tell_text(self, text: str) -> None:
        self.written.told += text
        await self.tell(SummaryStage.WRITING, self.percent, text)

    async def _keep(self) -> None:
        self.written.usage = self.meter.usage
        await self.keep(self.written)


def _whole(written: Draft) -> tuple[str, str]:
    """Headline and text. Without any event, the first sentence about the frames is the headline."""
    paragraphs = [one.text for one in written.stretches if one.text]
    text = "\n\n".join(part for part in (written.text, *paragraphs) if part)
    headline = written.headline or paragraphs[0].partition("\n")[2].partition(". ")[0]
    return headline[:_HEADLINE], text


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
    """The headline and the text. Numbers of moments that do not exist are dropped from it.

    Raises ModelFailed for a text that stops in the middle: half a summary reads like a whole one.
    """
    found = await streamed(
        Conversation(
            model_id=settings.model_id,
            system=OVERVIEW,
            messages=[Message("user", overview_message(video, seen, language))],
            max_tokens=1200,
        ),
        numbers=range(1, len(seen.moments) + 1),
        language=language,
        models=models,
        meter=meter,
        tell=tell,
        keep_uncited=True,
    )
    if found.cut_off:
        raise found.broken_by or ModelFailed(problem="the summary stops in the middle")
    headline, _, text = found.text.partition("\n")
    if not headline.strip():
        raise ModelFailed(problem="the summary is empty")
    return headline.strip("# *.")[:_HEADLINE], text.strip() or headline.strip()


def overview_message(video: VideoContext, seen: Seen, language: Language) -> str:
    """What the writer is given: the video, totals over all events, the weightiest moments, the visitors, and, where
    there is much of it, every event by period."""
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
    given = {
        "request": {name: value for name, value in request.items() if value is not None},
        "totals": totals,
        "moments": moments,
        "visitors": _listed(seen.visitors),
    }
    by_period = periods(seen.rows, video.duration_seconds)
    return sections(given | {"periods": by_period} if by_period else given)


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
