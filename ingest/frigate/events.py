"""Frigate's tracked objects as events of a video: only what Frigate says, under types that say the same.

Frigate tracks a person from where it comes into view to where it leaves it; it does not tell what the person does.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.frigate.client import ReviewItem
from ingest.frigate.plan import Window

SOURCE = "frigate"
_LONGEST_WORD, _MOST_OBJECTS = 100, 50
# Frigate may tell a life history of the object; it is not needed here.
_KEPT_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class ImportedObjects:
    """events: inputs of importEvents. untyped: how many objects of which label no type fits."""

    events: Sequence[Mapping[str, Any]]
    untyped: Mapping[str, int]


def is_within(event: Mapping[str, Any], window: Window) -> bool:
    """Whether a part of the object's time is in the window."""
    began, ended = event.get("start_time"), event.get("end_time")
    return (
        isinstance(began, int | float)
        and began < window.ended_at
        and (not isinstance(ended, int | float) or ended > window.started_at)
    )


def build_events(
    objects: Iterable[Mapping[str, Any]], items: Iterable[ReviewItem], window: Window, seconds: float
) -> ImportedObjects:
    """Entry and exit of each person that came or left within the window, whose file has so many seconds.

    At the window's borders nobody comes or leaves: an object that goes on there has no event.
    """
    severities = {id_: item.severity for item in items for id_ in item.event_ids}
    events: list[dict[str, Any]] = []
    untyped: Counter[str] = Counter()
    for tracked in objects:
        label = str(tracked.get("label") or "")
        if tracked.get("false_positive"):
            continue
        if label != "person" or _data(tracked).get("type", "object") != "object":
            untyped[label] += 1
            continue
        shared = _describe(tracked, severities)
        for type_, at in (("PERSON_ENTER", tracked.get("start_time")), ("PERSON_EXIT", tracked.get("end_time"))):
            if isinstance(at, int | float) and window.started_at <= at < window.ended_at:
                position = min(round(at - window.started_at, 3), seconds)
                events.append({"type": type_, "startSeconds": position, "endSeconds": position, **shared})
    return ImportedObjects(events, untyped)


def _describe(tracked: Mapping[str, Any], severities: Mapping[str, str]) -> dict[str, Any]:
    data, id_ = _data(tracked), str(tracked.get("id") or "")
    name, name_score = _read_sub_label(tracked.get("sub_label"))
    attributes = {
        "id": id_,
        "label": "person",
        "subLabel": name,
        "subLabelScore": name_score if name_score is not None else _number(data.get("sub_label_score")),
        "zones": [str(zone) for zone in tracked.get("zones") or ()],
        "severity": severities.get(id_),
        "description": str(data["description"])[:_KEPT_TEXT] if data.get("description") else None,
        "startedAt": _number(tracked.get("start_time")),
        "endedAt": _number(tracked.get("end_time")),
    }
    score = _number(data.get("top_score")) or _number(data.get("score")) or _number(tracked.get("top_score"))
    return {
        "person": {"trackId": id_[:_LONGEST_WORD]},
        "objects": _list_objects(data),
        # Without a score Frigate says nothing about how sure it is, and neither may we.
        **({"confidence": min(max(score, 0.0), 1.0)} if score is not None else {}),
        "attributes": {"frigate": {key: value for key, value in attributes.items() if value not in (None, [])}},
        "source": SOURCE,
    }


def _list_objects(data: Mapping[str, Any]) -> list[str]:
    """What Frigate saw at the person, such as a backpack; each once."""
    found = [of.get("label") for of in data.get("attributes") or () if isinstance(of, dict)]
    return [str(label)[:_LONGEST_WORD] for label in dict.fromkeys(found) if label][:_MOST_OBJECTS]


def _data(tracked: Mapping[str, Any]) -> Mapping[str, Any]:
    data = tracked.get("data")
    return data if isinstance(data, dict) else {}


def _read_sub_label(value: object) -> tuple[str | None, float | None]:
    """A name, or a name and its score."""
    if isinstance(value, list) and value:
        return str(value[0]), _number(value[1]) if len(value) > 1 else None
    return (str(value), None) if value else (None, None)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
