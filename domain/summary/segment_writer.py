"""A paragraph about each stretch of a video, from frames and the events in it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from domain.ask.facts.selection import weightiest
from domain.ask.question.question import AskSettings
from domain.ask.writing.writer import row_given
from domain.chat.frames import Frame, Looked
from domain.chat.image_sizes import picture_size
from domain.chat.time_range import peaks
from domain.language.timecode import timecode, timecodes
from domain.llm.prompts import STRETCH, sections
from domain.llm.streaming import streamed
from domain.llm.usage_meter import Meter
from domain.ports import Models
from domain.summary.draft import StretchWritten
from domain.summary.segments import Stretch
from domain.summary.sentences import unreadable
from models.asking.answers import StoredCitation
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.errors import ModelFailed, UnusableMedia
from vision.stills.stills import Wanted

Look = Callable[[Wanted], Awaitable[Looked]]
_EVENTS_TOLD = 20
_PEAKS = 4


@dataclass(frozen=True, slots=True)
class Stretcher:
    """Writes the paragraphs. look takes frames of the video."""

    video: VideoContext
    language: Language
    models: Models
    settings: AskSettings
    meter: Meter
    look: Look

    async def write(self, stretch: Stretch, first: int, tell: Callable[[str], Awaitable[None]]) -> StretchWritten:
        """The paragraph about a stretch; without text where the frames show nothing. Numbers begin with `first`.

        One whose frames cannot be decoded says so. Raises ModelFailed for one that stops in the middle.
        """
        model_id = self.settings.vision_model_id or self.settings.model_id
        moments = peaks(weightiest(stretch.rows, _PEAKS))
        # Footage ends a little before its length says.
        end = max(stretch.start, stretch.end - 0.1)
        heading = f"{timecodes(stretch.start, stretch.end)}\n"
        wanted = Wanted(stretch.start, end, moments, stretch.frames, picture_size(model_id))
        try:
            frames = (await self.look(wanted)).frames
        except UnusableMedia as error:
            # The parts after it may be sound.
            if error.code != "UNDECODABLE_VIDEO":
                raise
            text = heading + unreadable(self.language)
            await tell(f"\n\n{text}")
            return StretchWritten(text=text, unreadable=str(error.values["codec"]))
        rows = weightiest(stretch.rows, _EVENTS_TOLD)
        shown: list[Frame | Evidence] = [*frames, *rows]
        began = False

        async def tell_on(text: str) -> None:
            nonlocal began
            await tell(text if began else f"\n\n{heading}{text}")
            began = True

        found = await streamed(
            Conversation(
                model_id=model_id,
                system=STRETCH,
                messages=[self._message(frames, rows, first)],
                max_tokens=800,
            ),
            numbers=range(first, first + len(shown)),
            language=self.language,
            models=self.models,
            meter=self.meter,
            tell=tell_on,
            images=len(frames),
            tell_unfound=False,
        )
        if found.cut_off:
            raise found.broken_by or ModelFailed(problem="a part of the summary stops in the middle")
        if not found.found or not found.text:
            return StretchWritten(numbers=len(shown))
        citations = [self._citation(number, shown[number - first]) for number in sorted(set(found.cited))]
        return StretchWritten(text=heading + found.text, numbers=len(shown), citations=citations)

    def _message(self, frames: Sequence[Frame], rows: Sequence[Evidence], first: int) -> Message:
        told = [
            {"n": number, "time": timecode(frame.seconds), "seconds": frame.seconds}
            for number, frame in enumerate(frames, start=first)
        ]
        events = [row_given(row, number, self.language) for number, row in enumerate(rows, start=first + len(frames))]
        request = {"language": self.language.value.lower(), "video": self.video.name, "camera": self.video.camera}
        text = sections(
            {
                "request": {name: value for name, value in request.items() if value},
                "frames": told,
                "events": events,
            }
        )
        return Message("user", text, tuple(frame.image for frame in frames))

    def _citation(self, number: int, one: Frame | Evidence) -> StoredCitation:
        if isinstance(one, Frame):
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
