"""Takes still frames of remote footage, and fetches only the bytes around them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image as Pillow

from models.errors import UnusableMedia
from vision.media.aspect_ratio import pixel_aspect, square_pixel_size
from vision.media.clock import FootageClock
from vision.media.container import SeekableFile, open_video
from vision.media.container_index import ContainerIndex
from vision.media.probe import estimate_clock
from vision.media.seek import ROUNDING_SECONDS, SeekingReader
from vision.media.timeline import is_gap
from vision.stills.frame_selection import IndexedPacket, Moment, choose_moments

_QUALITY = 85
# Byte spans are rounded to the buffer size of the container's reader.
_BUFFER_BYTES = 256 << 10
# A file up to this size is read whole to find breaks of its timestamps, where they are unknown.
_SCANNED_BYTES = 16 << 20
_ROTATIONS = {
    1: Pillow.Transpose.ROTATE_90,
    2: Pillow.Transpose.ROTATE_180,
    3: Pillow.Transpose.ROTATE_270,
}


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Limits of a picture: pixels per side, and in all."""

    longest_side: int
    most_pixels: int


@dataclass(frozen=True, slots=True)
class Still:
    """A frame as JPEG. seconds: its position."""

    seconds: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class StillsRequest:
    """At most max_frames frames from start to end (None: the end of the footage). moments: requested positions."""

    start: float
    end: float | None
    moments: Sequence[Moment]
    max_frames: int
    size: PictureSize


@dataclass(frozen=True, slots=True)
class StillsResult:
    """stills: in order of time. undecodable: the number of moments without a decodable frame. fetched: bytes.

    cut_short: whether the byte budget was used up before every moment had its frame.
    """

    stills: Sequence[Still]
    duration_seconds: float | None
    undecodable: int
    fetched: int
    cut_short: bool = False


