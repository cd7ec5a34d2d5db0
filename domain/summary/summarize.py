"""From a video's events, and its frames for a FULL summary: a headline, a text, one paragraph a visitor.

Written step by step, each told while it is written. What is complete is kept in a draft, from which a try that was
thrown back goes on.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ask.facts.presence import Spell
from domain.ask.question.question import AskSettings
from domain.llm.usage_meter import Meter
from domain.ports import Models, Retrieval
from domain.summary.draft import Draft
from domain.summary.overview import HEADLINE_CHARACTERS, Seen, overview
from domain.summary.segment_writer import Look, Stretcher
from domain.summary.segments import Stretch, stretches_of
from domain.summary.sentences import no_events
from domain.summary.visitors import Visitors, chunks
from models.access.principal import Principal
from models.asking.answers import StoredCitation, StoredSummary
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder, Language, SummaryKind, SummaryStage
from models.errors import UnusableMedia
from models.filters import EventFilter

PIPELINE = "watchgraph-summary/1"
_MARKS = re.compile(r"\s*\[\d+\]")

Tell = Callable[[SummaryStage, int, str], Awaitable[None]]
Keep = Callable[[Draft], Awaitable[None]]


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
    seen = Seen.of(rows)
    stretches = [] if look is None else stretches_of(video.duration_seconds or 0.0, rows)
    groups = chunks(seen.visitors)
    writing.steps = bool(rows) + len(stretches) + len(groups)
    await writing.begin(seen)
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

    async def begin(self, seen: Seen) -> None:
        """The first text: of one model call, or of none where there are no events to tell."""
        if not seen.rows:
            if not self.written.text:
                self.written.text = no_events(self.video, self.language)
                await self._tell_text(self.written.text)
            return
        if not self.written.headline:
            written_by = self.models, self.settings.model_id, self.meter
            found = await overview(self.video, seen, self.language, *written_by, self._tell_text)
            self.written.headline, self.written.text = found
            await self._keep()
        self.done += 1

    async def look_through(self, stretches: Sequence[Stretch], first: int, look: Look) -> None:
        """A paragraph a stretch; numbers of frames begin with `first`.

        Raises UNDECODABLE_VIDEO where no stretch has a frame that can be read.
        """
        stretcher = Stretcher(self.video, self.language, self.models, self.settings, self.meter, look)
        for number, stretch in enumerate(stretches):
            if number >= len(self.written.stretches):
                await self.tell(SummaryStage.LOOKING, self.percent, "")
                begins = first + sum(one.numbers for one in self.written.stretches)
                self.written.stretches.append(await stretcher.write(stretch, begins, self._tell_text))
                await self._keep()
            self.done += 1
        if all(one.unreadable for one in self.written.stretches):
            raise UnusableMedia("UNDECODABLE_VIDEO", codec=self.written.stretches[0].unreadable)

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
    """Headline and text. Without any event, the first sentence about the frames is the headline, without numbers."""
    paragraphs = [one.text for one in written.stretches if one.text]
    text = "\n\n".join(part for part in (written.text, *paragraphs) if part)
    headline = written.headline or _MARKS.sub("", paragraphs[0].partition("\n")[2]).partition(". ")[0].rstrip(".")
    return headline[:HEADLINE_CHARACTERS], text


async def _all_events(search: Retrieval, principal: Principal, video: VideoContext) -> list[Evidence]:
    """Every event of the video, by position: as many as are counted, so that none is cut off."""
    mine = EventFilter(video_ids=(video.id,))
    counted = await search.count(principal, mine)
    return await search.structured(principal, mine, EventOrder.EARLIEST_FIRST, counted.events) if counted.events else []


def _citation(number: int, row: Evidence) -> StoredCitation:
    return StoredCitation(
        number=number,
        video_id=row.video_id,
        event_id=row.event_id,
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
    )
