"""What a scene's ground truth makes the right answer: moments that must and may be cited, a count, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A cited moment may be off by this much; a cited span must share this much with the true one.
MOMENT_SECONDS = 1.0
LEAST_OVERLAP = 0.5
_MOMENTS = ("PERSON_ENTER", "PERSON_EXIT")


@dataclass(frozen=True, slots=True)
class Moment:
    """A true event. person numbers the visits of the scene; a moment without length has start == end."""

    type: str
    start: float
    end: float
    side: str
    person: int

    def within(self, start: float, end: float) -> bool:
        return self.end >= start and self.start <= end

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether a cited event is this one: its kind, and when it was."""
        if event["type"] != self.type:
            return False
        start, end = float(event["startSeconds"]), float(event["endSeconds"])
        if self.type in _MOMENTS:
            return start - MOMENT_SECONDS <= self.start <= end + MOMENT_SECONDS
        shared = min(end, self.end) - max(start, self.start)
        return shared > 0 and shared / (max(end, self.end) - min(start, self.start)) >= LEAST_OVERLAP

    def __str__(self) -> str:
        return f"{self.type} {self.start:.1f}–{self.end:.1f} s {self.side} (visit {self.person})"


@dataclass(frozen=True, slots=True)
class Expected:
    """must: each has to be cited. may: what else a right answer can cite. count: the number that has to be said."""

    must: Sequence[Moment] = ()
    may: Sequence[Moment] = ()
    count: int | None = None

    @property
    def found(self) -> bool:
        return bool(self.must or self.may)


@dataclass(frozen=True, slots=True)
class World:
    """A scene's truth as moments in time order, and whether the API knows when the video was recorded."""

    moments: Sequence[Moment]
    duration: float
    dated: bool

    def of(self, kind: str, side: str | None = None) -> list[Moment]:
        return [one for one in self.moments if one.type == kind and side in (None, one.side)]


Answer = Callable[[World], Expected]


def world_of(truth: Mapping[str, Any], *, dated: bool) -> World:
    """The moments of a truth that `evals.scenes.truth` made."""
    found: list[Moment] = []
    for visit in truth["visits"]:
        person = int(visit["person"])
        for kind, name in (("PERSON_ENTER", "enter"), ("PERSON_EXIT", "exit")):
            seconds = visit[f"{name}_seconds"]
            if seconds is not None:
                found.append(Moment(kind, seconds, seconds, visit[f"{name}_side"], person))
        found += [
            Moment(span["type"], span["start_seconds"], span["end_seconds"], span["from"], person)
            for span in visit["spans"]
        ]
    return World(sorted(found, key=lambda one: (one.start, one.end)), float(truth["duration_seconds"]), dated)
