"""Decode footage: upright frames at a steady rate, timed by the source's own timestamps."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vision.media.clock import FootageClock, TimelineGap
from vision.media.container import Source, open_video, undecodable_error
from vision.media.reader import SequentialReader
from vision.media.timeline import merge_gaps

RgbImage = NDArray[np.uint8]

# A timestamp may lie a hair before its place on the grid.
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class SampledFrame:
    """image is HxWx3 RGB, upright. number counts the source's decodable frames from 0; seconds count from the first.

    scale is the number of source pixels per pixel of the image: above 1 where the image was shrunk.
    """

    seconds: float
    number: int
    image: RgbImage
    scale: float = 1.0


class SampledFrames(Iterator[SampledFrame]):
    """Frames of one video at most `fps` times a second, in order. One pass; memory holds one frame at a time.

    While it runs, `seconds` is the position of the last decoded frame, and `skipped_seconds` and `gaps` what of the
    footage before it cannot be seen. After the last frame they also count what the header announces but the file
    lacks, `seconds` is the end of the last frame, and `clock` the file's.
    """

    def __init__(
        self, source: Source, fps: float, longest_side: int | None = None, excluded: Sequence[tuple[float, float]] = ()
    ) -> None:
        if fps <= 0:
            raise ValueError("fps must be above 0")
        self.seconds = 0.0
        self.skipped_seconds = 0.0
        self.gaps: Sequence[TimelineGap] = ()
        self.clock: FootageClock | None = None
        self._fps = fps
        self._longest_side = longest_side
        self._excluded = excluded
        self._frames = self._sample(source)

    def __next__(self) -> SampledFrame:
        return next(self._frames)

    def close(self) -> None:
        """Let go of the file before the last frame."""
        self._frames.close()

    def _sample(self, source: Source) -> Generator[SampledFrame, None, None]:
        with open_video(source) as (container, stream):
            stream.thread_type = "AUTO"
            run = SequentialReader(container, stream, self._excluded)
            number, due = -1, 0.0
            for seconds, decoded in run:
                number += 1
                self.seconds, self.skipped_seconds = seconds, run.timeline.skipped_seconds
                if seconds >= due - _EPSILON:
                    due = (int(seconds * self._fps + _EPSILON) + 1) / self._fps
                    yield self._convert(decoded, seconds, number)
            if number < 0:
                raise undecodable_error(source, stream.codec_context.name)
            run.finish()
            self.seconds, self.skipped_seconds = run.timeline.seconds, run.timeline.skipped_seconds
            self.gaps, self.clock = merge_gaps(run.timeline.gaps), run.timeline.to_clock()

    def _convert(self, decoded: VideoFrame, seconds: float, number: int) -> SampledFrame:
        longest = max(decoded.width, decoded.height)
        scale = max(1.0, longest / self._longest_side) if self._longest_side else 1.0
        width, height = round(decoded.width / scale), round(decoded.height / scale)
        converted = decoded.reformat(width=max(1, width), height=max(1, height), format="rgb24")
        image = cast(RgbImage, converted.to_ndarray())
        turns = round(decoded.rotation / 90) % 4
        if turns:
            image = np.ascontiguousarray(np.rot90(image, turns))
        return SampledFrame(seconds, number, image, scale)


def sample_frames(
    source: Source, fps: float, *, longest_side: int | None = None, excluded: Sequence[tuple[float, float]] = ()
) -> SampledFrames:
    """Frames at most `fps` times a second, nearest after each k / fps, by source timestamps (also of variable rate).

    The first frame is at 0.0. Frames that are not sampled are decoded, because later ones lean on them, but not
    converted. `longest_side` shrinks larger pictures to this many pixels. What cannot be decoded is counted, as is what
    lies in the stretches `without` (from, to: seconds), which is not given to the decoder at all.
    Raises what `open_video` raises, and UNDECODABLE_VIDEO or TRUNCATED_VIDEO when there is not one frame.
    """
    return SampledFrames(source, fps, longest_side, excluded)
