"""Events counted by groups, and the recordings of a scope: what comparisons and gaps over several videos rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.enums import EventType


class Dimension(StrEnum):
    """What events are counted by. DAY, HOUR (of any day) and DATED_HOUR are of the clock beside the camera."""

    CAMERA = "CAMERA"
    SITE = "SITE"
    DAY = "DAY"
    HOUR = "HOUR"
    DATED_HOUR = "DATED_HOUR"
    GENDER = "GENDER"
    LOCATION = "LOCATION"


@dataclass(frozen=True, slots=True)
class Tally:
    """The events of a group, or of one type in it. key: None where the group is not known, such as a day.

    A day is "2026-11-22", an hour "21", an hour of a day "2026-11-22 21:00". people: told apart as everywhere: over
    all videos where an import told who they are, else per visit. first_event: the first of them.
    """

    key: str | None
    type: EventType | None
    events: int
    people: int
    first_event: UUID


@dataclass(frozen=True, slots=True)
class Recording:
    """A video of a scope. began, ended: by the camera's clock, None if unknown. unseen: seconds that cannot be seen.

    is_analysed: whether all else of it was looked at, by a clock that did not jump.
    """

    video_id: UUID
    camera: str | None
    site: str | None
    timezone: str
    began: datetime | None
    ended: datetime | None
    is_analysed: bool
    unseen: Sequence[tuple[float, float]] = ()
