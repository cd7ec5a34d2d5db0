"""Sentences of the product itself in a summary: that no event was recorded, that a part cannot be read."""

from domain.language.timecode import format_timecode
from models.asking.evidence import VideoContext
from models.enums import Language
from models.messages.catalog import translate


def format_no_events(video: VideoContext, language: Language) -> str:
    """The beginning of a summary that is made from frames alone."""
    length = "unknown" if video.duration_seconds is None else format_timecode(video.duration_seconds)
    return translate(language, "summary-no-events", length=length)


def format_unreadable_part(language: Language) -> str:
    """Stands instead of a paragraph about a damaged part of the footage."""
    return translate(language, "summary-unreadable-part")
