"""Filters for reads. None allows every value; an empty list allows none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.enums import AgeGroup, EventType, FrameLocation, Gender, StorageTier, VideoStatus


@dataclass(frozen=True, slots=True)
class SecondsRange:
    """Positions in a video, in seconds from its first frame. Both ends are included; None is an open end."""

    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Times with a time zone. Both ends are included; None is an open end."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class VideoFilter:
    text: str | None = None
    cameras: Sequence[str] | None = None
    statuses: Sequence[VideoStatus] | None = None
    tiers: Sequence[StorageTier] | None = None
    recorded_at: TimeRange | None = None
    has_event_types: Sequence[EventType] | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """seconds matches events that overlap the range, not only those inside it.

    excluded_track_ids: people to leave out. zone_windows: (time zone, window) pairs; an event must be in the window of
    its video's time zone.
    """

    video_ids: Sequence[UUID] | None = None
    cameras: Sequence[str] | None = None
    types: Sequence[EventType] | None = None
    seconds: SecondsRange | None = None
    occurred_at: TimeRange | None = None
    locations: Sequence[FrameLocation] | None = None
    genders: Sequence[Gender] | None = None
    age_groups: Sequence[AgeGroup] | None = None
    track_ids: Sequence[str] | None = None
    min_confidence: float | None = None
    excluded_track_ids: Sequence[str] | None = None
    zone_windows: Sequence[tuple[str, TimeRange]] | None = None

    @property
    def is_within_one_video(self) -> bool:
        """Whether the filter allows at most one video: few enough events to compare each of them."""
        return self.video_ids is not None and len(self.video_ids) <= 1
