"""The script of a scene: who comes when from which side, walks where, stands how long, leaves where to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Side = Literal["LEFT", "RIGHT"]
Facing = Literal["SHELF", "CAMERA"]

# 1.3 m/s at 1.7 m: a shopper's walk.
WALKING_SPEED = 0.78


@dataclass(frozen=True, slots=True)
class Appearance:
    """Colours by name, of `evals.scenes.colours`. height is relative to the scene's usual figure."""

    shirt: str
    trousers: str
    hair: str = "black"
    skin: str = "light"
    bag: str | None = None
    height: float = 1.0


@dataclass(frozen=True, slots=True)
class Stop:
    """Stand at `x` (0 left edge .. 1 right edge of the frame) for `seconds`."""

    x: float
    seconds: float
    facing: Facing = "SHELF"


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's visit.

    enter_seconds is when the middle of the body crosses the frame's edge; below 0 the person is there from the start.
    lane is the depth: 0 at the shelves, 1 closest to the camera. speed is in body heights a second.
    """

    appearance: Appearance
    enter_seconds: float
    enter_side: Side
    stops: tuple[Stop, ...]
    exit_side: Side
    lane: float = 0.5
    speed: float = WALKING_SPEED


@dataclass(frozen=True, slots=True)
class Scene:
    """fps is the frame rate; with variable_rate, the highest of several that alternate. recorded_at has an offset.

    noise: of the sensor, in levels. dark: from and to which second the lamps are off. forbidden: names and polygons
    (fractions of the frame) of zones in which nobody may be.
    """

    name: str
    about: str
    seconds: float
    visits: tuple[Visit, ...]
    recorded_at: datetime
    timezone: str = "Asia/Seoul"
    camera: str = "Store 1"
    width: int = 1280
    height: int = 720
    fps: float = 12.5
    seed: int = 1
    variable_rate: bool = False
    noise: float = 1.8
    dark: tuple[float, float] | None = None
    forbidden: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()
    tags: frozenset[str] = field(default_factory=frozenset)
