"""The state that the steps of one analysis share, and its progress."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.analysis.checkpoint import DetectionCheckpoint
from domain.jobs.context import JobContext
from domain.language.timecode import zone_or_utc
from domain.llm.prices import estimate_cost_usd
from models.asking.answers import Usage
from models.asking.conversation import Embeddings
from models.enums import AnalysisStage, VideoStatus
from models.footage.clock_jumps import time_at_position
from models.footage.stretches import FileBefore
from models.jobs import ProgressUpdate
from models.rows.video import VideoRow
from vision.analyze import Analysis

# The percentages of each stage: detection takes nearly all the time.
_PERCENT_RANGES: Mapping[AnalysisStage, tuple[int, int]] = {
    AnalysisStage.DOWNLOADING: (0, 5),
    AnalysisStage.PROBING: (5, 5),
    AnalysisStage.DETECTING: (5, 90),
    AnalysisStage.DESCRIBING: (90, 94),
    AnalysisStage.EMBEDDING: (94, 99),
    AnalysisStage.STORING: (99, 99),
}


@dataclass(slots=True)
class AnalysisRun:
    """The state of one attempt, shared by its steps. pictures: etags of stored pictures, by key.

    before: the file that adjoins the beginning, as it was when the detection began.
    """

    context: JobContext
    video_id: UUID
    video: VideoRow
    file: Path
    duration_seconds: float = 0.0
    events_found: int = 0
    analysis: Analysis | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    thumbnail_key: str | None = None
    pictures: dict[str, str] = field(default_factory=dict)
    skipped_seconds: float = 0.0
    embeddings: Embeddings | None = None
    checkpoint: DetectionCheckpoint | None = None
    before: FileBefore | None = None

    @property
    def may_be_repeated(self) -> bool:
        """Whether the file before may still come, or change: then the detections are kept."""
        return self.video["camera_id"] is not None

    def describe_place(self, seconds: float) -> dict[str, str | None]:
        """The camera's name and the local time at a position; None where they are not known."""
        zone = zone_or_utc(self.video.get("timezone"))
        moment = time_at_position(self.video.get("recorded_at"), self.video.get("jumps") or (), seconds)
        clock = None if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
        return {"camera": self.video.get("camera"), "clock": clock}

    def build_update(
        self, stage: AnalysisStage, done: float = 0, total: float = 1, columns: Mapping[str, Any] | None = None
    ) -> ProgressUpdate:
        low, high = _PERCENT_RANGES[stage]
        percent = low + int((high - low) * min(done / total, 1.0)) if total > 0 else high
        return ProgressUpdate(
            VideoStatus.ANALYZING,
            stage,
            percent,
            progress_payload(self.events_found, self.skipped_seconds),
            columns or {},
        )


def progress_payload(events_found: int, skipped_seconds: float = 0.0) -> dict[str, Any]:
    return {"eventsFound": events_found, "skippedSeconds": skipped_seconds, "error": None}


def embedding_usage(embeddings: Embeddings | None) -> Usage:
    if embeddings is None:
        return Usage()
    cost = estimate_cost_usd(embeddings.model_id, embeddings.tokens)
    return Usage(input_tokens=embeddings.tokens.input_tokens, estimated_cost_usd=cost)
