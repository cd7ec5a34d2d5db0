"""The shape of a picture: its pixels need not be square."""

from av.video.stream import VideoStream

# What is written beyond this is no shape of a pixel.
_MAX_ASPECT = 4.0


def pixel_aspect(stream: VideoStream) -> float:
    """Width over height of the stream's pixels; 1 where the file tells none, or none that can be."""
    told = stream.sample_aspect_ratio
    aspect = float(told) if told else 1.0
    return aspect if 1 / _MAX_ASPECT <= aspect <= _MAX_ASPECT else 1.0


def square_pixel_size(width: int, height: int, aspect: float) -> tuple[int, int]:
    """The size with square pixels that shows the same shape, and every line and column of the picture."""
    return (round(width * aspect), height) if aspect >= 1 else (width, round(height / aspect))
