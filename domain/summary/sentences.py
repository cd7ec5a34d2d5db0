"""Sentences of a summary that the product writes itself: no events, an unreadable part."""

from domain.language.timecode import format_timecode
from models.asking.evidence import VideoContext
from models.enums import Language

KO = Language.KO


def format_no_events(video: VideoContext, language: Language) -> str:
    """The first sentence of a summary of a video without events."""
    length = None if video.duration_seconds is None else format_timecode(video.duration_seconds)
    if language is KO:
        where = f"{length} 길이의 영상에서" if length else "이 영상에서"
        return f"{where} 분석으로 기록된 이벤트가 없습니다. 아래는 프레임에 보이는 내용입니다."
    where = f"{length} of video" if length else "this video"
    return f"The analysis recorded no events in {where}. What follows is what its frames show."


def format_unreadable_part(language: Language) -> str:
    """The paragraph about a part of which no frame can be decoded."""
    if language is KO:
        return "이 구간의 프레임은 손상되어 볼 수 없습니다."
    return "The frames of this part are damaged and cannot be looked at."
