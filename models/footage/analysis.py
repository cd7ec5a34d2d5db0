"""The result of an analysis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.asking.conversation import Embeddings
from models.footage.stretches import StretchEnd


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """The events found, and what belongs to them.

    rows: columns of the event table. embeddings: one vector per row, in the same order. skipped_seconds: length of
    footage that could not be decoded. pictures: key of each stored thumbnail → its etag. stretch: for the file that
    adjoins. keep_chunks: whether the stored detections stay, because the analysis may be repeated.
    """

    rows: Sequence[Mapping[str, Any]]
    embeddings: Embeddings | None = None
    skipped_seconds: float = 0.0
    pictures: Mapping[str, str] = field(default_factory=dict)
    stretch: StretchEnd | None = None
    keep_chunks: bool = False
