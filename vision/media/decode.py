"""Decodes footage: upright frames at a steady rate, with positions from the timestamps of the source."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
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

    scale: source pixels per pixel of the image; above 1 where the image was shrunk. is_repeated: the image is that of
    an earlier frame, from which this one does not differ.
    """

    seconds: float
    number: int
    image: RgbImage
    scale: float = 1.0
    is_repeated: bool = False


class DueFrame:
    """A frame at its sampling time, before its conversion. Use it before the next one is taken."""

    def __init__(self, decoded: VideoFrame, seconds: float, number: int, converter: "_Converter") -> None:
        self.seconds = seconds
        self.number = number
        self._decoded = decoded
        self._converter = converter

    def convert(self) -> SampledFrame:
        image, scale = self._converter.convert(self._decoded)
        return SampledFrame(self.seconds, self.number, image, scale)

    def measure_brightness(self, longest_side: int) -> NDArray[np.float32]:
        """The mean brightness 0..255 of cells, of which the longer side of the frame has so many. Not turned."""
        return self._converter.measure_brightness(self._decoded, longest_side)


class DueFrames(Iterator[DueFrame]):
    """Frames of one video that are due, at most `fps` per second, in order. One pass.

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

    def __next__(self) -> DueFrame:
        return next(self._frames)

    def close(self) -> None:
        """Close the file before the last frame."""
        self._frames.close()

    def _sample(self, source: Source) -> Generator[DueFrame, None, None]:
        converter = _Converter(self._longest_side)
        with open_video(source) as (container, stream):
            stream.thread_type = "AUTO"
            run = SequentialReader(container, stream, self._excluded)
            number, due = -1, 0.0
            for seconds, decoded in run:
                number += 1
                self.seconds, self.skipped_seconds = seconds, run.timeline.skipped_seconds
                if seconds >= due - _EPSILON:
                    due = (int(seconds * self._fps + _EPSILON) + 1) / self._fps
                    yield DueFrame(decoded, seconds, number, converter)
            if number < 0:
                raise undecodable_error(source, stream.codec_context.name)
            run.finish()
            self.seconds, self.skipped_seconds = run.timeline.seconds, run.timeline.skipped_seconds
            self.gaps, self.clock = merge_gaps(run.timeline.gaps), run.timeline.to_clock()


class SampledFrames(Iterator[SampledFrame]):
    """The same frames, converted. One frame is in memory at a time."""

    def __init__(
        self, source: Source, fps: float, longest_side: int | None = None, excluded: Sequence[tuple[float, float]] = ()
    ) -> None:
        self._due = DueFrames(source, fps, longest_side, excluded)

    @property
    def seconds(self) -> float:
        return self._due.seconds

    @property
    def skipped_seconds(self) -> float:
        return self._due.skipped_seconds

    @property
    def gaps(self) -> Sequence[TimelineGap]:
        return self._due.gaps

    @property
    def clock(self) -> FootageClock | None:
        return self._due.clock

    def __next__(self) -> SampledFrame:
        return next(self._due).convert()

    def close(self) -> None:
        """Close the file before the last frame."""
        self._due.close()


class _Converter:
    """Converts frames of one video. The reformatters keep their state from frame to frame."""

    def __init__(self, longest_side: int | None) -> None:
        self._longest_side = longest_side
        self._to_image, self._to_cells = VideoReformatter(), VideoReformatter()

    def convert(self, decoded: VideoFrame) -> tuple[RgbImage, float]:
        longest = max(decoded.width, decoded.height)
        scale = max(1.0, longest / self._longest_side) if self._longest_side else 1.0
        width, height = round(decoded.width / scale), round(decoded.height / scale)
        converted = self._to_image.reformat(decoded, width=max(1, width), height=max(1, height), format="rgb24")
        image = cast(RgbImage, converted.to_ndarray())
        turns = round(decoded.rotation / 90) % 4
        return (np.ascontiguousarray(np.rot90(image, turns)) if turns else image), scale

    def measure_brightness(self, decoded: VideoFrame, longest_side: int) -> NDArray[np.float32]:
        scale = max(1.0, max(decoded.width, decoded.height) / longest_side)
        width, height = max(1, round(decoded.width / scale)), max(1, round(decoded.height / scale))
        cells = self._to_cells.reformat(decoded, width=width, height=height, format="gray", interpolation="AREA")
        return cells.to_ndarray().astype(np.float32)


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
