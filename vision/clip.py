"""Cut a clip out of footage: MP4 that plays while it loads.

Copied, a clip keeps the footage's own pictures, bit for bit, and starts at the key frame at or before the moment asked
for, because later pictures lean on it. Exact, it starts and ends where asked, its pictures encoded anew (H.264).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.container import DAMAGE, Source, open_video, undecodable
from vision.memory_bound import encoder_options

# What browsers show in an MP4; other footage is encoded anew even where a copy was asked for.
_COPIED = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4"})
_COPIED_SOUND = frozenset({"aac", "mp3", "opus", "ac3"})
_FASTSTART = {"movflags": "+faststart"}
_EPSILON = 1e-4
_ENCODER = "libx264"
_QUALITY = {"crf": "20", "preset": "veryfast"}


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut, in seconds from the footage's first frame. exact: the pictures were encoded anew."""

    start_seconds: float
    end_seconds: float
    exact: bool


def cut(source: Source, target: Path, start: float, end: float, *, exact: bool = False) -> Cut:
    """Write the footage between two moments into an MP4 file.

    Only the bytes around the range are read. Raises UnusableMedia: what `open_video` raises, UNDECODABLE_VIDEO, and
    NOTHING_IN_RANGE where the footage shows nothing then.
    """
    with open_video(source) as (container, stream):
        encode = exact or stream.codec_context.name not in _COPIED
        with av.open(str(target), "w", format="mp4", options=_FASTSTART) as out:
            cutter = _Cutter(container, stream, out, start, end)
            made = cutter.encoded(source) if encode else cutter.copied()
    if made is None:
        raise UnusableMedia("NOTHING_IN_RANGE")
    return made


class _Cutter:
    def __init__(
        self, container: InputContainer, stream: VideoStream, out: OutputContainer, start: float, end: float
    ) -> None:
        assert stream.time_base is not None
        self._container, self._stream, self._out = container, stream, out
        self._start, self._end = start, end
        self._base = stream.time_base
        # Timestamps may begin anywhere; moments are counted from the first frame.
        self._origin = float((stream.start_time or 0) * stream.time_base)
        sound = next(iter(container.streams.audio), None)
        copied = sound is not None and sound.codec_context is not None and sound.codec_context.name in _COPIED_SOUND
        self._sound: AudioStream | None = sound if copied else None
        self._heard: list[Packet[AudioStream]] = []
        self._decoded = False

    def copied(self) -> Cut | None:
        to = self._out.add_stream_from_template(self._stream)
        sound_to = None if self._sound is None else self._out.add_stream_from_template(self._sound)
        first: float | None = None
        last = 0.0
        for packet in self._packets():
            shown = self._moment(packet)
            if packet.stream is self._sound:
                if sound_to is not None and first is not None and first <= shown < self._end:
                    self._mux(packet, sound_to, first)
                continue
            if first is None:
                if not packet.is_keyframe:
                    continue
                first = shown
            if shown < first:
                continue  # It leans on pictures before the key frame.
            assert packet.time_base is not None
            last = max(last, shown + float((packet.duration or 0) * packet.time_base))
            self._mux(packet, to, first)
        if first is None or last <= self._start:
            return None
        return Cut(round(first, 6), round(last, 6), exact=False)

    def encoded(self, source: Source) -> Cut | None:
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        length = 1 / float(rate)
        sound_to = None if self._sound is None else self._out.add_stream_from_template(self._sound)
        to: VideoStream | None = None
        first, last = 0.0, 0.0
        for frame in self._frames():
            shown = (frame.time or 0.0) - self._origin
            # A frame is on screen until the next one: the one at the start may have come a little before.
            if shown + length <= self._start + _EPSILON or shown >= self._end:
                continue
            if to is None:
                to, first = self._encoder(frame, rate), shown
            last = max(last, shown + length)
            even = frame.reformat(width=to.width, height=to.height, format="yuv420p")
            even.pts, even.time_base = round((shown - first) / self._base), self._base
            even.pict_type = PictureType.NONE
            self._out.mux(to.encode(even))
        if to is None:
            if not self._decoded:
                raise undecodable(source, self._stream.codec_context.name)
            return None
        self._out.mux(to.encode(None))
        for packet in self._heard:
            if sound_to is not None and first <= self._moment(packet) < self._end:
                self._mux(packet, sound_to, first)
        return Cut(round(first, 6), round(last, 6), exact=True)

    def _frames(self) -> Iterator[VideoFrame]:
        """Decoded pictures with their times; the packets of sound on the way are kept in _heard."""
        for packet in self._packets():
            if packet.stream is self._sound:
                self._heard.append(packet)
                continue
            yield from self._decode(packet)
        # What the decoder still holds comes before the end, too.
        yield from self._decode(None)

    def _decode(self, packet: "Packet[VideoStream] | None") -> Iterator[VideoFrame]:
        with suppress(av.error.EOFError, *DAMAGE):
            for frame in self._stream.codec_context.decode(packet):
                self._decoded = True
                if frame.pts is not None:
                    yield frame

    def _encoder(self, frame: VideoFrame, rate: Fraction) -> VideoStream:
        to = self._out.add_stream(
            _ENCODER, rate=rate, options={**_QUALITY, **encoder_options(frame.width, frame.height)}
        )
        assert isinstance(to, VideoStream)
        # H.264 with subsampled colours takes even sides only.
        to.width, to.height, to.pix_fmt = frame.width // 2 * 2 or 2, frame.height // 2 * 2 or 2, "yuv420p"
        to.time_base = to.codec_context.time_base = self._base
        if frame.rotation:
            to.set_display_rotation(frame.rotation)
        return to

    def _packets(self) -> "Iterator[Packet[Any]]":
        """Of pictures and sound, from the key frame at or before the start, until the pictures are past the end."""
        streams = [self._stream] if self._sound is None else [self._stream, self._sound]
        if self._start > 0:
            with suppress(av.error.FFmpegError):
                # Where seeking fails, the walk begins at the beginning.
                self._container.seek(round((self._start + self._origin) / self._base), stream=self._stream)
        with suppress(av.error.EOFError, *DAMAGE):
            for packet in self._container.demux(*streams):
                if packet.dts is None or packet.time_base is None:
                    continue
                if packet.stream is self._stream and float(packet.dts * packet.time_base) - self._origin >= self._end:
                    return
                yield packet

    def _moment(self, packet: "Packet[Any]") -> float:
        assert packet.time_base is not None
        stamp = packet.pts if packet.pts is not None else packet.dts
        return float((stamp or 0) * packet.time_base) - self._origin

    def _mux(self, packet: "Packet[Any]", to: VideoStream | AudioStream, first: float) -> None:
        assert packet.time_base is not None
        shift = round((first + self._origin) / packet.time_base)
        packet.pts = None if packet.pts is None else packet.pts - shift
        packet.dts = None if packet.dts is None else packet.dts - shift
        packet.stream = to
        self._out.mux(packet)
