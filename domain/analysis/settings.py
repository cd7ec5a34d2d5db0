"""What an operator sets of an analysis, and what it asks for a camera's own settings."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.analysis.looking import Looking
from models.access.principal import Principal
from models.jobs import NewJob
from vision.detection.choice import DetectorChoice

_DEFAULT_DETECTOR = DetectorChoice()


def _no_follow_up_jobs(_video_id: UUID, _timezone: str) -> Sequence[NewJob]:
    return ()


async def _no_hours(_principal: Principal, _camera_id: UUID) -> Sequence[Mapping[str, Any]]:
    return ()


async def _no_loitering_of_its_own(_principal: Principal, _camera_id: UUID) -> float | None:
    return None


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """fps: frames analyzed per second. loitering_seconds: standing longer is loitering, where load_loitering has no
    number for the camera. folder: for the downloads.

    chunk_seconds: footage between two checkpoints (see domain.analysis.checkpoint). file_before_seconds: how long a
    file waits for the analysis of the one that it adjoins. follow_up_jobs: the jobs that a finished analysis queues, by
    the video's id and time zone. looking: has a model look where something happens; None: no model does. detector:
    which model looks for people and objects. load_hours: the camera's expected hours. crowd: how many people for how
    many seconds.
    """

    fps: float
    loitering_seconds: float
    folder: Path
    chunk_seconds: float = 30.0
    file_before_seconds: float = 600.0
    follow_up_jobs: Callable[[UUID, str], Sequence[NewJob]] = _no_follow_up_jobs
    load_loitering: Callable[[Principal, UUID], Awaitable[float | None]] = _no_loitering_of_its_own
    looking: Looking | None = None
    detector: DetectorChoice = _DEFAULT_DETECTOR
    load_hours: Callable[[Principal, UUID], Awaitable[Sequence[Mapping[str, Any]]]] = _no_hours
    crowd: tuple[int, float] = (0, 0.0)
