"""What happened in the footage, and which cited events match it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Tolerance of a cited moment in seconds; least overlap of a cited span, as intersection over union.
MOMENT_SECONDS = 1.0
LEAST_OVERLAP = 0.5
# Types that are moments, not spans, in a scene's truth.
_INSTANT_TYPES = ("PERSON_ENTER", "PERSON_EXIT")


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """A true event of a clip. person: an id within the clip; empty if unknown. thing: what the person handles.

    start and end are seconds from the clip's first frame; they are equal for a moment.
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
        """Whether a cited event, with its clip, is this one: the same type at the same time."""
        if event["type"] != self.type or event["clip"] != self.clip:
            return False
        start, end = float(event["startSeconds"]), float(event["endSeconds"])
        if self.type in _INSTANT_TYPES or self.start == self.end:
            return start - MOMENT_SECONDS <= self.start <= end + MOMENT_SECONDS
        shared = min(end, self.end) - max(start, self.start)
        return shared > 0 and shared / (max(end, self.end) - min(start, self.start)) >= LEAST_OVERLAP

    def to_import_input(self) -> dict[str, Any]:
        """The event as input of importEvents."""
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
    """All events, in order of time within each clip."""

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
        """The events that match all arguments. since, until: seconds that the events must overlap."""
        return [
            event
            for event in self.events
            if clip in ("", event.clip)
            and (not types or event.type in types)
            and side in ("", event.side)
            and gender in ("", event.gender)
            and age in ("", event.age)
            and person in ("", event.person)
            and thing in ("", event.thing)
            and event.overlaps(since, until)
        ]
