"""H.264 of a moving bar, of which every access unit says which frame of which camera it is.

The number stands in an SEI message (ITU-T H.264, D.2.7, user data unregistered), so that it survives a stream copy and
is read back without decoding.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

_UUID = b"watchgraph-bench"
_MARK = re.compile(_UUID + rb"([0-9a-f]{12})")
_START_CODE = re.compile(rb"\x00{2,3}\x01")
_SPS, _PPS, _SEI, _IDR = 7, 8, 6, 5


@dataclass(frozen=True, slots=True)
class MovingPicture:
    """A loop that begins with a key frame. units: the NAL units of each frame, without start codes."""

    width: int
    height: int
    fps: int
    units: Sequence[Sequence[bytes]]

    @property
    def parameter_sets(self) -> tuple[bytes, bytes]:
        """SPS and PPS."""
        first = self.units[0]
        sps, pps = (next(unit for unit in first if unit[0] & 31 == kind) for kind in (_SPS, _PPS))
        return sps, pps

    def is_key(self, number: int) -> bool:
        return any(unit[0] & 31 == _IDR for unit in self.units[number % len(self.units)])

    def mark(self, number: int) -> list[bytes]:
        """The NAL units of frame `number` of the endless loop, with its number."""
        text = _UUID + f"{number:012x}".encode()
        sei = bytes([_SEI, 5, len(text)]) + text + b"\x80"
        units = list(self.units[number % len(self.units)])
        at = next(i for i, unit in enumerate(units) if unit[0] & 31 in (1, _IDR))
        return [*units[:at], sei, *units[at:]]


def encode_moving_picture(width: int = 160, height: int = 120, fps: int = 10, seconds: int = 4) -> MovingPicture:
    """A key frame each second, no B-frames, SPS and PPS before each key frame."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt, context.framerate = width, height, "yuv420p", Fraction(fps)
    context.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "x264-params": f"keyint={fps}:min-keyint={fps}:scenecut=0:repeat-headers=1:slices=1",
    }
    units = []
    for number in range(fps * seconds):
        picture = np.full((height, width), 40, np.uint8)
        left = number * (width - 16) // (fps * seconds)
        picture[:, left : left + 16] = 220
        frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format="yuv420p")
        frame.pts = number
        units += [split_units(bytes(packet)) for packet in context.encode(frame)]
    units += [split_units(bytes(packet)) for packet in context.encode(None)]
    return MovingPicture(width, height, fps, units)


def split_units(stream: bytes) -> list[bytes]:
    """NAL units of a byte stream with start codes (ITU-T H.264, annex B)."""
    return [unit.rstrip(b"\x00") for unit in _START_CODE.split(stream) if unit]


def read_numbers(packet: bytes) -> list[int]:
    """The frame numbers in a packet."""
    return [int(number, 16) for number in _MARK.findall(packet)]
