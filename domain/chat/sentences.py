"""Sentences of a chat that the product writes itself: what was looked at, and why there was nothing to see."""

from domain.chat.frames import FrameImage
from domain.chat.time_range import MissReason, VideoPart
from domain.language.timecode import format_timecode, format_timecode_range
from models.asking.evidence import VideoContext
from models.enums import Language
from models.text.text import to_printable

KO = Language.KO


def format_looked_part(
    video: VideoContext, frames: list[FrameImage], part: VideoPart | None, language: Language
) -> str:
    """ "'Left aisle' 01:12–01:30 · 8 frames": the part of the video, and how many frames of it."""
    span = _format_part(frames, part)
    count, name = len(frames), to_printable(video.name)
    if language is KO:
        return f"‘{name}’ 영상 {span} · 프레임 {count}장"
    return f"{span} of '{name}' · {count} frame{'' if count == 1 else 's'}"


def _format_part(frames: list[FrameImage], part: VideoPart | None) -> str:
    if part is None or part.end is None:
        return format_timecode_range(frames[0].seconds, frames[-1].seconds)
    return format_timecode_range(part.start, part.end)


def reply_miss(miss: MissReason, video: VideoContext, language: Language) -> str:
    """Why there is nothing to look at, and what to do."""
    length = None if video.duration_seconds is None else format_timecode(video.duration_seconds)
    if miss is MissReason.OUTSIDE:
        if language is KO:
            return f"말씀하신 시각은 영상 밖입니다. 이 영상은 00:00부터 {length or '끝'}까지입니다."
        return f"That moment lies outside of the video, which runs from 00:00 to {length or 'its end'}."
    if language is KO:
        problem = "말씀하신 순간을 이 영상의 이벤트에서 찾지 못했습니다."
        return f"{problem} 시각(예: 1분 20초쯤)을 알려 주시면 그 장면을 보겠습니다."
    return (
        "No such moment is among the events of this video. Name a time, such as 1:20, and that part will be looked at."
    )


def reply_nothing_seen(frames: list[FrameImage], language: Language) -> str:
    """Says that the frames do not answer the question."""
    numbers = "".join(f"[{number}]" for number in range(1, len(frames) + 1))
    if language is KO:
        return f"살펴본 프레임만으로는 답할 수 없습니다 {numbers}."
    return f"The frames that were looked at do not answer this {numbers}."


def format_unfinished_note(language: Language) -> str:
    """Says that events may be missing because the analysis is not finished."""
    if language is KO:
        return "(이 영상은 아직 분석이 끝나지 않아 기록된 이벤트가 없거나 일부일 수 있습니다.)"
    return "(The analysis of this video is not finished: its events are missing or incomplete.)"
