"""Between stored events and the blurring of people: who is named, and what is told of what was blurred."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.rows.event import EventRow
from vision.redaction.boxes import Seen
from vision.redaction.redact import RedactedClip


def find_moments(events: Sequence[EventRow], frame_rate: float | None) -> Iterator[Seen]:
    """Where the person of each event was, and when: by the number of the frame that its box is of.

    The number says the time only at a steady rate, so a time outside of the event is not taken.
    """
    for event in events:
        x, y, width, height = event["bbox_x"], event["bbox_y"], event["bbox_width"], event["bbox_height"]
        if x is None or y is None or width is None or height is None:
            continue
        start, end = event["start_seconds"], event["end_seconds"]
        at = start if not frame_rate else event["frame_number"] / frame_rate
        yield Seen(at if start - 1 <= at <= end + 1 else start, (x, y, x + width, y + height))


def describe_redaction(made: RedactedClip) -> Mapping[str, Any]:
    """What the manifest says of a blurred clip."""
    return {
        "frames": made.frames,
        "framesWithBlur": made.frames_with_blur,
        "framesBlurredWhole": made.frames_blurred_whole,
        "people": made.people,
        "namedFound": made.named_found,
        "rounds": made.rounds,
    }
