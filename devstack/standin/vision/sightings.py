"""What the detector found in a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DetectedPerson:
    """side: a third of the picture's width. posture: None if the body does not show it.

    middle, height: fractions of the picture's width and height. top, bottom: names of the clothes' colours
    (devstack.standin.vision.chat.colours), None if too little is visible.
    """

    side: Literal["left", "centre", "right"]
    posture: Literal["upright", "lying"] | None
    middle: float = 0.5
    height: float = 0.5
    top: str | None = None
    bottom: str | None = None


@dataclass(frozen=True, slots=True)
class DetectedScene:
    """people: from left to right. objects: names of other things, with their number."""

    people: Sequence[DetectedPerson]
    objects: Mapping[str, int]
