"""Events of another detector, as a client imports them."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from domain.events.imported import ImportedBox, ImportedEvent, ImportedPerson
from models.enums import AgeGroup, EventType, FrameLocation, Gender


@strawberry.input(description="A rectangle in pixels of the source frame; the origin is its top left corner.")
class BoundingBoxInput:
    x: int = strawberry.field(description="Left edge, from 0.")
    y: int = strawberry.field(description="Top edge, from 0.")
    width: int = strawberry.field(description="Width; at least 1. The box must lie within the frame.")
    height: int = strawberry.field(description="Height; at least 1.")

    def to_box(self) -> ImportedBox:
        return ImportedBox(self.x, self.y, self.width, self.height)


@strawberry.input(description="Who an event shows.")
class PersonInput:
    track_id: str = strawberry.field(description="The same for the same person within the video.")
    person_id: str | None = strawberry.field(
        default=None, description="The same for the same person in all videos; without it, cameras are counted apart."
    )
    gender: Gender | None = strawberry.field(default=None, description="UNKNOWN if absent.")
    gender_confidence: float | None = strawberry.field(default=None, description="0 to 1.")
    age_group: AgeGroup | None = strawberry.field(default=None, description="UNKNOWN if absent.")
    age: float | None = strawberry.field(default=None, description="Years, 0 to 150.")
    emotion: str | None = strawberry.field(default=None, description="In words; at most 100 characters.")

    def to_person(self) -> ImportedPerson:
        return ImportedPerson(**vars(self))


@strawberry.input(description="An event that another detector found.")
class ImportEventInput:
    type: EventType = strawberry.field(description="What happened.")
    start_seconds: float = strawberry.field(description="Start, in seconds from the video's first frame.")
    end_seconds: float | None = strawberry.field(
        default=None, description="End, likewise; if absent, the event is a moment."
    )
    bounding_box: BoundingBoxInput | None = strawberry.field(default=None, description="Where in the frame.")
    location: FrameLocation | None = strawberry.field(
        default=None, description="Third of the frame; if absent, that of the box's centre where it can be told."
    )
    person: PersonInput | None = strawberry.field(default=None, description="Who.")
    action: str | None = strawberry.field(default=None, description="What they do, in words; at most 255 characters.")
    interaction_target: str | None = strawberry.field(
        default=None, description="What or whom it is about; at most 255 characters."
    )
    objects: list[str] | None = strawberry.field(
        default=None, description="Things that are part of it: at most 50 of 100 characters."
    )
    description: str | None = strawberry.field(
        default=None,
        description="A sentence to show and to search by, at most 2,000 characters. "
        "If absent, one is made in Korean and English from the other fields.",
    )
    confidence: float | None = strawberry.field(
        default=None, description="How sure the source is: 0 to 1; 1 if absent."
    )
    attributes: JSON | None = strawberry.field(
        default=None, description="Whatever else: a JSON object of at most 16 kB, nested at most 16 deep."
    )
    source: str | None = strawberry.field(
        default=None, description='Detector and version, at most 100 characters; "import" if absent.'
    )

    def to_event(self) -> ImportedEvent:
        box, person = self.bounding_box, self.person
        fields = {**vars(self), "bounding_box": box and box.to_box(), "person": person and person.to_person()}
        return ImportedEvent(**fields)


@strawberry.input(description="What changes of an imported event. A field that is left out stays as it is.")
class UpdateEventInput:
    type: EventType | None = strawberry.field(default=strawberry.UNSET, description="What happened; not null.")
    description: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most 2,000 characters; null: one is made in Korean and English from the other fields.",
    )
    start_seconds: float | None = strawberry.field(
        default=strawberry.UNSET, description="Start, in seconds from the video's first frame; not null."
    )
    end_seconds: float | None = strawberry.field(
        default=strawberry.UNSET, description="End, likewise; null: the event is a moment."
    )
    confidence: float | None = strawberry.field(
        default=strawberry.UNSET, description="How sure the source is: 0 to 1; null: 1."
    )
    attributes: JSON | None = strawberry.field(
        default=strawberry.UNSET,
        description="In place of those there are: a JSON object of at most 16 kB; null takes them away.",
    )

    def to_changes(self) -> dict[str, Any]:
        """The fields that the caller gave, null as None."""
        return {name: value for name, value in vars(self).items() if value is not strawberry.UNSET}
