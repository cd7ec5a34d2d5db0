"""What an event rests on."""

from models.enums import EventBasis, EventType
from models.event_types import EVENT_TYPES

# Sources of our own begin like this; those of imports may not.
OWN_SOURCES = "watchgraph-"


def find_basis(source: str, kind: EventType) -> EventBasis:
    """The basis of an event of this type from this source."""
    if not source.startswith(OWN_SOURCES):
        return EventBasis.IMPORTED
    return EventBasis.INFERRED if EVENT_TYPES[kind].inferred else EventBasis.DETECTED
