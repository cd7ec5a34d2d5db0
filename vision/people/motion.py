"""Tell walking from standing, and lingering from passing, by how a person's box moves.

Speed is measured in body heights a second, so that it means the same near the camera and far from it: the slope of a
line fitted to the last and next half second. Where it rises above one threshold walking begins, where it falls below
a lower one it ends; between the two nothing changes. The border is then moved to where the speed is half that of the
walk beside it, which is where a fitted line's slope crosses when somebody sets off or stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision.people.person import Sighting

_WINDOW_SECONDS = 0.5
# Half of it: between looks that are farther apart, the way is filled in.
_LONGEST_STEP_SECONDS = 0.25
_SET_OFF, _STOP = 0.28, 0.16
_LEAST_STANDING, _LEAST_WALKING = 1.0, 0.6
# A walk shorter than this is a shuffle.
_LEAST_WAY = 0.25
# While lingering, somebody may stroll for this long and as far as this from where they first stood.
_STROLL_SECONDS, _STROLL = 5.0, 1.0

Gait = Literal["WALKING", "STANDING"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """From sighting `first` to sighting `last` (indices), in one gait; way is in body heights, start to end."""

    gait: Gait
    first: int
    last: int
    start_seconds: float
    end_seconds: float
    way: float

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True)
class Path:
    """A person's way: for each sighting the seconds, the middle and the feet in pixels, and the body's height."""

    seconds: Floats
    middle: Floats
    feet: Floats
    height: Floats

    def way(self, first: int, last: int) -> float:
        """How far apart two sightings are, in body heights."""
        height = float(np.median(self.height[first : last + 1]))
        return float(np.hypot(self.middle[last] - self.middle[first], self.feet[last] - self.feet[first])) / height


def path(sightings: Sequence[Sighting], frame_width: float) -> Path:
    """The way of a person. Where the frame's edge cuts the body, its middle is told from the side that is seen."""
    body = float(np.median([s.width for s in sightings]))
    margin = 0.01 * frame_width
    middles = []
    for s in sightings:
        middle = s.middle
        if s.width < body and s.x <= margin:
            middle = s.x + s.width - body / 2
        elif s.width < body and s.x + s.width >= frame_width - margin:
            middle = s.x + body / 2
        middles.append(middle)
    return Path(
        np.array([s.seconds for s in sightings]),
        _calm(np.array(middles)),
        _calm(np.array([s.y + s.height for s in sightings])),
        _calm(np.array([s.height for s in sightings])),
    )


def speeds(way: Path) -> Floats:
    """Body heights a second at each sighting."""
    result = np.zeros(len(way.seconds))
    reach = _WINDOW_SECONDS + 1e-6
    begins = np.searchsorted(way.seconds, way.seconds - reach)
    ends = np.searchsorted(way.seconds, way.seconds + reach, side="right")
    for i in range(len(result)):
        near = slice(begins[i], ends[i])
        if ends[i] - begins[i] < 3:
            near = slice(max(0, i - 1), i + 2)
        height = float(np.median(way.height[near]))
        across, along = _slope(way.seconds[near], way.middle[near]), _slope(way.seconds[near], way.feet[near])
        growing = _slope(way.seconds[near], way.height[near])
        result[i] = float(np.sqrt(across**2 + along**2 + growing**2)) / height
    return result


def spans(way: Path) -> list[Span]:
    """Walking and standing, in order, without gaps, from the first sighting to the last."""
    dense = _filled(way)
    speed = speeds(dense)
    walking = _with_hysteresis(speed)
    found = _runs(dense, walking)
    found = _absorb(dense, found, "WALKING", _unseen(way))
    found = _absorb(dense, found, "STANDING")
    return [_of_sightings(way, dense, span) for span in _with_borders(dense, speed, found)]


def lingering(way: Path, found: Sequence[Span], longest: float) -> list[tuple[int, int, float, float]]:
    """Stays of at least `longest` seconds about one place: first and last sighting, start and end in seconds.

    A stay is standing, with strolls of up to 5 seconds that keep within a body height of where it began.
    """
    stays: list[list[Span]] = []
    for span in found:
        if span.gait == "WALKING":
            continue
        if stays and _same_place(way, stays[-1], span):
            stays[-1].append(span)
        else:
            stays.append([span])
    return [
        (stay[0].first, stay[-1].last, stay[0].start_seconds, stay[-1].end_seconds)
        for stay in stays
        if stay[-1].end_seconds - stay[0].start_seconds >= longest
    ]


def _filled(way: Path) -> Path:
    """The way with points between sightings that lie far apart, as if somebody went on evenly from one to the next.

    Without them a short walk between two looks at footage of one frame a second would be averaged away.
    """
    counts = np.maximum(1, np.ceil(np.diff(way.seconds) / _LONGEST_STEP_SECONDS - 1e-6)).astype(int)
    if counts.max(initial=1) == 1:
        return way
    steps = [
        np.linspace(before, after, count, endpoint=False)
        for (before, after), count in zip(pairwise(way.seconds), counts, strict=True)
    ]
    seconds = np.concatenate((*steps, way.seconds[-1:]))
    middle, feet, height = (np.interp(seconds, way.seconds, line) for line in (way.middle, way.feet, way.height))
    return Path(seconds, middle, feet, height)


