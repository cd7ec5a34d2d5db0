"""Cameras from which no footage comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

# Starts the source of what the workers' schedule finds. Imported events may not use it.
SILENCE_SOURCE_PREFIX = "watchgraph-schedule/"


@dataclass(frozen=True, slots=True)
class SilentCamera:
    """A camera that has been silent for too long, by its last recording."""

    video_id: UUID
    duration_seconds: float
    frame_rate: float | None
    since: datetime


@dataclass(frozen=True, slots=True)
class StoredSilence:
    """A silence that is an event. resumed_at: when the camera's next footage begins; null where none came yet."""

    event_id: UUID
    video_id: UUID
    since: datetime
    attributes: dict[str, Any]
    resumed_at: datetime | None
