"""Frigate's tracked objects as events of a video: only what Frigate says, under types that say the same.

Frigate tracks a person from where it comes into view until it finds it no more; it does not tell what the person does.
Whether the person left is known from data.path_data alone (Frigate 0.16 and later): the feet, in fractions of the
frame, each time they had moved by 5 % of its diagonal. data.box is of the snapshot, which is the best picture, not the
last; `zones` are those that were entered at any time.
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
# How far a person may have moved since the last point of the path, in fractions of a side, and a box is off the edge.
_EDGE = 0.08
# Without a snapshot: how wide a person is.
_HALF_WIDTH = 0.05
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

    A person who was not at an edge of the frame when the tracking ended did not leave, as far as Frigate knows:
    LOST_FROM_VIEW. At the window's borders nobody comes or leaves: an object that goes on there has no event.
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
        end = "PERSON_EXIT" if _was_at_edge(tracked) else "LOST_FROM_VIEW"
        for type_, at in (("PERSON_ENTER", tracked.get("start_time")), (end, tracked.get("end_time"))):
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


def _was_at_edge(tracked: Mapping[str, Any]) -> bool:
    """Whether the last point of the path lies at the left, right or lower edge. False where Frigate tells no path."""
    data = _data(tracked)
    path = data.get("path_data")
    if not isinstance(path, list) or not path:
        return False
    try:
        across, down = (float(each) for each in path[-1][0])
    except (TypeError, ValueError, IndexError, KeyError):
        return False
    box = data.get("box")
    width = _number(box[2]) if isinstance(box, list) and len(box) == 4 else None
    reach = (width / 2 if width else _HALF_WIDTH) + _EDGE
    return across <= reach or across >= 1 - reach or down >= 1 - _EDGE


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
