"""Frames of footage that lies somewhere else: only the bytes around the moments looked at are fetched."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image as Pillow

from models.errors import UnusableMedia
from vision.container import DAMAGE, SeekableFile, open_video
from vision.moments import Moment, Packet, choose
from vision.probe import announced_seconds

_QUALITY = 85
# The index is listed for this many packets around a range at most.
_MOST_PACKETS = 20_000
# Whoever looks at a range of bytes gets whole buffers of the container's reader.
_READ_AT_ONCE = 256 << 10
_TURNED = {
    1: Pillow.Transpose.ROTATE_90,
    2: Pillow.Transpose.ROTATE_180,
    3: Pillow.Transpose.ROTATE_270,
}
# How far before a moment a container without an index is entered, one try after the other.
_BACK_SECONDS = (0.0, 2.5, 12.0)


@dataclass(frozen=True, slots=True)
class PictureSize:
    """No side longer than longest_side pixels, no more than most_pixels in all."""

    longest_side: int
    most_pixels: int


@dataclass(frozen=True, slots=True)
class Still:
    """A frame as JPEG. seconds is its own time, from the first frame; number counts up from 1 in order of time."""

    seconds: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at: at most `most` frames from start to end (None: to the end of the footage)."""

    start: float
    end: float | None
    moments: Sequence[Moment]
    most: int
    size: PictureSize


@dataclass(frozen=True, slots=True)
class Taken:
    """stills in order of time; undecodable counts the moments without a frame that can be read.

    cut_short: the budget of bytes was spent before every moment had its frame.
    """

    stills: Sequence[Still]
    duration_seconds: float | None
    undecodable: int
    fetched: int
    cut_short: bool = False


