"""Sentences of a chat that the product writes itself: what was looked at, and why there was nothing to see."""

from domain.chat.frames import FrameImage
from domain.chat.video_part import MissReason, VideoPart
from domain.language.timecode import format_timecode, format_timecode_range
from models.asking.evidence import VideoContext
from models.enums import Language
from models.messages.catalog import translate
from models.text.text import to_printable


def format_looked_part(
    video: VideoContext, frames: list[FrameImage], part: VideoPart | None, language: Language
) -> str:
    """ "01:12–01:30 of 'Left aisle' · 8 frames": the part of the video, and how many frames of it."""
    name = to_printable(video.name)
    return translate(language, "chat-looked-part", part=_format_part(frames, part), name=name, frames=len(frames))


def _format_part(frames: list[FrameImage], part: VideoPart | None) -> str:
    if part is None or part.end is None:
        return format_timecode_range(frames[0].seconds, frames[-1].seconds)
    return format_timecode_range(part.start, part.end)


def reply_miss(miss: MissReason, video: VideoContext, language: Language) -> str:
    """Why there is nothing to look at, and what to do."""
    if miss is not MissReason.OUTSIDE:
        return translate(language, "chat-no-such-moment")
    length = "unknown" if video.duration_seconds is None else format_timecode(video.duration_seconds)
    return translate(language, "chat-outside", length=length)


def reply_nothing_seen(frames: list[FrameImage], language: Language) -> str:
    """Says that the frames do not answer the question."""
    numbers = "".join(f"[{number}]" for number in range(1, len(frames) + 1))
    return translate(language, "chat-nothing-seen", numbers=numbers)


def format_unfinished_note(language: Language) -> str:
    """The note on a video whose events may be missing, because its analysis is not finished."""
    return translate(language, "chat-unfinished")
