"""Vectors of events: whose they are, and how complete a set is."""

import hashlib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EmbeddingSpace:
    """Where vectors can be compared: those of one model and one length. A model may make several lengths."""

    model_id: str
    dimensions: int

    def __str__(self) -> str:
        return f"{self.model_id} ({self.dimensions} dimensions)"

    @property
    def index_name(self) -> str:
        """The name of its index: models' names are too long for one, and hold what none may."""
        return f"event_embedding_hnsw_{hashlib.sha256(str(self).encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class MissingVector:
    """An event that lacks a vector."""

    event_id: UUID
    organization: str
    video_id: UUID


@dataclass(frozen=True, slots=True)
class MissingVectors:
    """What a look at the next events found. last: where the look ended, None where there was nothing left to see."""

    missing: tuple[MissingVector, ...]
    last_event_id: UUID | None


@dataclass(frozen=True, slots=True)
class EmbeddingCounts:
    """An organization's events, those of them with a vector of the space that was asked for, and other vectors."""

    organization: str
    events: int
    embedded: int
    other_vectors: int
