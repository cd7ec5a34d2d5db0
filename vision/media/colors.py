"""Colour metadata of a file: the range, and the ITU-T H.273 code points of primaries, transfer and matrix.

Browsers ignore an incomplete description, and treat full range as limited range: dark pixels become black. So a clip
has all three code points or none.
"""

from typing import NamedTuple, Protocol

from av.video.reformatter import ColorRange

_UNSPECIFIED = (0, 2)
_FULL_FORMATS = frozenset({"yuvj420p", "yuvj422p", "yuvj444p", "yuvj440p"})


class ColorDescription(NamedTuple):
    """H.273 code points of primaries, transfer characteristics and matrix."""

    primaries: int
    transfer: int
    matrix: int


# Usual combinations: BT.709; BT.601 with 625 and with 525 lines; SMPTE 240M; BT.2020.
_STANDARD_DESCRIPTIONS = {
    1: ColorDescription(1, 1, 1),
    5: ColorDescription(5, 6, 5),
    6: ColorDescription(6, 6, 6),
    7: ColorDescription(7, 7, 7),
    9: ColorDescription(9, 14, 9),
}


class ColorSource(Protocol):
    """A frame or a codec context."""

    @property
    def color_range(self) -> int: ...
    @property
    def color_primaries(self) -> int: ...
    @property
    def color_trc(self) -> int: ...
    @property
    def colorspace(self) -> int: ...


def is_full_range(source: ColorSource, pixel_format: str | None) -> bool:
    """Whether colours use the full range of values, as in JPEG, and not the limited range of television."""
    return int(source.color_range) == int(ColorRange.JPEG) or pixel_format in _FULL_FORMATS


def read_description(source: ColorSource) -> ColorDescription:
    """The description, with 2 for unspecified code points."""
    numbers = (source.color_primaries, source.color_trc, source.colorspace)
    return ColorDescription(*(2 if int(number) in _UNSPECIFIED else int(number) for number in numbers))


def is_incomplete(description: ColorDescription) -> bool:
    """Whether some code points are specified and others are not."""
    return 0 < sum(number == 2 for number in description) < len(description)


def complete_description(description: ColorDescription) -> ColorDescription | None:
    """The description, completed by the usual combination; None where nothing is specified."""
    usual = (
        _STANDARD_DESCRIPTIONS.get(description.matrix)
        or _STANDARD_DESCRIPTIONS.get(description.primaries)
        or _STANDARD_DESCRIPTIONS.get(description.transfer)
    )
    if not is_incomplete(description):
        return None if description.matrix == 2 else description
    if usual is None:
        return None
    return ColorDescription(
        *(default if number == 2 else number for number, default in zip(description, usual, strict=True))
    )
