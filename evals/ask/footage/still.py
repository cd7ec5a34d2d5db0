"""A blank video of any length in a few kilobytes: one grey frame every half minute."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

_WIDTH, _HEIGHT, _EVERY_SECONDS = 320, 180, 30


def write_blank_video(title: str, seconds: float, folder: Path) -> Path:
    """Write an H.264 MP4 of this length into the folder. The title makes its bytes differ from other files'."""
    path = folder / f"{title}.mp4"
    grey = np.full((_HEIGHT, _WIDTH, 3), 96, dtype=np.uint8)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        container.metadata["title"] = title
        stream = container.add_stream("libx264", rate=Fraction(1, _EVERY_SECONDS), options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        for number in range(round(seconds / _EVERY_SECONDS)):
            frame = VideoFrame.from_ndarray(grey, format="rgb24").reformat(format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
