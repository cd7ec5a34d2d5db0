"""Reads FFmpeg's timestamps of packets, frames and streams; no other module does.

`vision.media.clock` converts them to positions. A frame at the end of a file may have a timestamp but no time base, a
key frame's packet may have no decoding timestamp, and AVI has decoding timestamps only.
"""

from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer
from av.format import Flags
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.media.clock import FootageClock
from vision.media.timeline import BreakDetector, Timeline

_DEFAULT_RATE = 25
# MPEG's time base, for streams without one.
_MPEG_BASE = Fraction(1, 90_000)
# Their headers have the last timestamp as the length.
_END_TIME_FORMATS = frozenset({"matroska,webm", "flv", "live_flv"})


class StreamTimestamps:
    """Reads the timestamps of one video stream of an open container."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self.base = stream.time_base or _MPEG_BASE
        self.rate = Fraction(stream.average_rate or stream.guessed_rate or _DEFAULT_RATE)
        self.frame_seconds = 1 / float(self.rate)
        # In MPEG transport and program streams, timestamps may break in the middle.
        self.may_break = has_format_flag(container, Flags.ts_discont)
        self._uses_dts = container.format.name == "avi"
        reordered = round(stream.codec_context.reorder_depth / self.rate / self.base)
        self._delay = reordered if self._uses_dts else 0
        # MP4's index has decoding timestamps, Matroska's presentation timestamps.
        self._index_delay = reordered if self._uses_dts or container.format.name.startswith("mov") else 0
        self._stream = stream
        # FFmpeg changes these values while it reads the file.
        self._start = stream.start_time or 0
        self._end = self._read_end(container, stream)

    def frame_pts(self, frame: VideoFrame) -> int | None:
        """The presentation timestamp of a decoded frame, in ticks; None where the container has none."""
        # FFmpeg derives wrong pts for AVI, in decoding order; decoding timestamps are steady.
        return frame.dts if self._uses_dts else frame.pts

    def packet_pts(self, packet: "Packet[Any]") -> int | None:
        """The presentation timestamp of a packet, in ticks of this stream."""
        if self._uses_dts and packet.dts is not None:
            return packet.dts + self._delay
        return packet.pts if packet.pts is not None else packet.dts

    def packet_dts(self, packet: "Packet[Any]") -> int | None:
        """The decoding timestamp of a packet, in ticks; it never decreases within a part."""
        return packet.dts

    def rescaled_pts(self, packet: "Packet[Any]") -> int | None:
        """The presentation timestamp of a packet of any stream, in ticks of this stream."""
        if packet.stream_index == self._stream.index:
            return self.packet_pts(packet)
        stamp = packet.pts if packet.pts is not None else packet.dts
        return None if stamp is None or packet.time_base is None else round(stamp * packet.time_base / self.base)

    def packet_seconds(self, packet: "Packet[Any]") -> float:
        """The duration of a packet's frame in seconds."""
        return float((packet.duration or 0) * self.base) or self.frame_seconds

    def _read_end(self, container: InputContainer, stream: VideoStream) -> int | None:
        length = None if not container.duration else round(Fraction(container.duration, av.time_base) / self.base)
        if container.format.name in _END_TIME_FORMATS:
            return None if length is None else length if length > self._start else self._start + length
        length = stream.duration or length
        return None if length is None else self._start + length + self._delay

    @property
    def index_delay(self) -> int:
        """Ticks from the timestamp in the container's index to the presentation timestamp."""
        return self._index_delay

    def header_length_seconds(self) -> float | None:
        """The length by the header, in seconds."""
        return None if self._end is None else float((self._end - self._start) * self.base)

    def new_break_detector(self) -> BreakDetector:
        return BreakDetector(self.base, self.may_break)

    def new_timeline(self) -> Timeline:
        return Timeline(self.base, self.frame_seconds, self.may_break)

    def header_duration_seconds(self, clock: FootageClock) -> float | None:
        """The length by the header, in seconds from the first frame; None without header, or for footage in parts."""
        if self._end is None or len(clock.parts) > 1:
            return None
        return max(0.0, clock.seconds_at(self._end))


def has_format_flag(container: InputContainer, flag: Flags) -> bool:
    """Whether the container's format has a flag."""
    value: Any = flag.value
    return bool(container.format.flags & value)


def byte_offset(packet: "Packet[Any]") -> int | None:
    """The offset of a packet in the file; None where unknown."""
    place = packet.pos
    return None if place is None or place < 0 else place


def restamp(
    packet: "Packet[Any]", stream: Stream, base: Fraction, shown_tick: int, decode_tick: int, length: int | None = None
) -> None:
    """Assign a packet to another stream, with these presentation and decoding ticks of a time base."""
    packet.time_base = base
    packet.pts, packet.dts = shown_tick, decode_tick
    if length is not None:
        packet.duration = length
    packet.stream = stream
