"""What a search looks for, or why it cannot."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.ask.plan.plan import SearchPlan
from models.asking.evidence import PersonKey
from models.filters import EventFilter


class Obstacle(StrEnum):
    """Why a question cannot be searched at all."""

    NO_CLOCK = "NO_CLOCK"
    NO_REFERENT = "NO_REFERENT"
    NO_PIVOT = "NO_PIVOT"
    TOO_MANY_EVENTS = "TOO_MANY_EVENTS"
    UNCLEAR_TIME = "UNCLEAR_TIME"


@dataclass(frozen=True, slots=True)
class Pivot:
    """The event that a question is relative to: a part of a video, in seconds, and its person.

    clock: the same by the clock; None where the time of day is not known, so that only its own video can be searched.
    """

    video_id: UUID
    start: float
    end: float
    track_id: str | None = None
    person: PersonKey | None = None
    clock: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class SearchScope:
    """event_filter: the events that fit. footage_filter: the footage that is searched, whatever happens in it.

    plan: the plan with the times that were decided. pivot: what the question is relative to, if anything.
    excluded_person: whose events are no answer, on whichever camera; a filter of track ids would also hide others.
    still_at: when what is asked must still have gone on, though it may have begun before. people: whose events alone
    are an answer, by video and track; of several in several videos, which a filter cannot tell apart.
    """

    plan: SearchPlan
    event_filter: EventFilter
    footage_filter: EventFilter
    obstacle: Obstacle | None = None
    pivot: Pivot | None = None
    excluded_person: PersonKey | None = None
    still_at: datetime | None = None
    people: frozenset[PersonKey] = frozenset()

    @property
    def filters_rows(self) -> bool:
        """Whether rows must be filtered that the database cannot tell apart, so that all of them are read."""
        return self.excluded_person is not None or self.still_at is not None or bool(self.people)
