"""A frame's number as a bar code that survives encoding, scaling and a change of colour range.

Two rows of eight blocks show sixteen bits: twelve of the number, four of a checksum. Two further rows show the same
bits inverted: a block is read by comparison with its opposite, not with a fixed brightness.
"""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

MAX_NUMBER = (1 << 12) - 1
_COLUMNS, _ROWS = 8, 4
# Dark and bright blocks, of 255.
DARK, BRIGHT = 31, 220
# Only the middle of a block is read: encoders blur its borders.
_BORDER = 0.25
# The least difference between a block and its opposite that counts as a bit.
_LEAST_CONTRAST = 40


def draw_barcode(number: int, width: int, height: int) -> Image:
    """An RGB picture (height x width x 3) with the number. Raises ValueError above 4,095."""
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError(f"a bar code holds 0 to {MAX_NUMBER}, not {number}")
    word = number << 4 | _checksum(number)
    bits = [bool(word >> place & 1) for place in reversed(range(16))]
    cells = np.array([*bits, *(not bit for bit in bits)]).reshape(_ROWS, _COLUMNS)
    rows = np.arange(height) * _ROWS // height
    columns = np.arange(width) * _COLUMNS // width
    grey = np.where(cells[rows][:, columns], BRIGHT, DARK).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def read_barcode(image: Image) -> int | None:
    """The number in a picture; None if it has none or a damaged one."""
    height, width = image.shape[:2]
    grey = image.astype(np.float64).mean(axis=2)
    cells = np.array(
        [[_block_mean(grey, row, column, height, width) for column in range(_COLUMNS)] for row in range(_ROWS)]
    )
    differences = (cells[:2] - cells[2:]).reshape(-1)
    if np.abs(differences).min() < _LEAST_CONTRAST:
        return None
    word = int("".join("1" if difference > 0 else "0" for difference in differences), 2)
    number = word >> 4
    return number if word & 15 == _checksum(number) else None


def measure_brightness(image: Image) -> tuple[float, float]:
    """Mean value (0..255) of the dark and of the bright blocks, to check the colour range."""
    grey = image.astype(np.float64).mean(axis=2)
    height, width = grey.shape
    cells = [_block_mean(grey, row, column, height, width) for row in range(_ROWS) for column in range(_COLUMNS)]
    middle = (min(cells) + max(cells)) / 2
    return (
        float(np.mean([cell for cell in cells if cell < middle])),
        float(np.mean([cell for cell in cells if cell >= middle])),
    )


def _block_mean(grey: NDArray[np.float64], row: int, column: int, height: int, width: int) -> float:
    top, bottom = (row + _BORDER) * height / _ROWS, (row + 1 - _BORDER) * height / _ROWS
    left, right = (column + _BORDER) * width / _COLUMNS, (column + 1 - _BORDER) * width / _COLUMNS
    return float(grey[int(top) : max(int(top) + 1, int(bottom)), int(left) : max(int(left) + 1, int(right))].mean())


def _checksum(number: int) -> int:
    # The three nibbles and a constant: an all-dark and an all-bright picture are no numbers.
    return (number ^ number >> 4 ^ number >> 8 ^ 0b0101) & 15
