"""Where everybody is at each moment of a scene, and what the script therefore makes true."""

from dataclasses import dataclass
from math import pi
from typing import Literal

from evals.scenes.script import Facing, Scene, Visit

# A usual figure is this part of the frame's shorter side: about 230 px at 720p.
_FIGURE = 0.32
# Two steps a cycle, each as long as a step of a walk at this pace.
_CYCLE_BODY_HEIGHTS = 0.82
# Body heights per second: faster is no walk.
RUNNING_SPEED = 1.6
# Widest reach of a figure to one side of its middle, in body heights: arms and legs in mid-step.
_REACH = 0.3


@dataclass(frozen=True, slots=True)
class VisitSpan:
    """A stretch of one way of moving; x in pixels of the frame, at its start and its end."""

    type: Literal["WALKING", "RUNNING", "STANDING"]
    start_seconds: float
    end_seconds: float
    start_x: float
    end_x: float
    facing: Facing = "SHELF"

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True)
class Stance:
    """A figure at a moment: middle of the feet in pixels, body height in pixels, direction -1 left, 0 none, 1 right.

    phase is the position in the walking cycle in radians; still counts the seconds stood so far.
    """

    x: float
    y: float
    height: float
    direction: int
    phase: float
    standing_seconds: float
    facing: Facing


@dataclass(frozen=True, slots=True)
class Course:
    """A visit worked out for a frame of a certain size."""

    visit: Visit
    spans: tuple[VisitSpan, ...]
    body: float
    y: float
    width: int

    @property
    def enter_seconds(self) -> float:
        return self.spans[0].start_seconds

    @property
    def exit_seconds(self) -> float:
        return self.spans[-1].end_seconds

    def stance_at(self, seconds: float) -> Stance | None:
        """The figure at a moment; None while all of it is outside of the frame."""
        pace = self.visit.speed * self.body
        margin = _REACH * self.body / pace
        if not self.enter_seconds - margin <= seconds <= self.exit_seconds + margin:
            return None
        span = next((s for s in self.spans if seconds < s.end_seconds), self.spans[-1])
        elapsed = seconds - span.start_seconds
        if span.type == "STANDING":
            return Stance(span.start_x, self.y, self.body, 0, 0.0, elapsed, span.facing)
        direction = 1 if span.end_x > span.start_x else -1
        walked = elapsed * pace
        phase = 2 * pi * walked / (_CYCLE_BODY_HEIGHTS * self.body)
        return Stance(span.start_x + direction * walked, self.y, self.body, direction, phase, 0.0, span.facing)


def plan_course(scene: Scene, visit: Visit) -> Course:
    """Lay a visit's walks and stops on the scene's time line. Raises ValueError for a script that leads nowhere."""
    body = _FIGURE * min(scene.width, scene.height) * visit.appearance.height * (0.92 + 0.16 * visit.lane)
    y = scene.height * (0.80 + 0.16 * visit.lane)
    pace = visit.speed * body
    if pace <= 0:
        raise ValueError(f"{scene.name}: a visit needs a speed above 0")
    spans: list[VisitSpan] = []
    now = visit.enter_seconds
    x = _edge_x(visit.enter_side, scene.width)

    def walk(to: float) -> None:
        nonlocal now, x
        if abs(to - x) < 1:
            return
        kind: Literal["WALKING", "RUNNING"] = "RUNNING" if visit.speed >= RUNNING_SPEED else "WALKING"
        spans.append(VisitSpan(kind, now, now + abs(to - x) / pace, x, to))
        now, x = spans[-1].end_seconds, to

    for stop in visit.stops:
        walk(stop.x * scene.width)
        spans.append(VisitSpan("STANDING", now, now + stop.seconds, x, x, stop.facing))
        now += stop.seconds
    walk(_edge_x(visit.exit_side, scene.width))
    if not spans:
        raise ValueError(f"{scene.name}: a visit that goes nowhere")
    return Course(visit, tuple(spans), body, y, scene.width)


def frame_times(scene: Scene) -> list[float]:
    """Seconds of each frame from the first, which is at 0."""
    if not scene.variable_rate:
        return [n / scene.fps for n in range(max(1, round(scene.seconds * scene.fps)))]
    # Rates that a camera falls back to at night or under load, each for two seconds.
    rates = (scene.fps, scene.fps / 2, scene.fps, scene.fps / 3)
    times = [0.0]
    while True:
        later = times[-1] + 1 / rates[int(times[-1] / 2) % len(rates)]
        if later >= scene.seconds - 1e-9:
            return times
        times.append(later)


def _edge_x(side: str, width: int) -> float:
    return 0.0 if side == "LEFT" else float(width)
