"""The state that the steps of one analysis share, and its progress."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.analysis.checkpoint import DetectionCheckpoint
from domain.jobs.context import JobContext
from domain.llm.prices import estimate_cost_usd
from models.asking.answers import StageTiming, Usage
from models.asking.conversation import Embeddings
from models.enums import AnalysisStage, VideoStatus
from models.footage.looks import Look
from models.footage.stretches import FileBefore
from models.jobs import ProgressUpdate
from models.media.storyboards import StoredStoryboard
from models.rows.video import VideoRow
from vision.analysis import Analysis
from vision.scene.zones import NO_RULES, SceneRules
from vision.stages import Stage, Work

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

    before: the file that adjoins the beginning, as it was when the detection began. looks: the parts that are worth a
    look, with what came of it; None: no model is to look. timings: of the stages so far.
    """

    context: JobContext
    video_id: UUID
    video: VideoRow
    file: Path
    duration_seconds: float = 0.0
    events_found: int = 0
    rules: SceneRules = NO_RULES
    examined: Sequence[str] = ()
    analysis: Analysis | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    thumbnail_key: str | None = None
    storyboard: StoredStoryboard | None = None
    pictures: dict[str, str] = field(default_factory=dict)
    skipped_seconds: float = 0.0
    embeddings: Embeddings | None = None
    checkpoint: DetectionCheckpoint | None = None
    before: FileBefore | None = None
    looks: list[Look] | None = None
    timings: list[StageTiming] = field(default_factory=list)

    @contextmanager
    def time_stage(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to the stage's."""
        began = time.perf_counter()
        try:
            yield
        finally:
            taken = {timing.stage: timing.milliseconds for timing in self.timings}
            taken[name] = taken.get(name, 0.0) + _to_milliseconds(time.perf_counter() - began)
            self.timings = [StageTiming(stage=stage, milliseconds=spent) for stage, spent in taken.items()]

    def add_work(self, work: Work) -> None:
        """Add the stages within the detection."""
        self.timings += [
            StageTiming(stage=stage, milliseconds=_to_milliseconds(work.seconds.get(stage, 0.0))) for stage in Stage
        ]

    @property
    def may_be_repeated(self) -> bool:
        """Whether the file before may still come, or change: then the detections are kept."""
        return self.video["camera_id"] is not None

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


def _to_milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


def progress_payload(events_found: int, skipped_seconds: float = 0.0) -> dict[str, Any]:
    return {"eventsFound": events_found, "skippedSeconds": skipped_seconds, "error": None}


def measure_usage(embeddings: Embeddings | None, looks: Sequence[Look] | None) -> Usage:
    """What embedding and looking took."""
    used = [Usage.model_validate(look.report.usage) for look in looks or () if look.report is not None]
    if embeddings is not None:
        cost = estimate_cost_usd(embeddings.model_id, embeddings.tokens)
        used.append(Usage(input_tokens=embeddings.tokens.input_tokens, estimated_cost_usd=cost))
    return Usage(
        input_tokens=sum(each.input_tokens for each in used),
        output_tokens=sum(each.output_tokens for each in used),
        images=sum(each.images for each in used),
        estimated_cost_usd=round(sum(each.estimated_cost_usd for each in used), 6),
    )


def measured_columns(analysis: Analysis) -> dict[str, Any]:
    """Columns that take the whole footage: length, clock, jumps, gaps, and why browsers do not play it."""
    obstacles = [list(note) for note in analysis.media.play_obstacles]
    if len(analysis.clock.parts) > 1 and all(kind != "START" for kind, _ in obstacles):
        obstacles.append(["START", "0.0"])
    return {
        "play_obstacles": obstacles,
        "duration_seconds": analysis.duration_seconds,
        "clock": analysis.clock.to_json(),
        "jumps": analysis.clock.list_jumps(),
        "gaps": [[gap.start, gap.end, gap.reason.value] for gap in analysis.gaps],
        "missing_seconds": analysis.skipped_seconds,
    }
