"""What an event rests on."""

from domain.events.imported import RESERVED_SOURCE
from models.enums import EventBasis, EventType
from models.event_types import EVENT_TYPES


def find_basis(source: str, kind: EventType) -> EventBasis:
    """The basis of an event of this type from this source."""
    if not source.startswith(RESERVED_SOURCE):
        return EventBasis.IMPORTED
    return EventBasis.INFERRED if EVENT_TYPES[kind].inferred else EventBasis.DETECTED
