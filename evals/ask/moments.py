"""What truly happened in the footage, and when a cited event is that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A cited moment may be off by this much; a cited span must share this much with the true one.
MOMENT_SECONDS = 1.0
LEAST_OVERLAP = 0.5
# Kinds of which only the moment is told in a scene's truth.
_INSTANT_TYPES = ("PERSON_ENTER", "PERSON_EXIT")


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """A true event of a clip. person: the same for the same person of the clip; empty where nobody is known.

    start and end are seconds from the clip's first frame, equal where it has no length. thing is what it is about.
    """

    clip: str
    type: str
    start: float
    end: float
    side: str = "UNKNOWN"
    person: str = ""
    gender: str = "UNKNOWN"
    age: str = "UNKNOWN"
    thing: str = ""
    objects: Sequence[str] = ()
    description: str = ""

    def overlaps(self, start: float, end: float) -> bool:
        return self.end >= start and self.start <= end

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether a cited event, with the clip that it is of, is this one: its kind, and when it was."""
        if event["type"] != self.type or event["clip"] != self.clip:
            return False
        start, end = float(event["startSeconds"]), float(event["endSeconds"])
        if self.type in _INSTANT_TYPES or self.start == self.end:
            return start - MOMENT_SECONDS <= self.start <= end + MOMENT_SECONDS
        shared = min(end, self.end) - max(start, self.start)
        return shared > 0 and shared / (max(end, self.end) - min(start, self.start)) >= LEAST_OVERLAP

    def to_import_input(self) -> dict[str, Any]:
        """The event as importEvents takes it."""
        person = {"trackId": self.person, "gender": self.gender, "ageGroup": self.age}
        return {
            "type": self.type,
            "startSeconds": self.start,
            "endSeconds": self.end,
            "location": self.side,
            "person": person if self.person else None,
            "interactionTarget": self.thing or None,
            "objects": list(self.objects),
            "description": self.description or None,
            "source": "golden",
        }

    def __str__(self) -> str:
        who = f" ({self.person})" if self.person else ""
        return f"{self.clip}: {self.type} {self.start:.1f}–{self.end:.1f} s {self.side}{who}"


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """All that happened, in time order within each clip."""

    events: Sequence[TrueEvent]

    def select(
        self,
        clip: str = "",
        *types: str,
        side: str = "",
        gender: str = "",
        age: str = "",
        person: str = "",
        thing: str = "",
        since: float = 0.0,
        until: float = float("inf"),
    ) -> list[TrueEvent]:
        """Moments that fit everything that is given; since and until are met by what touches them."""
        return [
            one
            for one in self.events
            if clip in ("", one.clip)
            and (not types or one.type in types)
            and side in ("", one.side)
            and gender in ("", one.gender)
            and age in ("", one.age)
            and person in ("", one.person)
            and thing in ("", one.thing)
            and one.overlaps(since, until)
        ]