class CountedFile(SeekableFile, Protocol):
    """Footage that is fetched while it is read; fetched counts its bytes. May refuse to fetch more by raising."""

    fetched: int

    def ahead(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Bytes (first, end) that will be read soon: they may be fetched at the same time."""


def take(file: CountedFile, wanted: Wanted, budget: int, refusal: type[Exception]) -> Taken:
    """Choose the moments and take a frame for each.

    A frame is the key frame within a moment's slack, else the first at the moment, decoded from the key frame before.
    Where that would fetch more than the moment's share of the budget (bytes), the nearest frame reached is taken.
    refusal is what the file raises when more is asked for than it fetches.
    Raises UnusableMedia where the footage cannot be opened, and UNDECODABLE_VIDEO where no frame can be decoded.
    """
    with open_video(file) as (container, stream):
        stream.thread_type = "SLICE"  # frame threads would fill up with frames that nobody asked for
        taker = _Taker(container, stream, file, refusal)
        duration = announced_seconds(container, stream)
        end = wanted.end if wanted.end is not None else duration
        end = wanted.start if end is None else max(wanted.start, end if duration is None else min(end, duration))
        moments = choose(wanted.moments, taker.packets(wanted.start, end), wanted.start, end, wanted.most)
        wanted_seconds = taker.wanted(moments)
        file.ahead(taker.spans(wanted_seconds))
        frames: dict[float, Future[Still]] = {}
        failed, cut_short = 0, False
        # Pictures are made beside the decoder: both leave Python to itself while they work.
        with ThreadPoolExecutor(1) as pictures:
            for place, seconds in enumerate(wanted_seconds):
                try:
                    allowed = file.fetched + (budget - file.fetched) // (len(wanted_seconds) - place)
                    frame = taker.frame(seconds, allowed)
                except refusal:
                    cut_short = True
                    break
                if frame is None:
                    failed += 1
                elif (time := taker.time(frame)) not in frames:
                    frames[time] = pictures.submit(_picture, frame, time, wanted.size)
        stills = [frames[time].result() for time in sorted(frames)]
        if not stills and failed:
            raise UnusableMedia("UNDECODABLE_VIDEO", codec=stream.codec_context.name)
    return Taken(stills, duration, failed, file.fetched, cut_short)


class _Taker:
    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        file: CountedFile,
        refusal: type[Exception],
    ) -> None:
        self._container, self._stream, self._file = container, stream, file
        self._refusal = refusal
        self._running: Iterator[VideoFrame] = iter(())
        self._reached: VideoFrame | None = None
        self._unit = float(stream.time_base) if stream.time_base else 1 / 90_000
        self._origin = stream.start_time or 0

    def packets(self, start: float, end: float) -> list[Packet]:
        """What the index lists in the range; nothing where there is no index."""
        entries = self._stream.index_entries
        if not len(entries):
            return []
        first = max(0, entries.search_timestamp(self._stamp(start), backward=True, any_frame=True))
        found: list[Packet] = []
        for number in range(first, min(len(entries), first + _MOST_PACKETS)):
            entry = entries[number]
            seconds = self._seconds(entry.timestamp)
            if seconds > end:
                break
            found.append(Packet(seconds, entry.size, entry.is_keyframe))
        return found

    def wanted(self, moments: Sequence[Moment]) -> list[float]:
        """The times of the frames to take: that of the key frame nearest to each moment, if its slack reaches there
        and no moment before has it, so that none shows what another shows."""
        found: list[float] = []
        for moment in moments:
            places = (self._key_place(moment.seconds, backward=before) for before in (True, False))
            times = [
                self._seconds(self._stream.index_entries[place].timestamp) for place in places if place is not None
            ]
            near = [one for one in times if abs(one - moment.seconds) <= moment.slack and one not in found]
            found.append(min(near, key=lambda one: abs(one - moment.seconds), default=moment.seconds))
        return found

    def spans(self, wanted: Sequence[float]) -> list[tuple[int, int]]:
        """The bytes from the key frame before each of these times to the frame there, where the index tells them."""
        entries = self._stream.index_entries
        found = []
        for seconds in wanted:
            key = self._key_place(seconds, backward=True)
            if key is None:
                continue
            last = entries[max(key, entries.search_timestamp(self._stamp(seconds), backward=True, any_frame=True))]
            start, length = entries[key].pos, last.pos + last.size - entries[key].pos
            if last.size and start >= 0 and length > 0:
                found.append((start, start - (-length // _READ_AT_ONCE) * _READ_AT_ONCE))
        return found

    def frame(self, wanted: float, allowed: int) -> VideoFrame | None:
        """The frame at a time, reading up to `allowed` bytes in all; None where nothing there can be decoded."""
        last: VideoFrame | None = None
        try:
            # A frame's own time may lie a little before the place in the index that led to it.
            for frame in self._frames_towards(wanted):
                last = frame
                if self.time(frame) >= wanted - self._tolerance() or self._file.fetched >= allowed:
                    break
        except self._refusal:
            if last is None:
                raise
        self._reached = last
        return last

    def _frames_towards(self, wanted: float) -> Iterator[VideoFrame]:
        """Sound frames that lead to a time: on from the one reached before, where no key frame lies nearer."""
        key = self._key_place(wanted, backward=True)
        reached = None if self._reached is None else self.time(self._reached)
        if (
            key is not None
            and self._reached is not None
            and reached is not None
            and self._seconds(self._stream.index_entries[key].timestamp) - self._tolerance() <= reached
            and reached <= wanted + self._tolerance()
        ):
            yield self._reached
        else:
            self._running = self._frames_from(wanted)
        # Not by a for statement: who stops here may go on with the same frames.
        while (frame := next(self._running, None)) is not None:
            yield frame

    def _key_place(self, seconds: float, *, backward: bool) -> int | None:
        """Where the index has the key frame at or before a time, or at or after it."""
        entries = self._stream.index_entries
        if not len(entries):
            return None
        place = entries.search_timestamp(self._stamp(seconds), backward=backward)
        return place if 0 <= place < len(entries) else None

    def _tolerance(self) -> float:
        rate = float(self._stream.average_rate or self._stream.guessed_rate or 25)
        return 0.5 / rate if rate else 0.02

    def _frames_from(self, seconds: float) -> Iterator[VideoFrame]:
        """Sound frames from the key frame at or before a moment on.

        A container without an index is sought by guessing: one that led too far is sought once more, further back.
        """
        for back in _BACK_SECONDS:
            frames = self._sound_frames(max(0.0, seconds - back))
            first = next(frames, None)
            if first is None:
                return
            if self.time(first) <= seconds + self._tolerance() or back == _BACK_SECONDS[-1] or seconds <= back:
                yield first
                yield from frames
                return

    def _sound_frames(self, seconds: float) -> Iterator[VideoFrame]:
        """Frames from about there on. What is damaged is passed over."""
        try:
            self._container.seek(self._stamp(seconds), stream=self._stream, backward=True)
        except av.error.FFmpegError:
            self._container.seek(self._origin, stream=self._stream, backward=True)
        packets = self._container.demux(self._stream)
        with suppress(av.error.EOFError, *DAMAGE):
            for packet in packets:
                with suppress(*DAMAGE):
                    for frame in packet.decode():
                        if isinstance(frame, VideoFrame) and not frame.is_corrupt:
                            yield frame

    def time(self, frame: VideoFrame) -> float:
        """Seconds from the first frame."""
        return self._seconds(frame.pts) if frame.pts is not None else 0.0

    def _seconds(self, stamp: int) -> float:
        return (stamp - self._origin) * self._unit

    def _stamp(self, seconds: float) -> int:
        return self._origin + int(seconds / self._unit + 0.5)


def _picture(frame: VideoFrame, seconds: float, size: PictureSize) -> Still:
    scale = min(
        1.0,
        size.longest_side / max(frame.width, frame.height),
        (size.most_pixels / (frame.width * frame.height)) ** 0.5,
    )
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    # Without numpy, whose import takes longer than all of this.
    scaled = frame.reformat(width=width, height=height, format="rgb24")
    image: Pillow.Image = scaled.to_image()  # type: ignore[no-untyped-call]
    turned = _TURNED.get(round(frame.rotation / 90) % 4)
    buffer = BytesIO()
    (image if turned is None else image.transpose(turned)).save(buffer, "JPEG", quality=_QUALITY)
    return Still(round(max(0.0, seconds), 3), buffer.getvalue())
