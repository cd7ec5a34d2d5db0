"""Footage as the detector tells it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.enums import EventType
from vision.paths import TrackPath

SIZE = (1000.0, 500.0)
UPRIGHT = (480, 200, 80, 240)


@dataclass(frozen=True)
class Told:
    """An event of a track."""

    type: EventType
    start_seconds: float
    end_seconds: float
    track_id: str | None = "P1"
    visit_began_in: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


def path(
    who: str, start: float, end: float, box: Callable[[float], tuple[int, int, int, int]] = lambda _: UPRIGHT
) -> TrackPath:
    """Somebody who is seen every half second."""
    seconds = tuple(start + step / 2 for step in range(int((end - start) * 2) + 1))
    return TrackPath(who, seconds, tuple(box(second) for second in seconds))
