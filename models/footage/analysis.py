"""The result of an analysis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.asking.answers import StageTiming
from models.asking.conversation import Embeddings
from models.footage.stretches import StretchEnd
from models.media.tracks import KeptTrack


class AnalysisWork(BaseModel):
    """What an analysis did, as it is stored (JSON) and shown. timings: of its stages, in their order.

    frames_sampled: in all; frames_looked_at: by the models. The others did not differ from one that was looked at.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    timings: Sequence[StageTiming] = ()
    frames_sampled: int = 0
    frames_looked_at: int = 0


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """The events found, and what belongs to them.

    rows: columns of the event table. embeddings: one vector per row, in the same order. skipped_seconds: length of
    footage that could not be decoded. pictures: key of each stored thumbnail → its etag. stretch: for the file that
    adjoins. keep_chunks: whether the stored detections stay, because the analysis may be repeated. work: what it took.
    tracks: where people were.
    """

    rows: Sequence[Mapping[str, Any]]
    embeddings: Embeddings | None = None
    skipped_seconds: float = 0.0
    pictures: Mapping[str, str] = field(default_factory=dict)
    stretch: StretchEnd | None = None
    keep_chunks: bool = False
    work: AnalysisWork | None = None
    tracks: Sequence[KeptTrack] = ()
