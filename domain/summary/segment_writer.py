"""A paragraph about each stretch of a video, from frames and the events in it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from domain.ask.facts.selection import select_by_priority
from domain.ask.settings import AskSettings
from domain.ask.writing.writer import to_prompt_event
from domain.chat.frames import FrameBatch, FrameImage
from domain.chat.image_sizes import choose_picture_size
from domain.chat.time_range import moments_from_events
from domain.language.timecode import format_timecode, format_timecode_range
from domain.llm.prompts import SEGMENT_WRITER, format_sections
from domain.llm.streaming import stream_answer
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from domain.summary.draft import SegmentDraft
from domain.summary.segments import VideoSegment
from domain.summary.sentences import format_unreadable_part
from models.asking.answers import StoredCitation
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.errors import ModelFailed, UnusableMedia
from vision.stills.stills import StillsRequest

ExtractFrames = Callable[[StillsRequest], Awaitable[FrameBatch]]
_MAX_EVENTS = 20
_MAX_MOMENTS = 4


@dataclass(frozen=True, slots=True)
class SegmentWriter:
    """Writes the paragraphs. look takes frames of the video."""

    video: VideoContext
    language: Language
    models: Models
    settings: AskSettings
    meter: UsageMeter
    extract_frames: ExtractFrames

    async def write(self, stretch: VideoSegment, first: int, tell: SendText) -> SegmentDraft:
        """The paragraph about a stretch; without text where the frames show nothing. Numbers begin with `first`.

        One whose frames cannot be decoded says so. Raises ModelFailed for one that stops in the middle.
        """
        model_id = self.settings.frame_model_id
        moments = moments_from_events(select_by_priority(stretch.rows, _MAX_MOMENTS))
        # Footage ends a little before its length says.
        end = max(stretch.start, stretch.end - 0.1)
        heading = f"{format_timecode_range(stretch.start, stretch.end)}\n"
        wanted = StillsRequest(stretch.start, end, moments, stretch.frame_count, choose_picture_size(model_id))
        try:
            frames = (await self.extract_frames(wanted)).frames
        except UnusableMedia as error:
            # The parts after it may be sound.
            if error.code != "UNDECODABLE_VIDEO":
                raise
            text = heading + format_unreadable_part(self.language)
            await tell(f"\n\n{text}")
            return SegmentDraft(text=text, unreadable=str(error.values["codec"]))
        rows = select_by_priority(stretch.rows, _MAX_EVENTS)
        shown: list[FrameImage | Evidence] = [*frames, *rows]
        began = False

        async def tell_on(text: str) -> None:
            nonlocal began
            await tell(text if began else f"\n\n{heading}{text}")
            began = True

        found = await stream_answer(
            Conversation(
                model_id=model_id,
                system=SEGMENT_WRITER,
                messages=[self._build_message(frames, rows, first)],
                max_tokens=800,
            ),
            numbers=range(first, first + len(shown)),
            language=self.language,
            models=self.models,
            meter=self.meter,
            send=tell_on,
            images=len(frames),
            send_unanswered=False,
        )
        if found.is_cut_off:
            raise found.broken_by or ModelFailed(problem="a part of the summary stops in the middle")
        if not found.has_answer or not found.text:
            return SegmentDraft(numbers=len(shown))
        citations = [self._to_citation(number, shown[number - first]) for number in sorted(set(found.cited_numbers))]
        return SegmentDraft(text=heading + found.text, numbers=len(shown), citations=citations)

    def _build_message(self, frames: Sequence[FrameImage], rows: Sequence[Evidence], first: int) -> Message:
        told = [
            {"n": number, "time": format_timecode(frame.seconds), "seconds": frame.seconds}
            for number, frame in enumerate(frames, start=first)
        ]
        events = [
            to_prompt_event(row, number, self.language) for number, row in enumerate(rows, start=first + len(frames))
        ]
        request = {"language": self.language.value.lower(), "video": self.video.name, "camera": self.video.camera}
        text = format_sections(
            {
                "request": {name: value for name, value in request.items() if value},
                "frames": told,
                "events": events,
            }
        )
        return Message("user", text, tuple(frame.image for frame in frames))

    def _to_citation(self, number: int, one: FrameImage | Evidence) -> StoredCitation:
        if isinstance(one, FrameImage):
            start = end = one.seconds
            event_id, key = None, one.key
        else:
            start, end, event_id, key = one.start_seconds, one.end_seconds, one.event_id, None
        return StoredCitation(
            number=number,
            video_id=self.video.id,
            event_id=event_id,
            start_seconds=start,
            end_seconds=end,
            frame_key=key,
        )
