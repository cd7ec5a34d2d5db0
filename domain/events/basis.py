"""What an event rests on."""

from models.enums import EventBasis, EventType
from models.event_sources import LOOK_SOURCE, OWN_SOURCES
from models.event_types import EVENT_TYPES


def find_basis(source: str, kind: EventType) -> EventBasis:
    """The basis of an event of this type from this source. Conditions on it: datasources.postgres.search.conditions."""
    if not source.startswith(OWN_SOURCES):
        return EventBasis.IMPORTED
    if source.startswith(LOOK_SOURCE):
        return EventBasis.MODEL
    return EventBasis.INFERRED if EVENT_TYPES[kind].inferred else EventBasis.DETECTED
