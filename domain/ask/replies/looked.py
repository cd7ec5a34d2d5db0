"""What a reply says about types that only a model that looks can tell."""

from collections.abc import Sequence

from domain.language.vocabulary import format_event_names
from models.asking.answers import Coverage
from models.enums import EventType, Language
from models.event_types import UNDETECTED_TYPES
from models.messages.catalog import translate


def format_partly_examined(types: Sequence[EventType], coverage: Coverage, language: Language) -> str:
    """That a model looked for some of the types in a part of the footage only, and found none there; "" where that is
    so for none of them."""
    partly = [kind for kind in types if kind in coverage.partly_examined]
    if not partly:
        return ""
    names = format_event_names(partly, language)
    looked = translate(language, "reply-partly-looked", types=names, looked=coverage.moments_looked)
    return f"{looked} {translate(language, 'reply-not-found-there')}"


def format_looked_for(types: Sequence[EventType], coverage: Coverage, language: Language) -> str:
    """How a model looked for types that nothing else looks for; "" where none did, or where it looked in part."""
    unlooked = {*coverage.not_examined, *coverage.partly_examined}
    looked = [kind for kind in types if kind in UNDETECTED_TYPES and kind not in unlooked]
    if not looked or not coverage.moments_looked:
        return ""
    names = format_event_names(looked, language)
    return translate(language, "reply-looked", types=names, looked=coverage.moments_looked)
