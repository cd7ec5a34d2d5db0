"""A detected event as it is stored: its row, its picture's name, and the text that is embedded for it."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from vision.version import ANALYSIS_PIPELINE

if TYPE_CHECKING:
    # Only for its type: the API imports this module, and must not load the networks.
    from vision.detected_event import DetectedEvent


def format_embedding_text(row: Mapping[str, Any]) -> str:
    """English and Korean description, keywords, action, objects, camera and clock of an event, a line each.

    So questions in either language are near it, and those that name a thing, a place or a time. row has the event
    table's column names, and may have the camera's name (camera) and the local time (clock).
    """
    details = (row.get("action"), row.get("interaction_target"), *(row.get("objects") or ()))
    parts = (
        row["description"],
        row.get("description_ko"),
        ", ".join(row.get("keywords") or ()),
        ", ".join(word for word in details if word),
        ", ".join(word for word in (row.get("camera"), row.get("clock")) if word),
    )
    return "\n".join(part for part in parts if part)


def format_picture_name(event: "DetectedEvent") -> str:
    """The last part of its thumbnail's key: the same for the same event and picture, so that a second attempt replaces
    the picture of the first, and no other picture does."""
    milliseconds = f"{round(event.start_seconds * 1000):09d}-{round(event.end_seconds * 1000):09d}"
    whom = event.track_id or "camera"
    return f"{milliseconds}-{event.type.lower()}-{whom}-{hash_picture(event.thumbnail)}.jpg"


def hash_picture(picture: bytes) -> str:
    """A hash of a picture for its key, so that no other picture overwrites it."""
    return hashlib.sha256(picture).hexdigest()[:16]


def to_event_row(event: "DetectedEvent", thumbnail_key: str) -> dict[str, Any]:
    """The event as a row of the event table."""
    return {
        "type": event.type.value,
        "start_seconds": event.start_seconds,
        "end_seconds": event.end_seconds,
        "frame_number": event.frame_number,
        "bbox_x": event.box.x,
        "bbox_y": event.box.y,
        "bbox_width": event.box.width,
        "bbox_height": event.box.height,
        "location": event.location.value,
        "track_id": event.track_id or None,
        "description": event.description,
        "description_ko": event.description_ko,
        "confidence": event.confidence,
        "seen_seconds": event.seen_seconds,
        "keywords": list(event.keywords),
        "objects": [thing.label for thing in event.things],
        "attributes": _list_attributes(event),
        "source": ANALYSIS_PIPELINE,
        "visit_video_id": None if event.visit_began_in is None else UUID(event.visit_began_in),
        "began_seconds": event.began_seconds,
        "continues": event.continues,
        "thumbnail_key": thumbnail_key,
    }


def _list_attributes(event: "DetectedEvent") -> dict[str, Any]:
    """What else is known; how sure the things near the person are (in so many looks); what the camera has."""
    attributes: dict[str, Any] = dict(event.attributes)
    if event.things:
        attributes["nearby"] = [
            {"name": thing.label, "confidence": thing.confidence, "looks": thing.looks, "of": thing.of}
            for thing in event.things
        ]
    if event.reason is not None:
        attributes["reason"] = event.reason
    return attributes
