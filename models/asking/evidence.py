"""What retrieval hands to the one who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.footage.clock_jumps import ClockJumps


@dataclass(frozen=True, slots=True)
class VideoContext:
    """What a model is told about a video. recorded_at is the time of its first frame, null when unknown.

    jumps: where the camera's clock jumped (see models.footage.clock_jumps).
    """

    id: UUID
    name: str
    camera: str | None
    timezone: str
    recorded_at: datetime | None
    duration_seconds: float | None
    jumps: ClockJumps = ()


@dataclass(frozen=True, slots=True)
class FootageScope:
    """The footage that a question over everything is about.

    cameras: some names, in order, each with the time zone of its videos. zones: those of all videos, most videos first.
    recorded: the first frame and the last of all, where any time is known. longest_seconds: of the longest video.
    """

    cameras: Sequence[tuple[str, str]] = ()
    zones: Sequence[str] = ()
    recorded_period: tuple[datetime, datetime] | None = None
    longest_seconds: float = 0.0

    @property
    def camera_names(self) -> list[str]:
        """Of the cameras, each once."""
        return list(dict.fromkeys(name for name, _ in self.cameras))


@dataclass(frozen=True, slots=True)
class Evidence:
    """An event as a search found it.

    similarity is the cosine (-1..1) to the question, likeness how well its words fit (0..1): null where not compared.
    """

    event_id: UUID
    video_id: UUID
    video_name: str
    camera: str | None
    timezone: str
    type: EventType
    start_seconds: float
    end_seconds: float
    occurred_at: datetime | None
    location: FrameLocation
    track_id: str | None
    gender: Gender
    age_group: AgeGroup
    action: str | None
    interaction_target: str | None
    objects: Sequence[str]
    description: str
    description_ko: str | None
    confidence: float
    similarity: float | None = None
    word_similarity: float | None = None

    def choose_description(self, language: Language) -> str:
        """The description in the reader's language, or in the one there is."""
        return (self.description_ko if language is Language.KO else None) or self.description


@dataclass(frozen=True, slots=True)
class EventCount:
    """people counts distinct tracks; events without a track count no one."""

    events: int
    people: int
