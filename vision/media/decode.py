"""Decodes footage: upright frames at a steady rate, with positions from the timestamps of the source."""

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

# A timestamp may lie slightly before its sampling time.
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class SampledFrame:
    """image: HxWx3 RGB, upright. number: of decodable frames, from 0. seconds: from the first frame.

    scale: source pixels per pixel of the image; above 1 where the image was shrunk.
    """

    seconds: float
    number: int
    image: RgbImage
    scale: float = 1.0


class SampledFrames(Iterator[SampledFrame]):
    """Frames of one video, at most `fps` per second, in order. One pass, with one frame in memory.

    seconds: the position of the last decoded frame. skipped_seconds, gaps: footage before it that cannot be decoded.
    After the last frame, these include what the header announces but the file lacks; `seconds` is then the end of the
    last frame, and `clock` is set.
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
        """Close the file before the last frame."""
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
    """At most `fps` frames per second: the first one after each k / fps by the source's timestamps, also at variable
    rate.

    The first frame is at 0.0. Other frames are decoded, because later ones depend on them, but not converted.
    longest_side: larger frames are shrunk to this many pixels. excluded: spans (from, to; seconds) that are not
    decoded; they count as skipped, like footage that cannot be decoded. Raises what `open_video` raises, and
    UNDECODABLE_VIDEO or TRUNCATED_VIDEO where there is no frame at all.
    """
    return SampledFrames(source, fps, longest_side, excluded)
