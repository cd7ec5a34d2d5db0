"""Pixel aspect ratio: pixels of a video need not be square."""

from av.video.stream import VideoStream

# A larger ratio in a file is an error.
_MAX_ASPECT = 4.0


def pixel_aspect(stream: VideoStream) -> float:
    """Width divided by height of the stream's pixels; 1 where the file has no plausible ratio."""
    ratio = stream.sample_aspect_ratio
    aspect = float(ratio) if ratio else 1.0
    return aspect if 1 / _MAX_ASPECT <= aspect <= _MAX_ASPECT else 1.0


def square_pixel_size(width: int, height: int, aspect: float) -> tuple[int, int]:
    """The size with square pixels that keeps the shape, without losing lines or columns."""
    return (round(width * aspect), height) if aspect >= 1 else (width, round(height / aspect))
