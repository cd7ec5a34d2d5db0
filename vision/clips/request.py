"""The request for a clip."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """A part of footage: start and end in seconds from the first frame.

    exact: starts and ends at these times, which takes re-encoding; otherwise the clip starts at the key frame before.
    sound: with the footage's sound.
    """

    start: float
    end: float
    exact: bool = False
    sound: bool = False
