"""What a look at a picture found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DetectedPerson:
    """side is a third of the picture's width. posture is None where the body does not show it.

    middle and height are fractions of the picture's width and height. top and bottom: names of the clothes' colours
    (devstack.standin.vision.chat.colours), None where too little is seen.
    """

    side: Literal["left", "centre", "right"]
    posture: Literal["upright", "lying"] | None
    middle: float = 0.5
    height: float = 0.5
    top: str | None = None
    bottom: str | None = None


@dataclass(frozen=True, slots=True)
class DetectedScene:
    """What one picture shows: people from left to right, and things other than people with how many there are."""

    people: Sequence[DetectedPerson]
    objects: Mapping[str, int]
