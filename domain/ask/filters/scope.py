"""What a search looks for, or why it cannot."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.ask.plan.plan import SearchPlan
from models.filters import EventFilter


class Obstacle(StrEnum):
    """Why a question cannot be searched at all."""

    NO_CLOCK = "NO_CLOCK"
    NO_REFERENT = "NO_REFERENT"
    NO_PIVOT = "NO_PIVOT"
    SEVERAL_VIDEOS = "SEVERAL_VIDEOS"
    UNCLEAR_TIME = "UNCLEAR_TIME"


@dataclass(frozen=True, slots=True)
class Pivot:
    """The event that a question is relative to: a part of a video, in seconds, and its person."""

    video_id: UUID
    start: float
    end: float
    track_id: str | None = None


@dataclass(frozen=True, slots=True)
class SearchScope:
    """event_filter: the events that fit. footage_filter: the footage that is searched, whatever happens in it.

    plan: the plan with the times that were decided. pivot: what the question is relative to, if anything.
    """

    plan: SearchPlan
    event_filter: EventFilter
    footage_filter: EventFilter
    obstacle: Obstacle | None = None
    pivot: Pivot | None = None
