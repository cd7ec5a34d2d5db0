"""An event as the analysis tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.enums import EventType, FrameLocation
from vision.detection.things import NearbyThing


class Box(NamedTuple):
    """Pixels of the upright source frame, top-left origin."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DetectedEvent:
    """Seconds count from the first frame. track_id: P1, P2 … in order of appearance; None where it is about nobody.

    thumbnail: JPEG.
    visit_began_in: the name of the video where the visit began, if in an earlier file. began_seconds: where the event
    began in an earlier file (below 0), else None. continues: whether that file told a piece of the event. attributes:
    what else is known, as API clients get it: of a walk, `path`, the regions of the frame one after the other.
    things: near the person, see vision.detection.things. reason: what is the matter with the camera. seen_seconds: for
    how long of it the person was seen.
    """

    type: EventType
    start_seconds: float
    end_seconds: float
    frame_number: int
    box: Box
    location: FrameLocation
    track_id: str | None
    confidence: float
    description: str
    description_ko: str
    keywords: list[str]
    thumbnail: bytes
    visit_began_in: str | None = None
    began_seconds: float | None = None
    continues: bool = False
    attributes: Mapping[str, Any] = field(default_factory=dict)
    things: tuple[NearbyThing, ...] = ()
    reason: str | None = None
    seen_seconds: float = 0.0