class MeteredFile(SeekableFile, Protocol):
    """A remote file. fetched: the bytes fetched so far. It may raise an error to refuse further bytes."""

    fetched: int

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Announce spans (first, end) of bytes that will be read soon."""


def take_stills(
    file: MeteredFile, request: StillsRequest, budget: int, refusal: type[Exception], clock: FootageClock | None = None
) -> StillsResult:
    """Choose the moments, and take a frame for each. clock: of the footage, where it is known already.

    The frame is a key frame within the moment's slack, else the one at the moment, decoded from the key frame before.
    Where that would fetch more than the moment's share of the budget (bytes), the nearest frame that was reached is
    taken. refusal: what the file raises when it fetches no more. Raises UnusableMedia where the footage cannot be
    opened, and UNDECODABLE_VIDEO where no frame can be decoded.
    """
    clock = clock or estimate_clock(file, _SCANNED_BYTES)
    with open_video(file) as (container, stream):
        stream.thread_type = "SLICE"  # frame threads would decode further frames in advance
        taker = _StillTaker(SeekingReader(container, stream, clock), stream, file, refusal)
        duration = taker.duration
        end = request.end if request.end is not None else duration
        end = request.start if end is None else max(request.start, end if duration is None else min(end, duration))
        moments = choose_moments(
            request.moments, taker.list_packets(request.start, end), request.start, end, request.max_frames
        )
        wanted_seconds = taker.choose_times(moments)
        file.prefetch(taker.byte_spans(wanted_seconds))
        frames: dict[float, Future[Still]] = {}
        pixel = pixel_aspect(stream)
        failed, cut_short = 0, False
        # JPEGs are encoded in parallel with decoding: both release the interpreter lock.
        with ThreadPoolExecutor(1) as pictures:
            for place, seconds in enumerate(wanted_seconds):
                try:
                    allowed = file.fetched + (budget - file.fetched) // (len(wanted_seconds) - place)
                    frame = taker.read_frame(seconds, allowed)
                except refusal:
                    cut_short = True
                    break
                if frame is None:
                    failed += 1
                elif frame[0] not in frames:
                    frames[frame[0]] = pictures.submit(_encode_still, frame[1], frame[0], pixel, request.size)
        stills = [frames[time].result() for time in sorted(frames)]
        if not stills and failed:
            raise UnusableMedia("UNDECODABLE_VIDEO", codec=stream.codec_context.name)
    return StillsResult(stills, duration, failed, file.fetched, cut_short)


_PositionedFrame = tuple[float, VideoFrame]


class _StillTaker:
    def __init__(
        self, footage: SeekingReader, stream: VideoStream, file: MeteredFile, refusal: type[Exception]
    ) -> None:
        self._footage, self._file = footage, file
        self._refusal = refusal
        self._running: Iterator[_PositionedFrame] = iter(())
        self._reached: _PositionedFrame | None = None
        self._index = ContainerIndex(stream, footage.timestamps, footage.clock)
        self._frame_seconds = footage.timestamps.frame_seconds
        self._ahead: _PositionedFrame | None = None
        self.duration = footage.duration

    def list_packets(self, start: float, end: float) -> list[IndexedPacket]:
        """The indexed packets of the range; empty without an index."""
        return self._index.list_packets(start, end)

    def choose_times(self, moments: Sequence[Moment]) -> list[float]:
        """The positions of the frames to take: the nearest key frame within each moment's slack that no other moment
        has taken, else the moment itself.
        """
        chosen: list[float] = []
        for moment in moments:
            times = self._index.keyframe_times(moment.seconds)
            near = [time for time in times if abs(time - moment.seconds) <= moment.slack and time not in chosen]
            chosen.append(min(near, key=lambda time: abs(time - moment.seconds), default=moment.seconds))
        return chosen

    def byte_spans(self, wanted: Sequence[float]) -> list[tuple[int, int]]:
        """The bytes from the key frame before each position to the frame there, where the index has them."""
        spans = (self._index.byte_span(seconds, _BUFFER_BYTES) for seconds in wanted)
        return [span for span in spans if span is not None]

    def read_frame(self, wanted: float, allowed: int) -> _PositionedFrame | None:
        """The frame that is shown at a position, or the first after it; at most `allowed` bytes are read in all.

        None where nothing there can be decoded.
        """
        last: _PositionedFrame | None = None
        self._ahead, ahead = None, self._ahead
        try:
            for candidate in self._read_towards(wanted, ahead):
                past = candidate[0] > wanted + ROUNDING_SECONDS
                if past and last is not None and not is_gap(candidate[0] - last[0], self._frame_seconds):
                    self._ahead = candidate
                    break
                last = candidate
                if past or candidate[0] >= wanted - ROUNDING_SECONDS or self._file.fetched >= allowed:
                    break
        except self._refusal:
            if last is None:
                raise
        self._reached = last
        return last

    def _read_towards(self, wanted: float, ahead: _PositionedFrame | None) -> Iterator[_PositionedFrame]:
        """Intact frames towards a position: from the last frame reached, where no key frame is nearer."""
        key, reached = self._index.find_keyframe(wanted, backward=True), self._reached
        near = (
            key is not None
            and reached is not None
            and self._index.seconds_at(key) <= reached[0] + self._frame_seconds / 2
        )
        if near and reached is not None and reached[0] <= wanted + ROUNDING_SECONDS:
            yield reached
            if ahead is not None:
                yield ahead
        else:
            self._running = self._footage.read_frames(wanted)
        # No for statement, which would close the iterator: the next call may continue it.
        while (candidate := next(self._running, None)) is not None:
            yield candidate


def _encode_still(frame: VideoFrame, seconds: float, pixel: float, size: PictureSize) -> Still:
    wide, high = square_pixel_size(frame.width, frame.height, pixel)
    scale = min(1.0, size.longest_side / max(wide, high), (size.most_pixels / (wide * high)) ** 0.5)
    width, height = max(1, round(wide * scale)), max(1, round(high * scale))
    # Avoids numpy, whose import takes longer than all of this.
    scaled = frame.reformat(width=width, height=height, format="rgb24")
    image: Pillow.Image = scaled.to_image()  # type: ignore[no-untyped-call]
    turned = _ROTATIONS.get(round(frame.rotation / 90) % 4)
    buffer = BytesIO()
    (image if turned is None else image.transpose(turned)).save(buffer, "JPEG", quality=_QUALITY)
    return Still(round(max(0.0, seconds), 3), buffer.getvalue())
