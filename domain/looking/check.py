"""Checks what a model reported against the tracks: it may name only people who are there, and frames that it saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.looking.message import Shown
from domain.looking.tool import MAX_EVENTS
from models.enums import EventType
from models.event_types import LOOKED_FOR_TYPES
from models.text.text import to_printable

# A tracker may lose a person who falls, whom the model still sees.
_UNTIL_SECONDS, _FROM_SECONDS = 8.0, 2.0
_LONGEST_TEXT, _LONGEST_PHRASE, _MAX_OBJECTS, _MAX_PEOPLE = 500, 80, 12, 50


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event that fits the tracks. frames: numbers, ascending. people: ids of tracks."""

    type: EventType
    people: tuple[str, ...]
    frames: tuple[int, ...]
    confidence: float
    description: str
    description_ko: str
    action: str | None
    target: str | None
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """problems: sentences for the model, one for each event that does not fit, and for a malformed report."""

    events: Sequence[ToldEvent]
    problems: Sequence[str]
    description: tuple[str, str] = ("", "")
    people: int = 0
    examined: Sequence[EventType] = ()


class _Misfit(Exception):
    """Why an event cannot be taken."""


def check_report(told: Mapping[str, Any], shown: Shown) -> CheckedReport:
    """The events of a report that fit the tracks, and what is wrong with the others."""
    events: list[ToldEvent] = []
    problems: list[str] = []
    listed = told.get("events", [])
    if not isinstance(listed, list):
        listed, problems = [], ["events is not a list."]
    if len(listed) > MAX_EVENTS:
        problems.append(f"There are {len(listed)} events: report at most {MAX_EVENTS}.")
    for number, item in enumerate(listed[:MAX_EVENTS], start=1):
        try:
            events.append(_check_event(item, shown))
        except _Misfit as misfit:
            problems.append(f"Event {number} cannot be taken: {misfit}")
    unsure = told.get("cannotTell")
    cannot_tell = {str(name) for name in unsure} if isinstance(unsure, list) else {kind.value for kind in EventType}
    seen = {event.type for event in events}
    return CheckedReport(
        events,
        problems,
        (_read_text(told, "description"), _read_text(told, "descriptionKo")),
        _read_count(told.get("peopleInView")),
        [kind for kind in LOOKED_FOR_TYPES if kind.value not in cannot_tell or kind in seen],
    )


def _check_event(item: object, shown: Shown) -> ToldEvent:
    if not isinstance(item, Mapping):
        raise _Misfit("it is not an object.")
    kind = next((kind for kind in LOOKED_FOR_TYPES if kind.value == item.get("type")), None)
    if kind is None:
        raise _Misfit(f"{to_printable(str(item.get('type')))[:40]} is not one of the types.")
    frames = _check_frames(item.get("frames"), len(shown.frames))
    people = _check_people(item.get("people"), frames, shown)
    confidence = item.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise _Misfit("its confidence is not a number from 0 to 1.")
    description = _read_text(item, "description")
    if not description:
        raise _Misfit("it has no description.")
    objects = item.get("objects")
    return ToldEvent(
        kind,
        people,
        frames,
        round(float(confidence), 3),
        description,
        _read_text(item, "descriptionKo"),
        _read_text(item, "action", _LONGEST_PHRASE) or None,
        _read_text(item, "target", _LONGEST_PHRASE) or None,
        _read_objects(objects if isinstance(objects, list) else []),
    )


def _check_frames(given: object, count: int) -> tuple[int, ...]:
    if not isinstance(given, list) or not given:
        raise _Misfit("it names no frame that shows it.")
    for number in given:
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= count:
            raise _Misfit(f"there is no frame {to_printable(str(number))[:20]}: the frames are 1 to {count}.")
    return tuple(sorted(set(given)))


def _check_people(given: object, frames: Sequence[int], shown: Shown) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise _Misfit("people is not a list of ids.")
    known = {person["id"]: person["boxes"] for person in shown.facts["people"]}
    first, last = shown.frames[frames[0] - 1].seconds, shown.frames[frames[-1] - 1].seconds
    for who in given[:_MAX_PEOPLE]:
        if not isinstance(who, str) or who not in known:
            there = ", ".join(known) or "nobody"
            raise _Misfit(f"there is no person {to_printable(str(who))[:20]}: the tracker follows {there}.")
        boxes = known[who]
        if not boxes or boxes[0][0] - _FROM_SECONDS > last or boxes[-1][0] + _UNTIL_SECONDS < first:
            raise _Misfit(f"{who} is not in view in the frames that it names.")
    return tuple(dict.fromkeys(given[:_MAX_PEOPLE]))


def _read_text(told: Mapping[str, Any], name: str, most: int = _LONGEST_TEXT) -> str:
    """A text of the model in one line, without what could pass as a citation."""
    given = told.get(name)
    return to_printable(" ".join(given.split()))[:most].strip() if isinstance(given, str) else ""


def _read_objects(given: Sequence[object]) -> tuple[str, ...]:
    names = [_read_text({"name": name}, "name", _LONGEST_PHRASE) for name in given[:_MAX_OBJECTS]]
    return tuple(dict.fromkeys(name for name in names if name))


def _read_count(given: object) -> int:
    return min(given, 1000) if isinstance(given, int) and not isinstance(given, bool) and given >= 0 else 0
