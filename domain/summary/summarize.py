"""Summarize a video's events, and its frames for a FULL summary: a headline, a text, a paragraph for each visitor.

It is written step by step and sent while it is written. Complete steps are stored in a draft, from which the next
attempt continues.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from domain.ask.facts.presence import PresenceInterval
from domain.ask.services import AskServices
from domain.llm.streaming import Writing
from domain.llm.usage_meter import UsageMeter
from domain.ports import Retrieval
from domain.summary.draft import SummaryDraft
from domain.summary.overview import MAX_HEADLINE_CHARACTERS, EventOverview, write_overview
from domain.summary.segment_writer import ExtractFrames, SegmentWriter
from domain.summary.segments import VideoSegment, split_segments
from domain.summary.sentences import format_no_events, format_unexamined
from domain.summary.visitors import VisitorWriter, split_chunks
from models.access.principal import Principal
from models.asking.answers import Coverage, StoredCitation, StoredSummary
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder, Language, SummaryKind, SummaryStage
from models.errors import UnusableMedia
from models.filters import EventFilter

SUMMARY_PIPELINE = "watchgraph-summary/1"
_CITATION_PATTERN = re.compile(r"\s*\[\d+\]")

ReportSummary = Callable[[SummaryStage, int, str], Awaitable[None]]
StoreDraft = Callable[[SummaryDraft], Awaitable[None]]


async def _skip_storing(_draft: SummaryDraft) -> None:
    """For callers that do not resume."""


@dataclass(frozen=True, slots=True)
class SummaryOutput:
    """Where a summary goes while it is written.

    report gets the stage, the percentage of steps that are done, and the next piece of text. draft: what an earlier
    attempt wrote. store_draft gets the draft after each complete step.
    """

    report: ReportSummary
    draft: SummaryDraft | None = None
    store_draft: StoreDraft = _skip_storing


async def summarize(
    video: VideoContext,
    language: Language,
    principal: Principal,
    services: AskServices,
    output: SummaryOutput,
    extract_frames: ExtractFrames | None = None,
) -> StoredSummary | None:
    """Summarize a video; None if there is nothing to say. With extract_frames, the summary is FULL.

    A draft is used if it was written from the same events, in the same language. Times and attributes of visitors come
    from the rows; their paragraphs and the text, from the models. Raises Unavailable if a model fails.
    """
    await output.report(SummaryStage.SELECTING, 0, "")
    kind = SummaryKind.EVENTS if extract_frames is None else SummaryKind.FULL
    rows = await _list_events(services.search, principal, video)
    if not rows and extract_frames is None:
        return None
    draft = SummaryDraft.resume(output.draft, rows, kind, language)
    is_analysed = bool(rows) or await _is_analysed(services.search, principal, video)
    writer = _SummaryWriter(video, language, services, UsageMeter(draft.usage), output, draft, is_analysed)
    if draft.told:
        await output.report(SummaryStage.WRITING, 0, draft.told)
    overview = EventOverview.from_rows(rows)
    segments = [] if extract_frames is None else split_segments(video.duration_seconds or 0.0, rows)
    visitor_chunks = split_chunks(overview.visitors)
    writer.steps = bool(rows) + len(segments) + len(visitor_chunks)
    await writer.write_overview(overview)
    if extract_frames is not None:
        await writer.write_segments(segments, len(overview.moments) + 1, extract_frames)
        if not rows and not any(segment.text for segment in draft.stretches):
            return None
    await writer.write_ending(await services.search.measure_coverage(principal, EventFilter(video_ids=(video.id,))))
    await writer.write_visitors(visitor_chunks)
    headline, text = _join_text(draft)
    return StoredSummary(
        kind=kind,
        headline=headline,
        text=text,
        visitors=draft.visitors,
        citations=[
            *(_to_citation(number, row) for number, row in enumerate(overview.moments, start=1)),
            *(citation for segment in draft.stretches for citation in segment.citations),
        ],
        language=language,
        model=services.settings.model_id,
        generated_at=services.clock(),
        usage=writer.meter.usage,
    )


@dataclass(slots=True)
class _SummaryWriter:
    """The steps, each done once; steps that the draft has are skipped. steps_done counts both, of `steps`."""

    video: VideoContext
    language: Language
    services: AskServices
    meter: UsageMeter
    output: SummaryOutput
    draft: SummaryDraft
    is_analysed: bool = True
    steps: int = 1
    steps_done: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.steps_done // max(1, self.steps)

    @property
    def writing(self) -> Writing:
        services = self.services
        return Writing(services.models, services.settings.model_id, self.language, self.meter, self._report_text)

    async def write_overview(self, overview: EventOverview) -> None:
        """The first text: from one model call, or a fixed sentence if there are no events."""
        if not overview.rows:
            if not self.draft.text:
                self.draft.text = format_no_events(self.video, self.language, is_analysed=self.is_analysed)
                await self._report_text(self.draft.text)
            return
        if not self.draft.headline:
            self.draft.headline, self.draft.text = await write_overview(self.video, overview, self.writing)
            await self._save_draft()
        self.steps_done += 1

    async def write_segments(self, segments: Sequence[VideoSegment], first: int, extract_frames: ExtractFrames) -> None:
        """A paragraph for each segment; numbers of frames begin with `first`.

        Raises UNDECODABLE_VIDEO if no segment has a frame that can be decoded.
        """
        frame_writing = replace(self.writing, model_id=self.services.settings.frame_model_id)
        segment_writer = SegmentWriter(self.video, frame_writing, extract_frames)
        for index, segment in enumerate(segments):
            if index >= len(self.draft.stretches):
                await self.output.report(SummaryStage.LOOKING, self.percent, "")
                next_number = first + sum(written.numbers for written in self.draft.stretches)
                self.draft.stretches.append(await segment_writer.write(segment, next_number))
                await self._save_draft()
            self.steps_done += 1
        if all(written.unreadable for written in self.draft.stretches):
            raise UnusableMedia("UNDECODABLE_VIDEO", codec=self.draft.stretches[0].unreadable)

    async def write_ending(self, coverage: Coverage) -> None:
        """The last paragraph, which no model writes: what was not examined."""
        if not self.draft.ending and (ending := format_unexamined(coverage, self.language)):
            self.draft.ending = ending
            await self._report_text(f"\n\n{ending}")
            await self._save_draft()

    async def write_visitors(self, chunks: Sequence[Sequence[PresenceInterval]]) -> None:
        """A paragraph for each visitor, a chunk of visitors at a time."""
        writer = VisitorWriter(self.writing)
        for index, chunk in enumerate(chunks):
            if index >= self.draft.groups:
                self.draft.visitors += await writer.write(chunk)
                self.draft.groups += 1
                await self._save_draft()
            self.steps_done += 1

    async def _report_text(self, text: str) -> None:
        self.draft.told += text
        await self.output.report(SummaryStage.WRITING, self.percent, text)

    async def _save_draft(self) -> None:
        self.draft.usage = self.meter.usage
        await self.output.store_draft(self.draft)


def _join_text(draft: SummaryDraft) -> tuple[str, str]:
    """Headline and text. Without events, the headline is the first sentence about the frames, without citations."""
    paragraphs = [segment.text for segment in draft.stretches if segment.text]
    text = "\n\n".join(part for part in (draft.text, *paragraphs, draft.ending) if part)
    if draft.headline:
        return draft.headline[:MAX_HEADLINE_CHARACTERS], text
    # The first line of a paragraph is the segment's time.
    first_text = _CITATION_PATTERN.sub("", paragraphs[0].partition("\n")[2])
    return first_text.partition(". ")[0].rstrip(".")[:MAX_HEADLINE_CHARACTERS], text


async def _list_events(search: Retrieval, principal: Principal, video: VideoContext) -> list[Evidence]:
    """Every event of the video, by position. They are counted first, so that no limit cuts any off."""
    events = EventFilter(video_ids=(video.id,))
    count = await search.count(principal, events)
    if not count.events:
        return []
    return await search.list_events(principal, events, EventOrder.EARLIEST_FIRST, count.events)


async def _is_analysed(search: Retrieval, principal: Principal, video: VideoContext) -> bool:
    """Whether the analysis has looked at the video: only then does it mean something that it recorded no events."""
    return bool((await search.measure_coverage(principal, EventFilter(video_ids=(video.id,)))).videos_analyzed)


def _to_citation(number: int, row: Evidence) -> StoredCitation:
    return StoredCitation(
        number=number,
        video_id=row.video_id,
        event_id=row.event_id,
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
    )
