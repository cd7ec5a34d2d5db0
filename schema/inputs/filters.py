"""Filters and ranges as clients write them, converted to those of the reads."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.language.validation import validate_line, validate_required_line
from models import enums, filters
from models.errors import InvalidInput
from resolvers.core import ids

MAX_VALUES = 1000


@strawberry.input(description="Positions in a video, in seconds from its first frame. Both ends are included.")
class FloatRange:
    from_: float | None = strawberry.field(name="from", default=None, description="Start; null: from the beginning.")
    to: float | None = strawberry.field(default=None, description="End; null: to the end.")

    def to_range(self, field: str) -> filters.SecondsRange:
        _check_range(self.from_, self.to, field)
        return filters.SecondsRange(self.from_, self.to)


@strawberry.input(description="Times of day with their offset. Both ends are included.")
class DateTimeRange:
    from_: datetime | None = strawberry.field(name="from", default=None, description="Start; null: from the beginning.")
    to: datetime | None = strawberry.field(default=None, description="End; null: until now and later.")

    def to_range(self, field: str) -> filters.TimeRange:
        _check_range(self.from_, self.to, field)
        return filters.TimeRange(self.from_, self.to)


@strawberry.input(description="Narrows a list of videos. Fields are joined by AND; values of one field by OR.")
class VideoFilter:
    text: str | None = strawberry.field(default=None, description="Part of the name, file name or description.")
    cameras: list[str] | None = strawberry.field(default=None, description="Names of cameras.")
    camera_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of cameras.")
    sites: list[str] | None = strawberry.field(default=None, description="Names of sites.")
    statuses: list[enums.VideoStatus] | None = strawberry.field(default=None, description="States of the videos.")
    tiers: list[enums.StorageTier] | None = strawberry.field(default=None, description="Storage tiers.")
    recorded_at: DateTimeRange | None = strawberry.field(default=None, description="When recording began.")
    has_event_types: list[enums.EventType] | None = strawberry.field(
        default=None, description="Videos with at least one event of one of these types."
    )

    def to_filter(self) -> filters.VideoFilter:
        return filters.VideoFilter(
            text=validate_line(self.text, ("filter", "text")),
            cameras=validate_names(self.cameras, "cameras"),
            camera_ids=decode_ids(ids.Kind.CAMERA, self.camera_ids, "cameraIds"),
            sites=validate_names(self.sites, "sites"),
            statuses=self.statuses,
            tiers=self.tiers,
            recorded_at=None if self.recorded_at is None else self.recorded_at.to_range("recordedAt"),
            has_event_types=self.has_event_types,
        )


@strawberry.input(description="Narrows a list of events. Fields are joined by AND; values of one field by OR.")
class EventFilter:
    video_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of videos.")
    cameras: list[str] | None = strawberry.field(default=None, description="Names of cameras.")
    camera_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of cameras.")
    sites: list[str] | None = strawberry.field(default=None, description="Names of sites.")
    types: list[enums.EventType] | None = strawberry.field(default=None, description="Types of events.")
    bases: list[enums.EventBasis] | None = strawberry.field(default=None, description="What the events rest on.")
    seconds: FloatRange | None = strawberry.field(
        default=None, description="Events that overlap this part of their video, in seconds."
    )
    occurred_at: DateTimeRange | None = strawberry.field(default=None, description="Times of day of their start.")
    created_at: DateTimeRange | None = strawberry.field(default=None, description="When they were stored.")
    locations: list[enums.FrameLocation] | None = strawberry.field(default=None, description="Thirds of the frame.")
    genders: list[enums.Gender] | None = strawberry.field(default=None, description="Genders, as their source tells.")
    age_groups: list[enums.AgeGroup] | None = strawberry.field(default=None, description="Age groups, likewise.")
    track_ids: list[str] | None = strawberry.field(default=None, description="People, by their track in a video.")
    min_confidence: float | None = strawberry.field(default=None, description="0 to 1: not less sure than this.")
    reviews: list[enums.ReviewVerdict] | None = strawberry.field(
        default=None, description="Verdicts of people. searchEvents leaves out false alarms unless they are asked for."
    )
    reviewed: bool | None = strawberry.field(
        default=None, description="true: only what a person has reviewed; false: only what nobody has."
    )
    exclude_false_alarms: bool | None = strawberry.field(
        default=None, description="true: without what a person found to be a false alarm."
    )

    def to_filter(self) -> filters.EventFilter:
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise InvalidInput("OUT_OF_RANGE", field=("filter", "minConfidence"), low=0, high=1)
        return filters.EventFilter(
            video_ids=decode_ids(ids.Kind.VIDEO, self.video_ids, "videoIds"),
            cameras=validate_names(self.cameras, "cameras"),
            camera_ids=decode_ids(ids.Kind.CAMERA, self.camera_ids, "cameraIds"),
            sites=validate_names(self.sites, "sites"),
            types=self.types,
            bases=self.bases,
            seconds=None if self.seconds is None else self.seconds.to_range("seconds"),
            occurred_at=None if self.occurred_at is None else self.occurred_at.to_range("occurredAt"),
            created_at=None if self.created_at is None else self.created_at.to_range("createdAt"),
            locations=self.locations,
            genders=self.genders,
            age_groups=self.age_groups,
            track_ids=validate_names(self.track_ids, "trackIds"),
            min_confidence=self.min_confidence,
            reviews=self.reviews,
            reviewed=self.reviewed,
            without_false_alarms=bool(self.exclude_false_alarms),
        )


@strawberry.input(description="Narrows a list of cameras. Fields are joined by AND; values of one field by OR.")
class CameraFilter:
    text: str | None = strawberry.field(default=None, description="Part of the name or of the site's name.")
    sites: list[str] | None = strawberry.field(default=None, description="Names of sites.")

    def to_filter(self) -> filters.CameraFilter:
        return filters.CameraFilter(
            text=validate_line(self.text, ("filter", "text")), sites=validate_names(self.sites, "sites")
        )


def decode_ids(kind: ids.Kind, texts: Sequence[strawberry.ID] | None, field: str) -> list[UUID] | None:
    """The keys of these ids. Invalid ids are left out: they match nothing, like the id of a missing thing."""
    if texts is None:
        return None
    if len(texts) > MAX_VALUES:
        raise InvalidInput("TOO_MANY_VALUES", field=("filter", field), most=MAX_VALUES)
    return [key for key in (ids.decode(kind, text) for text in texts) if key is not None]


def _check_range(start: Any, end: Any, field: str) -> None:
    for bound in (start, end):
        if isinstance(bound, float) and not math.isfinite(bound):
            raise InvalidInput("NOT_FINITE", field=("filter", field))
    if start is not None and end is not None and start > end:
        raise InvalidInput("RANGE_REVERSED", field=("filter", field), start=start, end=end)


def validate_names(values: list[str] | None, field: str) -> list[str] | None:
    """Names to compare with. Raises InvalidInput for a text that no stored name can be."""
    if values is None:
        return None
    if len(values) > MAX_VALUES:
        raise InvalidInput("TOO_MANY_VALUES", field=("filter", field), most=MAX_VALUES)
    return [validate_required_line(value, ("filter", field)) for value in values]
