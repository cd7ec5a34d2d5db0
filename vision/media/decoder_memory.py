"""How much memory decoding a stream takes, told before a frame of it is decoded; what takes too much is refused.

A decoder keeps the pictures that later ones lean on, one for each of its threads, and a few on their way out. Sizes in
a header are claims, and a stream may change in its middle: what stands here keeps honest files within their bounds and
says plainly why others are not read. What lies is held by the limit of the process itself (see domain.isolation.limits).
"""

import os
import resource
from collections.abc import Mapping

from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.media.parameter_sets import count_reference_frames

# The largest picture that is decoded: 8K UHD, in either orientation.
MAX_PIXELS = 7680 * 4320
_LIMIT_BYTES = 3 << 30
# What an analysis takes beside the decoder's pictures: Python, the networks, stacks of threads.
_OVERHEAD_BYTES = 768 << 20
_MIB = 1 << 20
_REFERENCES: Mapping[str, int] = {
    "h264": 16, "hevc": 16, "vvc": 16, "av1": 8, "vp9": 8, "vp8": 3, "mpeg1video": 2, "mpeg2video": 2, "mpeg4": 2,
    "h263": 2, "wmv1": 2, "wmv2": 2, "wmv3": 2, "vc1": 2, "mjpeg": 0, "theora": 2, "prores": 0, "dvvideo": 0,
    "rawvideo": 0, "ffv1": 1, "dnxhd": 0, "png": 1, "jpeg2000": 0,
}  # fmt: skip
_MAX_REFERENCES = 16
# The picture that is decoded, and the one that is looked at.
_IN_FLIGHT_FRAMES = 2
# Vectors of motion and the like, and the edges that are decoded beyond the picture.
_TABLE_BYTES_PER_PIXEL = 1
# 4:4:4 of more than eight bits, and with transparency.
_MAX_BYTES_PER_PIXEL = 8
_MAX_THREADS = 16


def memory_limit_bytes() -> int:
    """What this process may take: 3 GiB where nothing else is set."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return _LIMIT_BYTES if soft == resource.RLIM_INFINITY else soft


def frame_bytes(width: int, height: int, pixel_format: str | None) -> int:
    """A decoded picture in memory, with what its decoder keeps about it."""
    bits = _MAX_BYTES_PER_PIXEL * 8
    if pixel_format is not None:
        # Padded: a sample of ten bits stands in two bytes.
        bits = VideoFormat(pixel_format).padded_bits_per_pixel or bits
    return (width + 64) * (height + 64) * (bits + 8 * _TABLE_BYTES_PER_PIXEL) // 8


def limit_decoder(stream: VideoStream) -> None:
    """Let a stream's decoder use as many threads as its memory allows, and refuse to decode what outgrows that.

    Raises UnusableMedia (VIDEO_TOO_LARGE) where a single thread would take too much.
    """
    context = stream.codec_context
    width, height, form = context.width, context.height, context.pix_fmt
    codec = context.codec.canonical_name
    told = count_reference_frames(codec, context.extradata)
    most = _REFERENCES.get(codec, _MAX_REFERENCES)
    one = frame_bytes(width, height, form)
    check_memory(width, height, one, most if told is None else told)
    room = memory_limit_bytes() - _OVERHEAD_BYTES
    # A stream may ask for more references later on: threads are only what is left beside all that its codec allows.
    threads = min(_default_threads(), room // max(1, one) - most - _IN_FLIGHT_FRAMES)
    context.thread_count = max(1, threads)
    # It may become larger in its middle, in other colours, too. Such pictures count as damaged.
    frames = most + context.thread_count + _IN_FLIGHT_FRAMES
    fits = room // (frames * (_MAX_BYTES_PER_PIXEL + _TABLE_BYTES_PER_PIXEL))
    context.options = {"max_pixels": str(max((width + 15) * (height + 15), min(MAX_PIXELS, fits)))}


def _default_threads() -> int:
    """As many as FFmpeg would take by itself."""
    cores = os.cpu_count() or 1
    return min(cores + 1, _MAX_THREADS) if cores > 1 else 1


def check_memory(width: int, height: int, bytes_per_frame: int, kept_frames: int) -> None:
    """Raise UnusableMedia (VIDEO_TOO_LARGE) where pictures of `one` byte count each, so many kept, take too much."""
    needed = (kept_frames + 1 + _IN_FLIGHT_FRAMES) * bytes_per_frame + _OVERHEAD_BYTES
    if width * height > MAX_PIXELS or needed > memory_limit_bytes():
        raise UnusableMedia(
            "VIDEO_TOO_LARGE",
            width=width,
            height=height,
            needed_mib=-(-needed // _MIB),
            limit_mib=memory_limit_bytes() // _MIB,
        )


def encoder_options(width: int, height: int) -> Mapping[str, str]:
    """What keeps an H.264 encoder within a child's memory beside the decoder: large pictures are not kept waiting."""
    if width * height <= MAX_PIXELS // 4:
        return {}
    return {"threads": "2", "rc-lookahead": "2", "bf": "0"}


class FrameSizeGuard:
    """Watches decoded frames: a stream that changed in its middle is bounded anew."""

    def __init__(self, stream: VideoStream) -> None:
        context = stream.codec_context
        self._codec = context.codec.canonical_name
        self._last = (context.width, context.height, context.pix_fmt)

    def check(self, frame: VideoFrame) -> None:
        """Raises UnusableMedia (VIDEO_TOO_LARGE) where frames such as this one take too much."""
        now = (frame.width, frame.height, frame.format.name)
        if now != self._last:
            check_memory(frame.width, frame.height, frame_bytes(*now), _REFERENCES.get(self._codec, _MAX_REFERENCES))
            self._last = now
