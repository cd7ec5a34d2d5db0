"""Estimates the memory that a decoder needs, before it decodes, and rejects streams that need too much.

A decoder keeps reference frames, one frame per thread, and a few for output. The sizes in a header may be wrong, and a
stream may change in its middle. This estimate keeps valid files within the limits, and gives the reason for rejecting
others; against wrong headers, the limit of the process protects (domain.isolation.limits).
"""

import os
import resource
from collections.abc import Mapping

from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.media.parameter_sets import count_reference_frames

# The largest frame that is decoded: 8K UHD, in either orientation.
MAX_PIXELS = 7680 * 4320
_LIMIT_BYTES = 3 << 30
# Memory of an analysis beside decoded frames: Python, the networks, stacks of threads.
_OVERHEAD_BYTES = 768 << 20
_MIB = 1 << 20
_REFERENCES: Mapping[str, int] = {
    "h264": 16, "hevc": 16, "vvc": 16, "av1": 8, "vp9": 8, "vp8": 3, "mpeg1video": 2, "mpeg2video": 2, "mpeg4": 2,
    "h263": 2, "wmv1": 2, "wmv2": 2, "wmv3": 2, "vc1": 2, "mjpeg": 0, "theora": 2, "prores": 0, "dvvideo": 0,
    "rawvideo": 0, "ffv1": 1, "dnxhd": 0, "png": 1, "jpeg2000": 0,
}  # fmt: skip
_MAX_REFERENCES = 16
# The frame that is being decoded, and the one that is analyzed.
_IN_FLIGHT_FRAMES = 2
# Motion vectors and similar, and margins around the frame.
_TABLE_BYTES_PER_PIXEL = 1
# 4:4:4 with more than eight bits and an alpha channel.
_MAX_BYTES_PER_PIXEL = 8
_MAX_THREADS = 16


def memory_limit_bytes() -> int:
    """The memory limit of this process; 3 GiB where none is set."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return _LIMIT_BYTES if soft == resource.RLIM_INFINITY else soft


def frame_bytes(width: int, height: int, pixel_format: str | None) -> int:
    """The memory of a decoded frame, with the decoder's tables for it."""
    bits = _MAX_BYTES_PER_PIXEL * 8
    if pixel_format is not None:
        # Padded: a sample of ten bits takes two bytes.
        bits = VideoFormat(pixel_format).padded_bits_per_pixel or bits
    return (width + 64) * (height + 64) * (bits + 8 * _TABLE_BYTES_PER_PIXEL) // 8


def limit_decoder(stream: VideoStream) -> None:
    """Set the number of the decoder's threads, and the largest frame it decodes, by the memory limit.

    Raises UnusableMedia (VIDEO_TOO_LARGE) where a single thread would need too much.
    """
    context = stream.codec_context
    width, height, form = context.width, context.height, context.pix_fmt
    codec = context.codec.canonical_name
    references = count_reference_frames(codec, context.extradata)
    max_references = _REFERENCES.get(codec, _MAX_REFERENCES)
    bytes_per_frame = frame_bytes(width, height, form)
    check_memory(width, height, bytes_per_frame, max_references if references is None else references)
    available = memory_limit_bytes() - _OVERHEAD_BYTES
    # A stream may need more references later: reserve memory for all that its codec allows before counting threads.
    threads = min(_default_threads(), available // max(1, bytes_per_frame) - max_references - _IN_FLIGHT_FRAMES)
    context.thread_count = max(1, threads)
    # Frames may become larger in the middle, with more bytes per pixel. Those beyond this size count as damaged.
    frames = max_references + context.thread_count + _IN_FLIGHT_FRAMES
    max_pixels = available // (frames * (_MAX_BYTES_PER_PIXEL + _TABLE_BYTES_PER_PIXEL))
    context.options = {"max_pixels": str(max((width + 15) * (height + 15), min(MAX_PIXELS, max_pixels)))}


def _default_threads() -> int:
    """FFmpeg's own default."""
    cores = os.cpu_count() or 1
    return min(cores + 1, _MAX_THREADS) if cores > 1 else 1


def check_memory(width: int, height: int, bytes_per_frame: int, kept_frames: int) -> None:
    """Raise UnusableMedia (VIDEO_TOO_LARGE) where so many reference frames of this size need too much memory."""
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
    """Options that keep an H.264 encoder within the memory of a child beside the decoder: little lookahead."""
    if width * height <= MAX_PIXELS // 4:
        return {}
    return {"threads": "2", "rc-lookahead": "2", "bf": "0"}


class FrameSizeGuard:
    """Checks the memory again when the frames of a stream change in its middle."""

    def __init__(self, stream: VideoStream) -> None:
        context = stream.codec_context
        self._codec = context.codec.canonical_name
        self._last = (context.width, context.height, context.pix_fmt)

    def check(self, frame: VideoFrame) -> None:
        """Raise UnusableMedia (VIDEO_TOO_LARGE) where frames like this one need too much memory."""
        shape = (frame.width, frame.height, frame.format.name)
        if shape != self._last:
            check_memory(frame.width, frame.height, frame_bytes(*shape), _REFERENCES.get(self._codec, _MAX_REFERENCES))
            self._last = shape
