"""Sentences of a summary that the product writes itself: no events, an unreadable part."""

from domain.language.timecode import format_timecode
from models.asking.evidence import VideoContext
from models.enums import Language
from models.messages.catalog import translate


def format_no_events(video: VideoContext, language: Language, *, is_analysed: bool) -> str:
    """The first sentence of a summary of a video without events."""
    if not is_analysed:
        return translate(language, "summary-not-analysed")
    length = "unknown" if video.duration_seconds is None else format_timecode(video.duration_seconds)
    return translate(language, "summary-no-events", length=length)


def format_unreadable_part(language: Language) -> str:
    """The paragraph about a part of which no frame can be decoded."""
    return translate(language, "summary-unreadable-part")
