"""Sentences of a summary that the product writes itself: no events, an unreadable part, what was not examined."""

from domain.language.timecode import format_timecode
from domain.language.vocabulary import format_event_names
from models.asking.answers import Coverage
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


def format_unexamined(coverage: Coverage, language: Language) -> str:
    """The last paragraph: what nothing looked for, what a model looked for in part, and which events people found to be
    false alarms; "" without any of it."""
    sentences = []
    if coverage.not_examined:
        types = format_event_names(list(coverage.not_examined), language)
        sentences.append(translate(language, "summary-not-examined", types=types))
    if coverage.partly_examined:
        types = format_event_names(list(coverage.partly_examined), language)
        looked, moments = coverage.moments_looked, coverage.moments
        sentences.append(translate(language, "summary-partly-examined", types=types, looked=looked, moments=moments))
    if coverage.false_alarms:
        types = format_event_names(list(coverage.false_alarms), language)
        count = sum(coverage.false_alarms.values())
        sentences.append(translate(language, "summary-false-alarms", types=types, count=count))
    return " ".join(sentences)
