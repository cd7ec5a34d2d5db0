"""H.264 or H.265 of a moving bar, of which every access unit says which frame of which camera it is.

The number stands in an SEI message (ITU-T H.264, D.2.7, and H.265, D.3.7: user data unregistered), so that it survives
a stream copy and is read back without decoding.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

_UUID = b"watchgraph-bench"
_MARK = re.compile(_UUID + rb"([0-9a-f]{12})")
_START_CODE = re.compile(rb"\x00{2,3}\x01")
_TRAILING_BIT = b"\x80"


@dataclass(frozen=True, slots=True)
class Codec:
    """encoder: FFmpeg's. NAL unit types (ITU-T H.264, table 7-1; H.265, table 7-1): of parameter_sets, in their order;
    of key frames; of other pictures. sei_header: of a NAL unit with an SEI message."""

    name: str
    encoder: str
    parameter_sets: Sequence[int]
    key_frames: frozenset[int]
    pictures: frozenset[int]
    sei_header: bytes

    def type_of(self, unit: bytes) -> int:
        return unit[0] & 31 if self is H264 else unit[0] >> 1 & 63


H264 = Codec("h264", "libx264", (7, 8), frozenset({5}), frozenset({1}), bytes([6]))
H265 = Codec("hevc", "libx265", (32, 33, 34), frozenset({19, 20}), frozenset(range(32)), bytes([39 << 1, 1]))


@dataclass(frozen=True, slots=True)
class MovingPicture:
    """A loop that begins with a key frame. units: the NAL units of each frame, without start codes."""

    width: int
    height: int
    fps: int
    units: Sequence[Sequence[bytes]]
    codec: Codec = H264

    @property
    def parameter_sets(self) -> list[bytes]:
        """SPS and PPS; in H.265 after the VPS."""
        first = self.units[0]
        return [next(unit for unit in first if self.codec.type_of(unit) == kind) for kind in self.codec.parameter_sets]

    def is_key(self, number: int) -> bool:
        units = self.units[number % len(self.units)]
        return any(self.codec.type_of(unit) in self.codec.key_frames for unit in units)

    def mark(self, number: int) -> list[bytes]:
        """The NAL units of frame `number` of the endless loop, with its number."""
        codec, text = self.codec, _UUID + f"{number:012x}".encode()
        sei = codec.sei_header + bytes([5, len(text)]) + text + _TRAILING_BIT
        units = list(self.units[number % len(self.units)])
        pictures = codec.pictures | codec.key_frames
        at = next(i for i, unit in enumerate(units) if codec.type_of(unit) in pictures)
        return [*units[:at], sei, *units[at:]]


def encode_moving_picture(
    width: int = 160, height: int = 120, fps: int = 10, seconds: int = 4, codec: Codec = H264
) -> MovingPicture:
    """A key frame each second, no B-frames, parameter sets before each key frame."""
    context = cast(VideoCodecContext, av.CodecContext.create(codec.encoder, "w"))
    context.width, context.height, context.pix_fmt, context.framerate = width, height, "yuv420p", Fraction(fps)
    shared = f"keyint={fps}:min-keyint={fps}:scenecut=0:repeat-headers=1:slices=1"
    context.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        **({"x264-params": shared} if codec is H264 else {"x265-params": f"{shared}:bframes=0:log-level=none"}),
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
    return MovingPicture(width, height, fps, units, codec)


def split_units(stream: bytes) -> list[bytes]:
    """NAL units of a byte stream with start codes (ITU-T H.264, annex B)."""
    return [unit.rstrip(b"\x00") for unit in _START_CODE.split(stream) if unit]


def read_numbers(packet: bytes) -> list[int]:
    """The frame numbers in a packet."""
    return [int(number, 16) for number in _MARK.findall(packet)]
