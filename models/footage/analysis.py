"""What an analysis stores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.asking.conversation import Embeddings


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """Events, and what belongs to them.

    rows: columns of the event table. embeddings: one vector per row, in their order. skipped_seconds: how much of the
    footage could not be decoded. pictures: etags of stored thumbnails by their keys.
    """

    rows: Sequence[Mapping[str, Any]]
    embeddings: Embeddings | None = None
    skipped_seconds: float = 0.0
    pictures: Mapping[str, str] = field(default_factory=dict)