def _of_sightings(way: Path, dense: Path, span: Span) -> Span:
    """A span of the filled way, with the sightings nearest to its ends."""
    first, last = (int(np.abs(way.seconds - dense.seconds[at]).argmin()) for at in (span.first, span.last))
    return replace(span, first=first, last=last)


def _same_place(way: Path, stay: Sequence[Span], span: Span) -> bool:
    if span.start_seconds - stay[-1].end_seconds > _STROLL_SECONDS:
        return False
    height = float(np.median(way.height[stay[0].first : stay[0].last + 1]))
    home_x, home_y = (float(np.median(line[stay[0].first : stay[0].last + 1])) for line in (way.middle, way.feet))
    since = slice(stay[-1].last, span.last + 1)
    return float(np.hypot(way.middle[since] - home_x, way.feet[since] - home_y).max()) <= _STROLL * height


def _calm(values: Floats) -> Floats:
    """A running median of three: one odd box moves nobody."""
    if len(values) < 3:
        return values
    middle = np.median(np.stack((values[:-2], values[1:-1], values[2:])), axis=0)
    return np.concatenate((values[:1], middle, values[-1:]))


def _slope(seconds: Floats, values: Floats) -> float:
    away = seconds - seconds.mean()
    spread = float((away**2).sum())
    return float((away * (values - values.mean())).sum()) / spread if spread > 0 else 0.0


def _with_hysteresis(speed: Floats) -> list[bool]:
    now = bool(speed[0] > (_SET_OFF + _STOP) / 2)
    result = []
    for value in speed:
        now = bool(value > _STOP) if now else bool(value > _SET_OFF)
        result.append(now)
    return result


def _runs(way: Path, walking: Sequence[bool]) -> list[Span]:
    borders = [0, *(i for i in range(1, len(walking)) if walking[i] != walking[i - 1]), len(walking)]
    return [
        _span(way, "WALKING" if walking[first] else "STANDING", first, min(after, len(walking) - 1))
        for first, after in pairwise(borders)
    ]


def _span(way: Path, gait: Gait, first: int, last: int) -> Span:
    return Span(gait, first, last, float(way.seconds[first]), float(way.seconds[last]), way.way(first, last))


def _unseen(way: Path) -> tuple[float, float]:
    """How long somebody was there before the first and after the last sighting, on average, if looks lie far apart."""
    if len(way.seconds) < 2:
        return 0.0, 0.0
    first, last = (float(way.seconds[at + 1] - way.seconds[at]) for at in (0, -2))
    return (first / 2 if first > _LONGEST_STEP_SECONDS else 0.0, last / 2 if last > _LONGEST_STEP_SECONDS else 0.0)


def _absorb(way: Path, found: Sequence[Span], gait: Gait, unseen: tuple[float, float] = (0.0, 0.0)) -> list[Span]:
    """Join spans of this gait that are too short to count with the ones beside them."""
    result: list[Span] = []
    for span in found:
        before = unseen[0] if span.first == 0 else 0.0
        after = unseen[1] if span.last == len(way.seconds) - 1 else 0.0
        short = span.gait == gait and len(found) > 1 and _too_short(span, before + after)
        kind: Gait = span.gait
        if short:
            kind = "STANDING" if gait == "WALKING" else "WALKING"
        if result and result[-1].gait == kind:
            result[-1] = _span(way, kind, result[-1].first, span.last)
        else:
            result.append(_span(way, kind, span.first, span.last))
    return result


def _too_short(span: Span, unseen: float) -> bool:
    """unseen: how many more seconds it took. Whoever walked then went on at the same speed."""
    if span.gait == "STANDING":
        return span.seconds < _LEAST_STANDING
    seconds = span.seconds + unseen
    return seconds < _LEAST_WALKING or span.way * seconds / max(span.seconds, 1e-6) < _LEAST_WAY


def _with_borders(way: Path, speed: Floats, found: Sequence[Span]) -> list[Span]:
    result = list(found)
    for i in range(1, len(result)):
        before, after = result[i - 1], result[i]
        walk = before if before.gait == "WALKING" else after
        part = speed[walk.first : walk.last + 1]
        border = _crossing(way, speed, after.first, float(np.median(part[part > _STOP])) / 2, rising=walk is after)
        border = min(max(border, before.start_seconds), after.end_seconds)
        result[i - 1] = replace(before, end_seconds=border)
        result[i] = replace(after, start_seconds=border)
    return result


def _crossing(way: Path, speed: Floats, near: int, level: float, *, rising: bool) -> float:
    """The moment next to a sighting at which the speed crosses the level, between two sightings."""
    candidates = [
        i
        for i in range(max(1, near - 5), min(len(speed), near + 6))
        if (speed[i - 1] < level <= speed[i] if rising else speed[i - 1] >= level > speed[i])
    ]
    if not candidates:
        return float(way.seconds[near])
    i = min(candidates, key=lambda one: abs(one - near))
    part = (level - speed[i - 1]) / (speed[i] - speed[i - 1])
    return float(way.seconds[i - 1] + part * (way.seconds[i] - way.seconds[i - 1]))
