"""The request for a clip."""

from dataclasses import dataclass

# The largest frame of the levels that players take, in any orientation.
MAX_CLIP_PIXELS = 4096 * 2304
# Players that support HEVC support its Main profile: iPhones, and browsers whose system decodes it.
COPIED_CODECS = frozenset({"h264", "hevc"})


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """A part of footage: start and end in seconds from the first frame.

    exact: starts and ends at these times, which takes re-encoding; otherwise the clip starts at the key frame before.
    sound: with the footage's sound. copied_codecs: pictures of other codecs are encoded anew, at most so many pixels
    a frame.
    """

    start: float
    end: float
    exact: bool = False
    sound: bool = False
    copied_codecs: frozenset[str] = COPIED_CODECS
    most_pixels: int = MAX_CLIP_PIXELS
