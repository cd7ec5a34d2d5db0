"""Writes footage in which nobody comes: a store with the noise of a sensor, and light that changes slowly."""

from math import ceil, sin
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from evals.scenes.catalogue import SCENES
from evals.scenes.store import draw_store

# Noise is drawn once for so many frames, and footage longer than this repeats: cheaper than encoding it all.
_NOISES, _LONGEST_SECONDS = 16, 60.0


def write_still_footage(path: Path, seconds: float, *, fps: int = 25, noise: float = 2.0) -> Path:
    """720p H.264. noise: standard deviation of each pixel, in grey levels of 255."""
    if seconds <= _LONGEST_SECONDS:
        return _encode(path, seconds, fps, noise)
    part = _encode(path.with_suffix(".part.mp4"), _LONGEST_SECONDS, fps, noise)
    with av.open(str(path), "w") as container:
        stream, ticks = None, 0
        for _ in range(ceil(seconds / _LONGEST_SECONDS)):
            with av.open(str(part)) as source:
                original = source.streams.video[0]
                stream = stream or container.add_stream_from_template(original)
                for packet in source.demux(original):
                    if packet.pts is None or packet.dts is None:
                        continue
                    packet.pts, packet.dts, packet.stream = packet.pts + ticks, packet.dts + ticks, stream
                    container.mux(packet)
                assert original.time_base is not None
                ticks += round(_LONGEST_SECONDS / original.time_base)
    part.unlink()
    return path


def _encode(path: Path, seconds: float, fps: int, noise: float) -> Path:
    store = np.asarray(draw_store(SCENES["empty"]).convert("RGB").resize((1280, 720)), np.float32)
    random = np.random.default_rng(5)
    noises = [random.normal(0, noise, store.shape).astype(np.float32) for _ in range(_NOISES)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "g": str(4 * fps)})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for number in range(max(1, round(seconds * fps))):
            light = 6 * sin(number / fps / 40)
            picture = np.clip(store + noises[number * 7 % _NOISES] + light, 0, 255).astype(np.uint8)
            container.mux(stream.encode(VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path
