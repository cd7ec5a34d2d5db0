"""Filters for reads. None allows every value; an empty list allows none.

Reads derive the condition of a field that is declared with column_metadata.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.enums import (
    AgeGroup,
    EventBasis,
    EventType,
    FrameLocation,
    Gender,
    ReviewVerdict,
    StorageTier,
    VideoStatus,
)  # fmt: skip

# Key of the metadata that column_metadata returns.
COLUMN = "column"


def column_metadata(column: str) -> Mapping[str, str]:
    """Metadata of a field whose condition is that this column of the filtered table has one of the field's values."""
    return {COLUMN: column}


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
class CameraFilter:
    text: str | None = None
    sites: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class VideoFilter:
    text: str | None = None
    cameras: Sequence[str] | None = field(default=None, metadata=column_metadata("camera"))
    camera_ids: Sequence[UUID] | None = field(default=None, metadata=column_metadata("camera_id"))
    sites: Sequence[str] | None = field(default=None, metadata=column_metadata("site"))
    statuses: Sequence[VideoStatus] | None = field(default=None, metadata=column_metadata("status"))
    tiers: Sequence[StorageTier] | None = field(default=None, metadata=column_metadata("tier"))
    recorded_at: TimeRange | None = None
    has_event_types: Sequence[EventType] | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """seconds matches events that overlap the range, not only those inside it.

    bases: what events rest on, see domain.events.basis. reviewed: whether a person has reviewed it.
    without_false_alarms: leaves out what a person found to be none. excluded_track_ids: people to leave out.
    zone_windows: (time zone, window) pairs; an event must be in the window of its video's time zone. person_ids: people
    over all videos.
    """

    video_ids: Sequence[UUID] | None = field(default=None, metadata=column_metadata("video_id"))
    cameras: Sequence[str] | None = None
    camera_ids: Sequence[UUID] | None = None
    sites: Sequence[str] | None = field(default=None, metadata=column_metadata("site"))
    types: Sequence[EventType] | None = field(default=None, metadata=column_metadata("type"))
    bases: Sequence[EventBasis] | None = None
    seconds: SecondsRange | None = None
    occurred_at: TimeRange | None = None
    created_at: TimeRange | None = None
    locations: Sequence[FrameLocation] | None = field(default=None, metadata=column_metadata("location"))
    genders: Sequence[Gender] | None = field(default=None, metadata=column_metadata("gender"))
    age_groups: Sequence[AgeGroup] | None = field(default=None, metadata=column_metadata("age_group"))
    track_ids: Sequence[str] | None = field(default=None, metadata=column_metadata("track_id"))
    min_confidence: float | None = None
    reviews: Sequence[ReviewVerdict] | None = None
    reviewed: bool | None = None
    without_false_alarms: bool = False
    excluded_track_ids: Sequence[str] | None = None
    zone_windows: Sequence[tuple[str, TimeRange]] | None = None
    person_ids: Sequence[str] | None = None

    @property
    def is_within_one_video(self) -> bool:
        """Whether the filter allows at most one video: few enough events to compare each of them."""
        return self.video_ids is not None and len(self.video_ids) <= 1
