"""Writes a large video cheaply: encodes a few seconds of noise, and repeats their packets until the size is reached."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

_FPS = 25
_TIME_BASE = Fraction(1, 90_000)


def write_large_video(path: Path, size_bytes: int, *, key_seconds: int = 2, megabits: int = 8) -> float:
    """Write 1080p H.264 in MP4 with a key frame every key_seconds. Returns its length in seconds.

    The index is at the end of the file, as cameras write it. megabits: the approximate rate per second.
    """
    packets = list(_encode_packets(key_seconds * 2, key_seconds, megabits))
    number = 0
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=_FPS, options=_build_options(key_seconds, megabits))
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.time_base = _TIME_BASE
        written = 0
        while written < size_bytes:
            for data, is_key in packets:
                packet = av.Packet(data)
                packet.stream, packet.time_base = stream, _TIME_BASE
                packet.pts = packet.dts = int(number / _FPS / _TIME_BASE)
                packet.is_keyframe = is_key
                container.mux(packet)
                written += len(data)
                number += 1
    return number / _FPS


def _build_options(key_seconds: int, megabits: int) -> dict[str, str]:
    rate = f"{megabits}M"
    return {"preset": "ultrafast", "tune": "zerolatency", "g": str(_FPS * key_seconds), "bf": "0", "b": rate,
            "maxrate": rate, "bufsize": rate, "sc_threshold": "0"}  # fmt: skip


def _encode_packets(seconds: int, key_seconds: int, megabits: int) -> Iterator[tuple[bytes, bool]]:
    random = np.random.default_rng(7)
    ground = random.integers(60, 190, (1080, 1920, 3), np.uint8)
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = 1920, 1080, "yuv420p"
    codec.time_base = Fraction(1, _FPS)
    codec.options = _build_options(key_seconds, megabits)
    for number in range(seconds * _FPS):
        image = np.roll(ground, 4 * number, axis=1)
        frame = VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
        frame.pts = number
        for packet in codec.encode(frame):
            yield bytes(packet), packet.is_keyframe
    for packet in codec.encode(None):
        yield bytes(packet), packet.is_keyframe
