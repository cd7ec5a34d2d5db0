"""Analyzes cut footage file by file, each with the hand-over of the one before, as the jobs of a worker do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from domain.analysis.stretch import build_stretch_end, read_hand_over
from evals.stretches.footage import FPS, CutFile
from models.asking.evidence import Evidence
from models.enums import AgeGroup, EventType, Gender
from models.footage.stretches import FileBefore
from vision.analysis import Analysis, EarlierRuns
from vision.analyze import PeopleModels, analyze
from vision.detected_event import DetectedEvent

_CAMERA, _ZONE = "Store 1", "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Setup:
    """models: for all files. recorded_at: of the first frame of the uncut footage."""

    models: PeopleModels
    loitering_seconds: float
    recorded_at: datetime


def analyze_file(setup: Setup, path: Path, before: FileBefore | None) -> Analysis:
    return analyze(
        path,
        fps=FPS,
        loitering_seconds=setup.loitering_seconds,
        models=setup.models,
        earlier=EarlierRuns(before=read_hand_over(before)),
    )


def analyze_files(setup: Setup, files: Sequence[CutFile]) -> list[Evidence]:
    """The events of all files as searches find them, in order; exits that were none are taken back."""
    before: FileBefore | None = None
    rows: list[Evidence] = []
    for number, file in enumerate(files):
        video, following = UUID(int=number + 1), files[number + 1 : number + 2]
        found = analyze_file(setup, file.path, before)
        rows = [row for row in rows if not _is_taken_back(row, found.returned)]
        rows += _to_evidence(found.events, video, setup.recorded_at + timedelta(seconds=file.begin), len(rows))
        end = build_stretch_end(video, before, found.hand_over, found.returned)
        for after in following:
            gap = after.begin - file.begin - found.duration_seconds
            before = FileBefore(video, gap, pending=False, digest=end.digest, hand_over=end.hand_over)
    return rows


def _is_taken_back(row: Evidence, returned: Iterable[tuple[str, str]]) -> bool:
    exit_ = (str(row.video_id), row.track_id or "")
    return row.type in (EventType.PERSON_EXIT, EventType.LOST_FROM_VIEW) and exit_ in returned


def _to_evidence(events: Iterable[DetectedEvent], video: UUID, recorded_at: datetime, count: int) -> list[Evidence]:
    return [
        Evidence(
            event_id=UUID(int=1_000_000 + count + number),
            video_id=video,
            video_name=_CAMERA,
            camera=_CAMERA,
            timezone=_ZONE,
            type=event.type,
            start_seconds=event.start_seconds,
            end_seconds=event.end_seconds,
            occurred_at=recorded_at + timedelta(seconds=event.start_seconds),
            location=event.location,
            track_id=event.track_id,
            gender=Gender.UNKNOWN,
            age_group=AgeGroup.UNKNOWN,
            action=None,
            interaction_target=None,
            objects=(),
            description=event.description,
            description_ko=event.description_ko,
            confidence=event.confidence,
            visit_video_id=None if event.visit_began_in is None else UUID(event.visit_began_in),
            began_seconds=event.began_seconds,
            continues=event.continues,
        )
        for number, event in enumerate(events)
    ]
