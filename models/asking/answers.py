"""Parts of answers and summaries, as they are stored (JSON) and shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from models.enums import AgeGroup, EventType, Examination, Gender, Language, SummaryKind, Verification
from models.footage.gaps import Gap


class _StoredModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Usage(_StoredModel):
    """Tokens and images of model calls, and an estimate of their price in US dollars."""

    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    estimated_cost_usd: float = 0.0


class StageTiming(_StoredModel):
    stage: str
    milliseconds: float


class Coverage(_StoredModel):
    """The footage that was searched for an answer. The period is null if no footage has a time of recording.

    gaps: the first parts of it that cannot be seen, and of the asked time without footage; gap_count: how many there
    are in all. Both are empty in answers from before they were stored. not_examined: types of events that nothing
    looked for in it: the analysis does not detect them, no model that looks could have told them, and no other system
    reported one. partly_examined: types that a model looked for in a part of it only. moments: parts that were worth a
    look; moments_looked: those at which a model looked. false_alarms: how many events of each type a person found to
    be none; they are left out.
    """

    videos_considered: int = 0
    videos_analyzed: int = 0
    seconds_analyzed: float = 0.0
    events_considered: int = 0
    period_from: datetime | None = None
    period_to: datetime | None = None
    gaps: Sequence[Gap] = ()
    not_examined: Sequence[EventType] = ()
    partly_examined: Sequence[EventType] = ()
    moments: int = 0
    moments_looked: int = 0
    gap_count: int = 0
    false_alarms: Mapping[EventType, int] = Field(default_factory=dict)

    def examine(self, kind: EventType) -> Examination:
        """How well it was examined for events of a type."""
        if kind in self.not_examined or not self.videos_analyzed:
            return Examination.NOT_EXAMINED
        is_part = kind in self.partly_examined or self.videos_analyzed < self.videos_considered
        return Examination.PARTLY if is_part else Examination.EXAMINED


class StoredTable(_StoredModel):
    """The rows of a query: cells are JSON values, in the order of the columns. truncated: there were more rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    truncated: bool = False


class StoredCitation(_StoredModel):
    """A moment that an answer cites by [number]. event_id is null for a frame.

    verification: what a model that looked at its frames said.
    """

    number: int
    video_id: UUID
    event_id: UUID | None = None
    start_seconds: float
    end_seconds: float
    score: float | None = None
    frame_key: str | None = None
    verification: Verification = Verification.NOT_LOOKED_AT


class StoredVisitor(_StoredModel):
    """One person (track) of a video: when they were seen, and what they did, in a paragraph."""

    track_id: str
    first_seen_seconds: float
    last_seen_seconds: float
    gender: Gender = Gender.UNKNOWN
    age_group: AgeGroup = AgeGroup.UNKNOWN
    text: str


class StoredSummary(_StoredModel):
    """A finished summary of a video."""

    kind: SummaryKind
    headline: str
    text: str
    visitors: Sequence[StoredVisitor] = Field(default_factory=list)
    citations: Sequence[StoredCitation] = Field(default_factory=list)
    language: Language
    model: str
    generated_at: datetime
    usage: Usage = Usage()
