"""Whether a frame shows anything that differs from the frame that was looked at last: a gate before the detectors.

A frame that does not differ has the same people, so looking again tells nothing new. Frames are compared by the mean
brightness of cells of a few pixels. Three things change cells without anybody moving: noise, flicker of the compression
or of a screen, and rain or leaves. They are learnt, cell by cell: what differed when a look found the same as before
was no person. A cell that is too restless to tell is never counted as still: then every frame is looked at. Light that
changes everywhere alike is taken off.
"""

import numpy as np
from numpy.typing import NDArray

# A person who can be detected covers several cells of this grid.
LONGEST_SIDE = 160

# Grey levels, of 255. A change is more than the least one, than what the cell does by itself, and than noise: so many
# standard deviations, which the median over all cells tells, as people cover few of them.
_LEAST_CHANGE, _RESTLESS_FACTOR, _NOISE_FACTOR, _DEVIATION_OF_MEDIAN = 3.0, 1.5, 4.0, 1.4826
# What a cell does by itself is forgotten by this factor a look; a cell beyond the limit says nothing about people.
_FORGETTING, _TOO_RESTLESS = 0.97, 16.0
# From this share of restless cells on, the picture as a whole is too restless.
_RESTLESS_SHARE = 0.02

Cells = NDArray[np.float32]


class StillnessGate:
    """Compares frames with the one looked at last. Cells: mean brightness 0..255, height x width."""

    def __init__(self) -> None:
        self._reference: Cells | None = None
        self._unrest: Cells | None = None

    def is_still(self, cells: Cells) -> bool:
        """Whether the frame shows what the frame did that was looked at last. False before the first look."""
        if self._reference is None or self._reference.shape != cells.shape or self._is_too_restless():
            return False
        assert self._unrest is not None
        difference = self._difference(cells)
        noise = _estimate_noise(difference)
        if noise > _TOO_RESTLESS:
            return False
        changed = difference > np.maximum(max(_LEAST_CHANGE, noise), _RESTLESS_FACTOR * self._unrest)
        # One cell alone is noise: a person covers neighbours.
        return not bool((changed[1:] & changed[:-1]).any() or (changed[:, 1:] & changed[:, :-1]).any())

    def look(self, cells: Cells, *, same: bool) -> None:
        """Note a frame that was looked at. same: the look found what the look before found, and nobody who moved."""
        if self._reference is None or self._unrest is None or self._reference.shape != cells.shape:
            self._unrest = np.zeros_like(cells)
        elif _estimate_noise(self._difference(cells)) > _TOO_RESTLESS:
            # Another scene: what the cells of the one before did by themselves says nothing about it.
            self._unrest = np.zeros_like(cells)
        elif same:
            self._unrest = np.maximum(_FORGETTING * self._unrest, self._difference(cells))
        self._reference = cells

    def _difference(self, cells: Cells) -> Cells:
        assert self._reference is not None
        change = cells - self._reference
        difference: Cells = np.abs(change - np.median(change))
        return difference

    def _is_too_restless(self) -> bool:
        assert self._unrest is not None
        return float((self._unrest > _TOO_RESTLESS).mean()) > _RESTLESS_SHARE


def _estimate_noise(difference: Cells) -> float:
    return _NOISE_FACTOR * _DEVIATION_OF_MEDIAN * float(np.median(difference))
