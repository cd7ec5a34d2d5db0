"""Small media files, made on the spot."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Image = NDArray[np.uint8]
CLOCK = Fraction(1, 90_000)


def draw_moving_square(seconds: float, width: int = 96, height: int = 64) -> Image:
    """A white square that goes around on grey: every frame differs from the last."""
    image = np.full((height, width, 3), 90, np.uint8)
    x, y = int(seconds * 17) % (width - 16), int(seconds * 11) % (height - 16)
    image[y : y + 16, x : x + 16] = 240
    return image


def write_video(
    path: Path,
    times: Sequence[float],
    picture: Callable[[float], Image] = draw_moving_square,
    *,
    starts: float = 0.0,
    rotation: int = 0,
    container_format: str | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rate: int = 25,
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
    sound: bool = False,
) -> Path:
    """A video with a frame at each of the times; the first timestamp is `starts`."""
    first = picture(times[0])
    with av.open(str(path), "w", format=container_format, options=options or {}) as container:
        container.metadata.update(metadata or {})
        stream = cast(av.VideoStream, container.add_stream(codec, rate=rate))
        stream.width, stream.height, stream.pix_fmt = first.shape[1], first.shape[0], pix_fmt
        if codec == "libx264":
            stream.codec_context.options = {"g": "12", "bf": "0", "threads": "1"}
        if codec != "mjpeg":
            stream.time_base = stream.codec_context.time_base = CLOCK
        if rotation:
            stream.set_display_rotation(rotation)
        audio = container.add_stream("aac", rate=16_000, layout="mono") if sound else None
        for number, seconds in enumerate(times):
            frame = VideoFrame.from_ndarray(picture(seconds), format="rgb24").reformat(format=pix_fmt)
            frame.time_base = CLOCK if codec != "mjpeg" else Fraction(1, rate)
            frame.pts = round((starts + seconds) / CLOCK) if codec != "mjpeg" else number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if audio is not None:
            for packet in _encode_tone(audio, times[-1]):
                container.mux(packet)
    return path


def write_sound(path: Path, seconds: float = 1.0) -> Path:
    """Sound without a picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        for packet in _encode_tone(stream, seconds):
            container.mux(packet)
    return path


def steady_times(seconds: float, fps: float) -> list[float]:
    return [n / fps for n in range(round(seconds * fps))]


def _encode_tone(stream: av.AudioStream, seconds: float) -> "Iterable[av.Packet[av.AudioStream]]":
    samples = np.sin(np.arange(int(seconds * 16_000) + 1024) / 9).astype(np.float32)
    for at in range(0, len(samples) - 1024, 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, at : at + 1024], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 16_000, at
        yield from stream.encode(frame)
    yield from stream.encode(None)
