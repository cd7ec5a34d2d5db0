"""A paragraph about a segment of a video, from its frames and events."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from domain.ask.checking.pictures import PicturedMaterial, build_pictured_judge
from domain.ask.facts.selection import select_by_priority
from domain.ask.plan.plan import SearchPlan
from domain.ask.writing.citations import JudgeSentence
from domain.ask.writing.writer import to_prompt_event
from domain.chat.frames import FrameBatch, FrameImage
from domain.chat.image_sizes import choose_picture_size
from domain.chat.message import label_frames
from domain.chat.stored_answer import to_citation
from domain.chat.video_part import moments_from_events
from domain.language.timecode import format_timecode, format_timecode_range
from domain.llm.prompts import SEGMENT_WRITER, format_sections
from domain.llm.streaming import CitationRules, StreamedAnswer, Writing, stream_answer
from domain.summary.draft import SegmentDraft
from domain.summary.segments import VideoSegment
from domain.summary.sentences import format_unreadable_part
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence, VideoContext
from models.errors import ModelFailed, UnusableMedia
from vision.stills.stills import StillsRequest

ExtractFrames = Callable[[StillsRequest], Awaitable[FrameBatch]]
_MAX_EVENTS = 20
_MAX_MOMENTS = 4


@dataclass(frozen=True, slots=True)
class SegmentWriter:
    """Writes the paragraphs about segments of one video."""

    video: VideoContext
    writing: Writing
    extract_frames: ExtractFrames

    async def write(self, segment: VideoSegment, first: int) -> SegmentDraft:
        """The paragraph about a segment; no text if the frames show nothing. Numbers of frames begin with `first`.

        A paragraph says if no frame can be decoded. Raises ModelFailed for a text that stops in the middle.
        """
        heading = f"{format_timecode_range(segment.start, segment.end)}\n"
        try:
            frames = (await self.extract_frames(self._build_request(segment))).frames
        except UnusableMedia as error:
            # Later segments may be sound.
            if error.code != "UNDECODABLE_VIDEO":
                raise
            text = heading + format_unreadable_part(self.writing.language)
            await self.writing.send(f"\n\n{text}")
            return SegmentDraft(text=text, unreadable=str(error.values["codec"]))
        rows = select_by_priority(segment.rows, _MAX_EVENTS)
        sources: list[FrameImage | Evidence] = [*frames, *rows]
        answer = await self._stream(segment, frames, rows, first, heading)
        if answer.is_cut_off:
            raise answer.broken_by or ModelFailed(problem="a part of the summary stops in the middle")
        if not answer.has_answer or not answer.text:
            # The overview has counted its events already.
            return SegmentDraft(numbers=len(sources))
        numbers = sorted(set(answer.cited_numbers))
        citations = [to_citation(number, sources[number - first], self.video) for number in numbers]
        return SegmentDraft(text=heading + answer.text, numbers=len(sources), citations=citations)

    def _build_request(self, segment: VideoSegment) -> StillsRequest:
        moments = moments_from_events(select_by_priority(segment.rows, _MAX_MOMENTS))
        # Footage ends a little before the length that its container states.
        end = max(segment.start, segment.end - 0.1)
        size = choose_picture_size(self.writing.model_id)
        return StillsRequest(segment.start, end, moments, segment.frame_count, size)

    async def _stream(
        self, segment: VideoSegment, frames: Sequence[FrameImage], rows: Sequence[Evidence], first: int, heading: str
    ) -> StreamedAnswer:
        """Stream the paragraph, the heading before its first piece."""
        has_begun = False

        async def send(text: str) -> None:
            nonlocal has_begun
            await self.writing.send(text if has_begun else f"\n\n{heading}{text}")
            has_begun = True

        return await stream_answer(
            Conversation(
                model_id=self.writing.model_id,
                system=SEGMENT_WRITER,
                messages=[self._build_message(frames, rows, first)],
                max_tokens=800,
            ),
            replace(self.writing, send=send),
            CitationRules(
                range(first, first + len(frames) + len(rows)),
                send_unanswered=False,
                judge=self._build_judge(segment, frames, rows, first),
            ),
            images=len(frames),
        )

    def _build_judge(
        self, segment: VideoSegment, frames: Sequence[FrameImage], rows: Sequence[Evidence], first: int
    ) -> JudgeSentence:
        seconds = [frame.seconds for frame in frames]
        material = PicturedMaterial(self.video, seconds, rows, first, [(segment.start, segment.end)])
        return build_pictured_judge(SearchPlan(about_footage=True), "", material, self.writing.language)

    def _build_message(self, frames: Sequence[FrameImage], rows: Sequence[Evidence], first: int) -> Message:
        frame_fields = [
            {"n": number, "time": format_timecode(frame.seconds), "seconds": frame.seconds}
            for number, frame in enumerate(frames, start=first)
        ]
        events = [
            to_prompt_event(row, number, self.writing.language)
            for number, row in enumerate(rows, start=first + len(frames))
        ]
        request = {
            "language": self.writing.language.value.lower(),
            "video": self.video.name,
            "camera": self.video.camera,
        }
        text = format_sections(
            {
                "request": {name: value for name, value in request.items() if value},
                "frames": frame_fields,
                "events": events,
            }
        )
        return Message("user", text, label_frames(frames, first))
