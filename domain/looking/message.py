"""The message to a model that looks: frames, each with its number, time and boxes, then what the tracks know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.language.timecode import format_timecode
from domain.llm.prompts import format_sections
from models.asking.conversation import Image, Message
from models.footage.looks import LookSegment

# A box belongs to a frame that is no further from it than this.
_NEAREST_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame as the model sees it. key: of its picture in the store."""

    seconds: float
    image: Image
    key: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model is shown: frames in order of time, numbered from 1, and the facts of the tracks."""

    segment: LookSegment
    facts: Mapping[str, Any]
    frames: Sequence[ShownFrame]

    def box_at(self, who: str, seconds: float) -> tuple[int, int, int, int] | None:
        """The person's box in source pixels nearest to this time, if the tracker saw the person then."""
        boxes: Sequence[Sequence[float]] = next(
            (person["boxes"] for person in self.facts["people"] if person["id"] == who), []
        )
        nearest = min(boxes, key=lambda box: abs(box[0] - seconds), default=None)
        if nearest is None or abs(nearest[0] - seconds) > _NEAREST_SECONDS:
            return None
        x, y, width, height = map(round, nearest[1:])
        return x, y, width, height


def build_message(shown: Shown) -> Message:
    """The message of the user."""
    text = format_sections(
        {
            "frames": [_describe_frame(shown, number) for number in range(1, len(shown.frames) + 1)],
            "people": [
                {"id": person["id"], "tracker": person["events"]}
                for person in shown.facts["people"]
                if person["events"]
            ],
            "why": [reason.value for reason in shown.segment.reasons],
        }
    )
    return Message(
        "user",
        text,
        tuple(
            replace(frame.image, label=f"Frame {number}, {frame.seconds:.1f} s ({format_timecode(frame.seconds)}):")
            for number, frame in enumerate(shown.frames, start=1)
        ),
    )


def _describe_frame(shown: Shown, number: int) -> dict[str, Any]:
    frame = shown.frames[number - 1]
    width, height = shown.facts["size"]
    people = []
    for person in shown.facts["people"]:
        box = shown.box_at(person["id"], frame.seconds)
        if box is not None:
            x, y, wide, high = box
            corners = ((x, width), (y, height), (x + wide, width), (y + high, height))
            people.append({"id": person["id"], "box": [round(100 * at / max(1, side)) for at, side in corners]})
    return {"n": number, "seconds": round(frame.seconds, 1), "people": people}
