"""Turns what a look told into rows of the event table, with the basis MODEL."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.events.default_description import build_default_description, build_default_keywords
from domain.looking.check import ToldEvent
from domain.looking.message import Shown
from domain.looking.prompts import LOOK_PROMPTS
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.event_sources import LOOK_SOURCE
from models.footage.looks import Look
from vision.people.frame_regions import frame_region

# What the detector tells of the same person so near in time is the same thing.
_SAME_SECONDS = 2.0


def build_row(event: ToldEvent, shown: Shown, model_id: str, frame_rate: float, thumbnail_key: str) -> dict[str, Any]:
    """An event as a row. It lasts from the first frame that shows it to the last; its person is the first one named."""
    frames = [shown.frames[number - 1] for number in event.frames]
    start, end = frames[0].seconds, frames[-1].seconds
    who = event.people[0] if event.people else None
    box = None if who is None else next(filter(None, (shown.box_at(who, frame.seconds) for frame in frames)), None)
    width = shown.facts["size"][0]
    location = FrameLocation.UNKNOWN if box is None else frame_region(box[0] + box[2] / 2, width)
    _, korean = build_default_description(event.type, location, Gender.UNKNOWN, event.action, event.target)
    x, y, wide, high = box or (None, None, None, None)
    things = [*event.objects, *(word for word in (event.action, event.target) if word)]
    visits = {person["id"]: person.get("visit") for person in shown.facts["people"]}
    return {
        "type": event.type.value,
        "start_seconds": round(start, 3),
        "end_seconds": round(end, 3),
        "frame_number": round(start * frame_rate),
        "bbox_x": x,
        "bbox_y": y,
        "bbox_width": wide,
        "bbox_height": high,
        "location": location.value,
        "track_id": who,
        "visit_video_id": visits.get(who) if who is not None else None,
        "action": event.action,
        "interaction_target": event.target,
        "objects": list(event.objects),
        "description": event.description,
        "description_ko": event.description_ko or korean,
        "confidence": event.confidence,
        "keywords": build_default_keywords(event.type, location, Gender.UNKNOWN, AgeGroup.UNKNOWN, things),
        "attributes": {
            "look": {
                "model": model_id,
                "prompts": LOOK_PROMPTS,
                "people": list(event.people),
                "frames": [round(frame.seconds, 3) for frame in frames],
                "reasons": [reason.value for reason in shown.segment.reasons],
            }
        },
        "source": LOOK_SOURCE,
        "thumbnail_key": thumbnail_key,
    }


def list_told_rows(looks: Iterable[Look], detected: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of all looks, without what the detector tells of the same person at the same time, and without repeats.

    detected: rows of the detector, or their type, track_id, start_seconds and end_seconds.
    """
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for look in looks:
        for told in look.report.rows if look.report is not None else ():
            if not any(_is_same(told, row) for row in detected):
                visit = told["visit_video_id"]
                key = tuple(told[name] for name in ("type", "track_id", "start_seconds", "end_seconds", "bbox_x"))
                rows.setdefault(key, {**told, "visit_video_id": None if visit is None else UUID(visit)})
    return list(rows.values())


def _is_same(told: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    if (told["type"], told["track_id"]) != (row["type"], row["track_id"]):
        return False
    starts, ends = float(told["start_seconds"]), float(told["end_seconds"])
    return starts - _SAME_SECONDS <= float(row["end_seconds"]) and float(row["start_seconds"]) - _SAME_SECONDS <= ends


def describe_look(look: Look) -> dict[str, Any] | None:
    """What a look tells about the events that it was for, as their attribute `look`; None where nothing looked."""
    report = look.report
    if report is None:
        return None
    return {
        "description": report.description[0],
        "descriptionKo": report.description[1],
        "peopleInView": report.people,
        "types": sorted({row["type"] for row in report.rows}),
        "model": report.model,
        "prompts": report.prompts,
    }


def is_about(look: Look, kind: EventType, start_seconds: float) -> bool:
    """Whether a look was for an event of the detector."""
    return kind in look.segment.triggers and look.segment.start <= start_seconds <= look.segment.end
