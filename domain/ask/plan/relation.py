"""The event before, after or during which a question asks."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from domain.ask.plan.base import PlanModel
from domain.ask.time.windows import SecondsSpan
from models.enums import AgeGroup, EventType, FrameLocation, Gender


class TimeRelation(StrEnum):
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    DURING = "DURING"


class RelativeCondition(PlanModel):
    """The event before, after or during which the question asks: "who came in after the old man fell?".

    types, locations, genders, age_groups  which event; nth: which one of several
    track_ids    whose event; the question is then about other people ("who left before P2?")
    earlier      what the earlier answer was about; with types, such an event of its person
    within       at most this many seconds away
    same_person  the question is about the person of that event
    at           where the event was found, in seconds; at_clock: when, in a question over several videos
    """

    when: TimeRelation
    types: tuple[EventType, ...] = ()
    locations: tuple[FrameLocation, ...] = ()
    genders: tuple[Gender, ...] = ()
    age_groups: tuple[AgeGroup, ...] = ()
    track_ids: tuple[str, ...] = ()
    nth: int = Field(1, ge=1, le=1000)
    earlier: bool = False
    within: float | None = Field(None, gt=0)
    same_person: bool = False
    at: SecondsSpan | None = None
    at_clock: datetime | None = None

    @property
    def excludes_pivot_person(self) -> bool:
        """Whether the event's own person is not an answer, because others are compared with them."""
        return not self.same_person and bool(self.track_ids or (self.earlier and self.types))
