"""From a video's events, and its frames for a FULL summary: a headline, a text, one paragraph a visitor.

Written step by step, each told while it is written. What is complete is kept in a draft, from which a try that was
thrown back goes on.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ask.facts.presence import PresenceInterval
from domain.ask.settings import AskSettings
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, Retrieval
from domain.summary.draft import SummaryDraft
from domain.summary.overview import MAX_HEADLINE_CHARACTERS, EventOverview, write_overview
from domain.summary.segment_writer import ExtractFrames, SegmentWriter
from domain.summary.segments import VideoSegment, split_segments
from domain.summary.sentences import format_no_events
from domain.summary.visitors import VisitorWriter, split_chunks
from models.access.principal import Principal
from models.asking.answers import StoredCitation, StoredSummary
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder, Language, SummaryKind, SummaryStage
from models.errors import UnusableMedia
from models.filters import EventFilter

PIPELINE = "watchgraph-summary/1"
_CITATION_PATTERN = re.compile(r"\s*\[\d+\]")

ReportSummary = Callable[[SummaryStage, int, str], Awaitable[None]]
StoreDraft = Callable[[SummaryDraft], Awaitable[None]]


async def _skip_storing(_draft: SummaryDraft) -> None:
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
    report: ReportSummary,
    extract_frames: ExtractFrames | None = None,
    draft: SummaryDraft | None = None,
    store_draft: StoreDraft = _skip_storing,
) -> StoredSummary | None:
    """Summarize a video; None where there is nothing to tell.

    look takes frames: with it, the summary is FULL. draft: what an earlier try wrote; it is used where it was written
    from the same events, in the same language. keep gets the draft after each complete step.
    tell gets the stage, the percentage of the steps that are done, and the next piece of text. Visitors' times and
    attributes come from the rows, their paragraphs and the text from the models. Raises Unavailable where one fails.
    """
    await report(SummaryStage.SELECTING, 0, "")
    kind = SummaryKind.EVENTS if extract_frames is None else SummaryKind.FULL
    rows = await _list_events(search, principal, video)
    if not rows and extract_frames is None:
        return None
    written = SummaryDraft.resume(draft, rows, kind, language)
    writing = _SummaryWriter(video, language, models, settings, UsageMeter(written.usage), report, store_draft, written)
    if written.told:
        await report(SummaryStage.WRITING, 0, written.told)
    seen = EventOverview.from_rows(rows)
    stretches = [] if extract_frames is None else split_segments(video.duration_seconds or 0.0, rows)
    groups = split_chunks(seen.visitors)
    writing.steps = bool(rows) + len(stretches) + len(groups)
    await writing.write_overview(seen)
    if extract_frames is not None:
        await writing.write_segments(stretches, len(seen.moments) + 1, extract_frames)
        if not rows and not any(one.text for one in written.stretches):
            return None
    await writing.write_visitors(groups)
    headline, text = _join_text(written)
    return StoredSummary(
        kind=kind,
        headline=headline,
        text=text,
        visitors=written.visitors,
        citations=[
            *(_to_citation(number, row) for number, row in enumerate(seen.moments, start=1)),
            *(citation for one in written.stretches for citation in one.citations),
        ],
        language=language,
        model=settings.model_id,
        generated_at=now,
        usage=writing.meter.usage,
    )


@dataclass(slots=True)
class _SummaryWriter:
    """The steps, each done once: what the draft has is passed over. Counts those that are done, of `steps`."""

    video: VideoContext
    language: Language
    models: Models
    settings: AskSettings
    meter: UsageMeter
    report: ReportSummary
    store_draft: StoreDraft
    draft: SummaryDraft
    steps: int = 1
    steps_done: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.steps_done // max(1, self.steps)

    async def write_overview(self, seen: EventOverview) -> None:
        """The first text: of one model call, or of none where there are no events to tell."""
        if not seen.rows:
            if not self.draft.text:
                self.draft.text = format_no_events(self.video, self.language)
                await self._report_text(self.draft.text)
            return
        if not self.draft.headline:
            written_by = self.models, self.settings.model_id, self.meter
            found = await write_overview(self.video, seen, self.language, *written_by, self._report_text)
            self.draft.headline, self.draft.text = found
            await self._save_draft()
        self.steps_done += 1

    async def write_segments(self, stretches: Sequence[VideoSegment], first: int, look: ExtractFrames) -> None:
        """A paragraph a stretch; numbers of frames begin with `first`.

        Raises UNDECODABLE_VIDEO where no stretch has a frame that can be read.
        """
        stretcher = SegmentWriter(self.video, self.language, self.models, self.settings, self.meter, look)
        for number, stretch in enumerate(stretches):
            if number >= len(self.draft.stretches):
                await self.report(SummaryStage.LOOKING, self.percent, "")
                begins = first + sum(one.numbers for one in self.draft.stretches)
                self.draft.stretches.append(await stretcher.write(stretch, begins, self._report_text))
                await self._save_draft()
            self.steps_done += 1
        if all(one.unreadable for one in self.draft.stretches):
            raise UnusableMedia("UNDECODABLE_VIDEO", codec=self.draft.stretches[0].unreadable)

    async def write_visitors(self, groups: Sequence[Sequence[PresenceInterval]]) -> None:
        """A paragraph a visitor, a group at a time."""
        writer = VisitorWriter(self.language, self.models, self.settings.model_id, self.meter)
        for number, group in enumerate(groups):
            if number >= self.draft.groups:
                self.draft.visitors += await writer.write(group, self._report_text)
                self.draft.groups += 1
                await self._save_draft()
            self.steps_done += 1

    async def _report_text(self, text: str) -> None:
        self.draft.told += text
        await self.report(SummaryStage.WRITING, self.percent, text)

    async def _save_draft(self) -> None:
        self.draft.usage = self.meter.usage
        await self.store_draft(self.draft)


def _join_text(written: SummaryDraft) -> tuple[str, str]:
    """Headline and text. Without any event, the first sentence about the frames is the headline, without numbers."""
    paragraphs = [one.text for one in written.stretches if one.text]
    text = "\n\n".join(part for part in (written.text, *paragraphs) if part)
    headline = written.headline or _CITATION_PATTERN.sub("", paragraphs[0].partition("\n")[2]).partition(". ")[
        0
    ].rstrip(".")
    return headline[:MAX_HEADLINE_CHARACTERS], text


async def _list_events(search: Retrieval, principal: Principal, video: VideoContext) -> list[Evidence]:
    """Every event of the video, by position: as many as are counted, so that none is cut off."""
    mine = EventFilter(video_ids=(video.id,))
    counted = await search.count(principal, mine)
    return (
        await search.list_events(principal, mine, EventOrder.EARLIEST_FIRST, counted.events) if counted.events else []
    )


def _to_citation(number: int, row: Evidence) -> StoredCitation:
    return StoredCitation(
        number=number,
        video_id=row.video_id,
        event_id=row.event_id,
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
    )
