"""Where the picture jumps to another scene, as between the clips of a compilation, or when a camera is turned.

Two frames show another scene if small grey versions of them do not correlate, and most of the picture has changed.
Brightness and contrast do not change the correlation, so that lamps that go on or off are no jump; people who walk
through a plain room change a small part. A picture without contrast says nothing.
"""

import numpy as np
from numpy.typing import NDArray

from vision.detection.boxes import RgbImage

_COLUMNS, _ROWS = 24, 16
_MIN_CONTRAST = 4.0
# Another scene correlates less with the frame before; more of its cells change, by more than a part of the contrast.
_SAME_SCENE, _CHANGED_PART, _CHANGED_CONTRAST = 0.35, 0.5, 0.5

Floats = NDArray[np.float64]


class CutFinder:
    """Takes frames in order."""

    def __init__(self) -> None:
        self._before: Floats | None = None

    def is_cut(self, image: RgbImage) -> bool:
        """Whether this frame shows another scene than the last one with contrast."""
        small = _shrink(image)
        if small.std() < _MIN_CONTRAST:
            return False
        before, self._before = self._before, small
        if before is None or before.shape != small.shape:
            return False
        change = small - before
        changed = np.abs(change - np.median(change)) > _CHANGED_CONTRAST * min(before.std(), small.std())
        correlation = float(((before - before.mean()) * (small - small.mean())).mean()) / float(
            before.std() * small.std()
        )
        return correlation < _SAME_SCENE and float(changed.mean()) > _CHANGED_PART


def _shrink(image: RgbImage) -> Floats:
    """Mean brightness of the cells of a grid."""
    height, width = image.shape[:2]
    rows, columns = min(_ROWS, height), min(_COLUMNS, width)
    grey = image[: height // rows * rows, : width // columns * columns, 1].astype(np.float32)
    cells = grey.reshape(rows, height // rows, columns, width // columns).mean(axis=(1, 3))
    return np.asarray(cells, np.float64)
