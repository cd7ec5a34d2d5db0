"""Adds the things near a person to an event: to its description and its keywords."""

from collections.abc import Sequence
from dataclasses import replace

from models.enums import Language
from vision.describe import describe_things, name_thing
from vision.detected_event import DetectedEvent
from vision.detection.things import NearbyThing


def add_things(event: DetectedEvent, things: Sequence[NearbyThing]) -> DetectedEvent:
    """The event, with what was near the person. It claims no more: not that somebody holds or takes it."""
    labels = [thing.label for thing in things]
    english, korean = describe_things(labels)
    names = [name_thing(language, label) for label in labels for language in (Language.EN, Language.KO)]
    return replace(
        event,
        description=f"{event.description} {english}",
        description_ko=f"{event.description_ko} {korean}",
        keywords=[*event.keywords, *(name for name in names if name not in event.keywords)],
        things=tuple(things),
    )
