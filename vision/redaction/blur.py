"""Blurs parts of a picture so that nobody is recognised, nor found by a detector."""

from collections.abc import Iterable

import numpy as np
from PIL import Image

from vision.detection.boxes import RgbImage
from vision.redaction.boxes import Box

# A box keeps so many colours across and down: the light of the scene, and no shape.
_CELLS = 3
# A frame that is blurred whole keeps a little more, so that it is seen that the footage goes on.
_CELLS_WHOLE = 8


def blur_boxes(image: RgbImage, boxes: Iterable[Box]) -> bool:
    """Blur these boxes of a picture in place; whether anything of it was."""
    height, width = image.shape[:2]
    blurred = False
    for left, top, right, bottom in boxes:
        x, y = max(0, int(left)), max(0, int(top))
        end_x, end_y = min(width, int(right) + 1), min(height, int(bottom) + 1)
        if end_x > x and end_y > y:
            image[y:end_y, x:end_x] = _smear(image[y:end_y, x:end_x], _CELLS)
            blurred = True
    return blurred


def blur_whole(image: RgbImage) -> None:
    """Blur a whole picture in place."""
    image[:] = _smear(image, _CELLS_WHOLE)


def _smear(part: RgbImage, cells: int) -> RgbImage:
    height, width = part.shape[:2]
    small = Image.fromarray(np.ascontiguousarray(part)).resize((cells, cells), Image.Resampling.BOX)
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR))
