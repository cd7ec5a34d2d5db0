"""Parses what a writer needs: the request, the facts, and the rows that answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from devstack.standin.nlu.event_types import take_event_types
from devstack.standin.nlu.leftover import find_unknown_words
from devstack.standin.nlu.text.consumable_text import RemainingText, normalize_text
from devstack.standin.nlu.text.numbers import write_digits
from devstack.standin.nlu.things import has_notion

# A shorter event has a moment instead of a start and an end.
MOMENT_SECONDS = 2.0
_FEW = 6


@dataclass(frozen=True, slots=True)
class WriterRow:
    """One event. who: the track's id; empty if unknown."""

    number: int
    type: str
    start: float
    end: float
    time: str
    who: str = ""
    location: str = ""
    video: str = ""
    clock: str = ""
    gender: str = ""
    age: str = ""
    target: str = ""
    description: str = ""
    objects: Sequence[str] = ()
    confidence: float = 1.0

    @property
    def seconds(self) -> float:
        return self.end - self.start

    @property
    def timecodes(self) -> tuple[str, str]:
        """Both ends as timecodes."""
        first, _, last = self.time.partition("–")
        return first, last or first


@dataclass(frozen=True, slots=True)
class WriterInput:
    """several_videos: the rows are of several videos, and each names its own. only_video: the one video to name."""

    want: str
    rows: Sequence[WriterRow]
    events: int
    people: int
    exact: bool
    types: Sequence[str] = ()
    without: Sequence[str] = ()
    together: bool = False
    locations: Sequence[str] = ()
    genders: Sequence[str] = ()
    ages: Sequence[str] = ()
    negated: bool = False
    nth: int = 1
    by_place: bool = False
    text: str = ""
    times_of_day: bool = False
    several_videos: bool = False
    only_video: str = ""
    lasting: tuple[float | None, ...] = ()
    persons: Sequence[Mapping[str, Any]] = ()
    sides: Sequence[Mapping[str, Any]] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    peak: Mapping[str, Any] | None = None
    gaps: Sequence[str] = ()

    @property
    def numbers(self) -> list[int]:
        return [row.number for row in self.rows]

    @property
    def single(self) -> str | None:
        """The event type of all rows, if they have only one."""
        kinds = {row.type for row in self.rows}
        return kinds.pop() if len(kinds) == 1 and self.types else None


def read_writer_input(sections: Mapping[str, Any]) -> WriterInput:
    """The writer's input from the sections of a message. Rows of context are left out, since they answer nothing."""
    request, facts = sections.get("request") or {}, sections.get("facts") or {}
    plan = request.get("plan") or {}
    rows = [read_row(row) for row in sections["evidence"] if not row.get("context")]
    text = str(plan.get("text") or "")
    return WriterInput(
        want=plan.get("want", "LIST"),
        rows=filter_by_text(rows, text) if text else rows,
        events=int(facts.get("events", len(rows))),
        people=int(facts.get("people", 0)),
        exact=bool(facts.get("exact", False)),
        types=plan.get("types", ()),
        without=plan.get("withoutTypes", ()),
        together=bool(plan.get("together")),
        locations=plan.get("locations", ()),
        genders=plan.get("genders", ()),
        ages=plan.get("ageGroups", ()),
        negated=bool(plan.get("negated")),
        nth=int(plan.get("nth", 1)),
        by_place=plan.get("groupBy") == "LOCATION",
        text=text,
        times_of_day=bool(request.get("timesOfDay")),
        several_videos=bool(request.get("severalVideos")) and len({row.video for row in rows}) > 1,
        only_video=rows[0].video if request.get("severalVideos") and len({row.video for row in rows}) == 1 else "",
        lasting=tuple((plan.get("lasting") or {}).get(end) for end in ("from", "to")),
        persons=facts.get("persons", ()),
        sides=facts.get("sides", ()),
        kinds=facts.get("types", {}),
        peak=facts.get("peak"),
        gaps=facts.get("gaps", ()),
    )


def read_row(row: Mapping[str, Any]) -> WriterRow:
    return WriterRow(
        number=int(row.get("n", 0)),
        type=str(row["type"]),
        start=float(row["startSeconds"]),
        end=float(row["endSeconds"]),
        time=str(row["time"]),
        who=str(row.get("person", "")),
        location=str(row.get("location", "")),
        video=str(row.get("video", "")),
        clock=str(row.get("clock", "")),
        gender=str(row.get("gender", "")),
        age=str(row.get("ageGroup", "")),
        target=str(row.get("target", "")),
        description=str(row.get("description", "")),
        objects=tuple(row.get("objects", ())),
        confidence=float(row.get("confidence", 1.0)),
    )


def filter_by_text(rows: Sequence[WriterRow], text: str) -> list[WriterRow]:
    """The rows that fit a text: of an event type that it names, or with most of its words in the description."""
    reading = RemainingText(write_digits(normalize_text(text)))
    types = take_event_types(reading).types
    words = find_unknown_words(reading.text)
    fitting = []
    for row in rows:
        description = normalize_text(" ".join([row.description, row.target, *row.objects]))
        matches = sum(has_notion(description, word) for word in words)
        if row.type in types or 2 * matches > len(words):
            fitting.append(row)
    return fitting


def cite_ends(numbers: Sequence[int]) -> str:
    """Cite all numbers, or of many the first and the last, since later sentences cite each."""
    return cite(numbers if len(numbers) <= _FEW else [numbers[0], numbers[-1]])


def cite(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def group_by_person(rows: Sequence[WriterRow]) -> dict[str, list[WriterRow]]:
    """Rows by person, in order of first sight; "" has the rows of unknown people."""
    groups: dict[str, list[WriterRow]] = {}
    for row in rows:
        groups.setdefault(f"{row.video}/{row.who}" if row.who else "", []).append(row)
    return groups
