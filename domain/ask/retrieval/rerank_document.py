"""An event as a reranker reads it: what kind it is, its description, and who, where and what, in one language."""

from domain.language.vocabulary import AGES, EVENTS, GENDERS, PLACES, named
from models.asking.evidence import Evidence
from models.enums import AgeGroup, FrameLocation, Gender, Language
from models.text.text import printable


def document(row: Evidence, language: Language) -> str:
    """ "theft. A woman steals goods on the left. women, young people, left, perfume"; without what is not known."""
    notes = [
        named(GENDERS[row.gender], language) if row.gender is not Gender.UNKNOWN else "",
        named(AGES[row.age_group], language) if row.age_group is not AgeGroup.UNKNOWN else "",
        named(PLACES[row.location], language) if row.location is not FrameLocation.UNKNOWN else "",
        row.action or "",
        row.interaction_target or "",
        *row.objects,
    ]
    parts = [
        named(EVENTS[row.type], language),
        row.told(language).rstrip("."),
        ", ".join(note for note in notes if note),
    ]
    return printable(". ".join(part for part in parts if part))
