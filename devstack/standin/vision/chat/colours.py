"""Names the colours of clothes, from the pixels where a standing body has them."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# Typical colours of clothes on camera (sRGB). The nearest one in CIELAB gives the name.
_COLOUR_SAMPLES: Mapping[str, tuple[tuple[int, int, int], ...]] = {
    "red": ((190, 40, 45), (150, 30, 35)),
    "orange": ((215, 110, 40),),
    "yellow": ((215, 175, 55), (235, 215, 90)),
    "green": ((45, 120, 70), (70, 150, 80)),
    "blue": ((48, 84, 168), (70, 130, 200)),
    "navy": ((34, 44, 84), (28, 34, 66)),
    "purple": ((112, 66, 140),),
    "pink": ((214, 134, 152),),
    "brown": ((104, 74, 50), (84, 60, 42)),
    "beige": ((190, 168, 132), (205, 188, 155)),
    "white": ((226, 226, 222), (205, 205, 203)),
    "grey": ((128, 132, 138), (100, 103, 108)),
    "black": ((38, 38, 44), (20, 20, 24)),
}
# Parts of a body's box: from the top, and the share of its width around the middle.
_TORSO, _LEGS = (0.24, 0.44), (0.56, 0.78)
_WIDTH_SHARE = 0.3
_MIN_PIXELS = 40
# A colour is named if at least this share of the part has it.
_MIN_SHARE = 0.45


def find_clothes_colours(pixels: Pixels, box: tuple[float, float, float, float]) -> tuple[str | None, str | None]:
    """The colours of the upper and lower clothes; None if no colour fills enough of the part."""
    return _find_colour(pixels, box, _TORSO), _find_colour(pixels, box, _LEGS)


def _find_colour(pixels: Pixels, box: tuple[float, float, float, float], part: tuple[float, float]) -> str | None:
    left, top, right, bottom = box
    middle, half = (left + right) / 2, (right - left) * _WIDTH_SHARE / 2
    rows = slice(max(0, int(top + part[0] * (bottom - top))), max(0, int(top + part[1] * (bottom - top))))
    columns = slice(max(0, int(middle - half)), max(0, int(middle + half) + 1))
    inside = pixels[rows, columns].reshape(-1, 3)
    if len(inside) < _MIN_PIXELS:
        return None
    names = [_NAMES[place] for place in np.argmin(_compute_distances(_lab_from_rgb(inside)), axis=1)]
    name, count = Counter(names).most_common(1)[0]
    return name if count >= _MIN_SHARE * len(names) else None


def _compute_distances(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    distances: NDArray[np.float64] = np.linalg.norm(lab[:, None, :] - _REFERENCES[None, :, :], axis=2)
    return distances


def _lab_from_rgb(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """sRGB as CIELAB under D65 (IEC 61966-2-1, CIE 15)."""
    part = rgb.astype(np.float64) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lab: NDArray[np.float64] = np.stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1
    )
    return lab


_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_NAMES = [name for name, shades in _COLOUR_SAMPLES.items() for _ in shades]
_REFERENCES = _lab_from_rgb(np.array([shade for shades in _COLOUR_SAMPLES.values() for shade in shades], np.uint8))
COLOURS = tuple(_COLOUR_SAMPLES)
