"""What a reply says about types that only a model that looks can tell."""

from collections.abc import Sequence

from domain.language.vocabulary import format_event_names
from models.asking.answers import Coverage
from models.enums import EventType, Language
from models.event_types import SETTING_TYPES, UNDETECTED_TYPES
from models.messages.catalog import translate


def format_partly_examined(types: Sequence[EventType], coverage: Coverage, language: Language) -> str:
    """That some of the types were looked for in a part of the footage only, and none was found there; "" where that is
    so for none of them."""
    sentences = list_partly_examined(types, coverage, language)
    return " ".join([*sentences, translate(language, "reply-not-found-there")]) if sentences else ""


def list_partly_examined(types: Sequence[EventType], coverage: Coverage, language: Language) -> list[str]:
    """Which of the types a model looked for in a part of the footage only, and which only some cameras are set for."""
    partly = [kind for kind in types if kind in coverage.partly_examined]
    looked = format_event_names([kind for kind in partly if kind not in SETTING_TYPES], language)
    by_setting = format_event_names([kind for kind in partly if kind in SETTING_TYPES], language)
    sentences = []
    if looked:
        sentences.append(translate(language, "reply-partly-looked", types=looked, looked=coverage.moments_looked))
    if by_setting:
        sentences.append(translate(language, "reply-partly-set", types=by_setting))
    return sentences


def format_looked_for(types: Sequence[EventType], coverage: Coverage, language: Language) -> str:
    """How a model looked for types that nothing else looks for; "" where none did, or where it looked in part."""
    unlooked = {*coverage.not_examined, *coverage.partly_examined}
    looked = [kind for kind in types if kind in UNDETECTED_TYPES and kind not in unlooked]
    if not looked or not coverage.moments_looked:
        return ""
    names = format_event_names(looked, language)
    return translate(language, "reply-looked", types=names, looked=coverage.moments_looked)
