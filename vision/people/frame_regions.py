"""Regions of the frame: left, center, right."""

from models.enums import FrameLocation


def frame_region(middle: float, width: float) -> FrameLocation:
    """The third of the frame that a pixel column lies in."""
    if middle < width / 3:
        return FrameLocation.LEFT
    return FrameLocation.CENTER if middle < width * 2 / 3 else FrameLocation.RIGHT
