"""What a file tells of its colours: their range, and the numbers of ITU-T H.273 for primaries, transfer and matrix.

Browsers that find the description incomplete guess all of it, and take full range for that of television: dark pixels
become black. So a clip has all three numbers or none.
"""

from typing import NamedTuple, Protocol

from av.video.reformatter import ColorRange

_UNSPECIFIED = (0, 2)
_FULL_FORMATS = frozenset({"yuvj420p", "yuvj422p", "yuvj444p", "yuvj440p"})


class ColorDescription(NamedTuple):
    """The numbers of primaries, transfer characteristics and matrix, as FFmpeg and H.273 count them."""

    primaries: int
    transfer: int
    matrix: int


# What belongs together: BT.709; BT.601 of 625 and of 525 lines; SMPTE 240M; BT.2020.
_STANDARD_DESCRIPTIONS = {
    1: ColorDescription(1, 1, 1),
    5: ColorDescription(5, 6, 5),
    6: ColorDescription(6, 6, 6),
    7: ColorDescription(7, 7, 7),
    9: ColorDescription(9, 14, 9),
}


class ColorSource(Protocol):
    """A frame or a codec's context."""

    @property
    def color_range(self) -> int: ...
    @property
    def color_primaries(self) -> int: ...
    @property
    def color_trc(self) -> int: ...
    @property
    def colorspace(self) -> int: ...


def is_full_range(source: ColorSource, pixel_format: str | None) -> bool:
    """Whether the colours use all values, as in JPEG, and not those of television."""
    return int(source.color_range) == int(ColorRange.JPEG) or pixel_format in _FULL_FORMATS


def read_description(source: ColorSource) -> ColorDescription:
    """The description as it stands there, with 2 for what it leaves open."""
    numbers = (source.color_primaries, source.color_trc, source.colorspace)
    return ColorDescription(*(2 if int(number) in _UNSPECIFIED else int(number) for number in numbers))


def is_incomplete(description: ColorDescription) -> bool:
    """Whether some of the three numbers are told and others are not."""
    return 0 < sum(number == 2 for number in description) < len(description)


def complete_description(description: ColorDescription) -> ColorDescription | None:
    """The description with what usually belongs to the part that is told; None where nothing is."""
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
        *(normal if given == 2 else given for given, normal in zip(description, usual, strict=True))
    )
