"""Embedding spaces, and how completely an organization's events are embedded."""

import hashlib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EmbeddingSpace:
    """Vectors that can be compared: of one model and one length. A model may make several lengths."""

    model_id: str
    dimensions: int

    def __str__(self) -> str:
        return f"{self.model_id} ({self.dimensions} dimensions)"

    @property
    def index_name(self) -> str:
        """The name of its index, a hash: model names are too long, and have characters that a name may not have."""
        return f"event_embedding_hot_{hashlib.sha256(str(self).encode()).hexdigest()[:16]}"

    @property
    def former_index_name(self) -> str:
        """The name of the index from before vectors were archived, which has all of them."""
        return self.index_name.replace("_hot_", "_hnsw_")


@dataclass(frozen=True, slots=True)
class MissingVector:
    """An event that lacks a vector."""

    event_id: UUID
    organization: str
    video_id: UUID


@dataclass(frozen=True, slots=True)
class MissingVectors:
    """Events of one batch that lack a vector. last_event_id: the last of the batch, None if there were none."""

    missing: tuple[MissingVector, ...]
    last_event_id: UUID | None


@dataclass(frozen=True, slots=True)
class EmbeddingCounts:
    """Of an organization: events, events with a vector of the space in question, and vectors of other spaces."""

    organization: str
    events: int
    embedded: int
    other_vectors: int
