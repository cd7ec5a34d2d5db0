"""Decode footage: upright frames at a steady rate, timed by the source's own timestamps."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from vision.container import DAMAGE, Source, open_video, undecodable
from vision.memory_bound import Steady
from vision.probe import announced_seconds

Image = NDArray[np.uint8]

# A timestamp may lie a hair before its place on the grid.
_EPSILON = 1e-6
# Sound often runs on after the picture; a header that counts it must not read as missing footage.
_TOLERATED_END_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """image is HxWx3 RGB, upright. number counts the source's decodable frames from 0; seconds count from the first.

    scale is the number of source pixels per pixel of the image: above 1 where the image was shrunk.
    """

    seconds: float
    number: int
    image: Image
    scale: float = 1.0


class SampledFrames(Iterator[Frame]):
    """Frames of one video at most `fps` times a second, in order. One pass; memory holds one frame at a time.

    While it runs, `seconds` is the position of the last decoded frame and `skipped_seconds` how much of the footage
    before it could not be decoded. After the last frame, `skipped_seconds` also counts what the header announces but
    the file lacks, and `seconds` is the end of the last frame.
    """

    def __init__(
        self, source: Source, fps: float, longest_side: int | None = None, without: Sequence[tuple[float, float]] = ()
    ) -> None:
        if fps <= 0:
            raise ValueError("fps must be above 0")
        self.seconds = 0.0
        self.skipped_seconds = 0.0
        self._fps = fps
        self._longest_side = longest_side
        self._damaged = False
        self._origin: float | None = None
        self._without = without
        self._until: float | None = None
        self._frames = self._sample(source)

    def __next__(self) -> Frame:
        return next(self._frames)

    def close(self) -> None:
        """Let go of the file before the last frame."""
        self._frames.close()

    def _sample(self, source: Source) -> Generator[Frame, None, None]:
        with open_video(source) as (container, stream):
            stream.thread_type = "AUTO"
            rate = float(stream.average_rate or stream.guessed_rate or 25)
            number, due = -1, 0.0
            steady = Steady(stream)
            for decoded in self._decode(container, stream):
                steady.check(decoded)
                number += 1
                stamp = decoded.time if decoded.time is not None else number / rate
                if self._origin is None:
                    self._origin = stamp
                seconds = max(stamp - self._origin, self.seconds)
                if self._damaged:
                    self.skipped_seconds += max(0.0, seconds - self.seconds - 1 / rate)
                    self._damaged = False
                self.seconds = seconds
                if seconds >= due - _EPSILON:
                    due = (int(seconds * self._fps + _EPSILON) + 1) / self._fps
                    yield self._frame(decoded, seconds, number)
            if number < 0:
                raise undecodable(source, stream.codec_context.name)
            self.seconds += 1 / rate
            announced = announced_seconds(container, stream)
            if announced is not None and announced - self.seconds > _TOLERATED_END_SECONDS:
                self.skipped_seconds += announced - self.seconds

    def _decode(self, container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
        for packet in self._packets(container, stream):
            if self._left_out(packet, stream):
                self._damaged = True
                continue
            try:
                frames = packet.decode()
            except DAMAGE:
                self._damaged = True
                continue
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    if frame.is_corrupt:
                        self._damaged = True
                    else:
                        yield frame

    def _left_out(self, packet: "Packet[VideoStream]", stream: VideoStream) -> bool:
        """Whether a packet is not to be decoded. A stretch without them lasts until the first key frame after it."""
        if self._origin is None or packet.pts is None or packet.time_base is None:
            # Before the first frame, and at the very end, where the decoder gives what it still holds.
            return False
        seconds = float(packet.pts * packet.time_base) - self._origin
        ends = [end for begin, end in self._without if begin <= seconds < end]
        if ends:
            self._until = max(ends)
        if self._until is None:
            return False
        if seconds < self._until or not packet.is_keyframe:
            return True
        self._until = None
        stream.codec_context.flush_buffers()
        return False

    def _packets(self, container: InputContainer, stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
        try:
            yield from container.demux(stream)
        except (av.error.EOFError, *DAMAGE):
            # What follows cannot be told apart any more; the frames until here were delivered.
            self._damaged = True

    def _frame(self, decoded: VideoFrame, seconds: float, number: int) -> Frame:
        longest = max(decoded.width, decoded.height)
        scale = max(1.0, longest / self._longest_side) if self._longest_side else 1.0
        width, height = round(decoded.width / scale), round(decoded.height / scale)
        converted = decoded.reformat(width=max(1, width), height=max(1, height), format="rgb24")
        image = cast(Image, converted.to_ndarray())
        turns = round(decoded.rotation / 90) % 4
        if turns:
            image = np.ascontiguousarray(np.rot90(image, turns))
        return Frame(seconds, number, image, scale)


def sample_frames(
    source: Source, fps: float, *, longest_side: int | None = None, without: Sequence[tuple[float, float]] = ()
) -> SampledFrames:
    """Frames at most `fps` times a second, nearest after each k / fps, by source timestamps (also of variable rate).

    The first frame is at 0.0. Frames that are not sampled are decoded, because later ones lean on them, but not
    converted. `longest_side` shrinks larger pictures to this many pixels. What cannot be decoded is counted, as is what
    lies in the stretches `without` (from, to: seconds), which is not given to the decoder at all.
    Raises what `open_video` raises, and UNDECODABLE_VIDEO or TRUNCATED_VIDEO when there is not one frame.
    """
    return SampledFrames(source, fps, longest_side, without)
