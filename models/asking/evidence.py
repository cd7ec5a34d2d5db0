"""Evidence: events as searches return them, and the footage that they are from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language, ReviewVerdict
from models.footage.clock_jumps import ClockJumps


def find_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; UTC for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class VideoContext:
    """A video, for models and searches. recorded_at: the time of its first frame, null if unknown.

    jumps: where the camera's clock jumped (see models.footage.clock_jumps).
    """

    id: UUID
    name: str
    camera: str | None
    timezone: str
    recorded_at: datetime | None
    duration_seconds: float | None
    jumps: ClockJumps = ()

    @property
    def local_start(self) -> datetime | None:
        """The time of its first frame by the clock beside the camera; None where it is unknown or the clock jumped."""
        return None if self.recorded_at is None or self.jumps else self.recorded_at.astimezone(find_zone(self.timezone))


@dataclass(frozen=True, slots=True)
class FootageScope:
    """The footage of a question over everything.

    cameras: some names, in order, each with the time zone of its videos. zones: time zones of all videos, that of most
    videos first. recorded_period: the times of the first and the last frame, if any is known. longest_seconds: the
    length of the longest video. sites: some names, in order.
    """

    cameras: Sequence[tuple[str, str]] = ()
    zones: Sequence[str] = ()
    recorded_period: tuple[datetime, datetime] | None = None
    longest_seconds: float = 0.0
    sites: Sequence[str] = ()

    @property
    def camera_names(self) -> list[str]:
        """The names of the cameras, each once."""
        return list(dict.fromkeys(name for name, _ in self.cameras))


@dataclass(frozen=True, slots=True)
class EventValues:
    """Values that occur in the events of a question's footage, the most frequent first; people only of one video."""

    types: Sequence[str] = ()
    actions: Sequence[str] = ()
    objects: Sequence[str] = ()
    people: Sequence[str] = ()


# The video in which a visit began, and the track id; or KNOWN, and the id of a person over all videos.
PersonKey = tuple[UUID, str]
KNOWN = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An event as a search found it.

    visit_video_id: the earlier video in which the person's visit began; null: this one. began_seconds: where the event
    began in an earlier file (below 0). continues: whether that file has a piece of it. person_id: the person over all
    videos, where an import told; else nobody knows whether people of two cameras are the same. review_verdict: what a
    person said who looked; false alarms are no evidence, unless they are what was searched for.
    similarity: the cosine to the question (-1..1). word_similarity: how well its words fit (0..1). Null: not compared.
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
    visit_video_id: UUID | None = None
    began_seconds: float | None = None
    continues: bool = False
    person_id: str | None = None
    review_verdict: ReviewVerdict | None = None
    similarity: float | None = None
    word_similarity: float | None = None

    @property
    def person(self) -> PersonKey | None:
        """The person; None where none was tracked. A visit keeps its track id across files.

        Over all videos if an import told who it is; else told apart within one camera's visit only.
        """
        if self.track_id is None:
            return None
        return (KNOWN, self.person_id) if self.person_id else (self.visit_video_id or self.video_id, self.track_id)

    @property
    def local_time(self) -> datetime | None:
        """When it began, by the clock beside the camera; None where its time of day is not known."""
        return None if self.occurred_at is None else self.occurred_at.astimezone(find_zone(self.timezone))

    @property
    def whole_seconds(self) -> float:
        """How long the event has lasted, with its part in earlier files."""
        return self.end_seconds - (self.start_seconds if self.began_seconds is None else self.began_seconds)

    def is_going_on_at(self, moment: datetime) -> bool:
        """Whether the event had not ended at that moment; False where its time of day is not known."""
        length = timedelta(seconds=self.end_seconds - self.start_seconds)
        return self.occurred_at is not None and self.occurred_at + length >= moment

    def choose_description(self, language: Language) -> str:
        """The description in the reader's language if there is one, otherwise in English."""
        return (self.description_ko if language is Language.KO else None) or self.description


@dataclass(frozen=True, slots=True)
class EventCount:
    """people: the number of distinct visits. Pieces of one event in adjoining files count once."""

    events: int
    people: int
