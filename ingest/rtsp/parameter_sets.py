"""What a stream says about itself within its pictures: resolution and profile may change in the middle."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import av
from av.video.stream import VideoStream

_START_CODE = re.compile(rb"\x00\x00\x01")
# The NAL unit types of sequence parameter sets (ITU-T H.264, table 7-1; H.265, table 7-1).
_H264_SPS, _H265_SPS = 7, 33


def find_sequence_parameters(codec: str, key_frame: bytes) -> tuple[bytes, ...]:
    """The sequence parameter sets within a key frame; none where the codec has none or they come by another way."""
    if codec not in ("h264", "hevc"):
        return ()
    found = []
    starts = [match.end() for match in _START_CODE.finditer(key_frame)]
    for begin, end in pairwise([*starts, len(key_frame) + 3]):
        unit = key_frame[begin : end - 3].rstrip(b"\x00")
        if unit and _is_sequence_parameters(codec, unit):
            found.append(unit)
    return tuple(found)


@contextmanager
def open_key_frame(codec: str, key_frame: bytes) -> Iterator[VideoStream]:
    """The stream that begins with this key frame, as a template for a file. Raises what PyAV raises."""
    with av.open(io.BytesIO(key_frame), format=codec) as container:
        yield container.streams.video[0]


def _is_sequence_parameters(codec: str, unit: bytes) -> bool:
    return unit[0] & 31 == _H264_SPS if codec == "h264" else unit[0] >> 1 & 63 == _H265_SPS
