"""What a read may be narrowed to. Absent (None) means every value; an empty list means none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.enums import AgeGroup, EventType, FrameLocation, Gender, StorageTier, VideoStatus


@dataclass(frozen=True, slots=True)
class SecondsRange:
    """Positions in a video, in seconds from its first frame; both ends included, None open."""

    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Times of day with their zone; both ends included, None open."""

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
    """seconds keeps the events that overlap the range, not only those that lie inside it.

    excluded_track_ids: people who are left out. zone_windows: windows by the time zone of the video, for a time of day
    in the zone of each camera.
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
        """Whether its events are those of one video at most: few enough to compare every one."""
        return self.video_ids is not None and len(self.video_ids) <= 1
