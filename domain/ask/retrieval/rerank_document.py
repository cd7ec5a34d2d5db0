"""An event as a reranker reads it: type, description, person, place and objects, in one language."""

from domain.language.vocabulary import format_age_group, format_gender, format_location, pick_language
from models.asking.evidence import Evidence
from models.enums import AgeGroup, FrameLocation, Gender, Language
from models.event_types import EVENT_TYPES
from models.text.text import to_printable


def format_document(row: Evidence, language: Language) -> str:
    """ "theft. A woman steals goods on the left. women, young people, left, perfume"; unknown values are omitted."""
    notes = [
        format_gender(row.gender, language) if row.gender is not Gender.UNKNOWN else "",
        format_age_group(row.age_group, language) if row.age_group is not AgeGroup.UNKNOWN else "",
        format_location(row.location, language) if row.location is not FrameLocation.UNKNOWN else "",
        row.action or "",
        row.interaction_target or "",
        *row.objects,
    ]
    parts = [
        pick_language(EVENT_TYPES[row.type].noun, language),
        row.choose_description(language).rstrip("."),
        ", ".join(note for note in notes if note),
    ]
    return to_printable(". ".join(part for part in parts if part))
