"""What FFmpeg says about times: the only place where timestamps of packets, frames and streams are read.

They become positions by `vision.media.clock`. A frame that a decoder gives at the end of a file has a timestamp but no
time base, a packet of a key frame may have no time of decoding, and AVI writes times of decoding alone.
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
# The clock of MPEG, where a stream has none of its own.
_MPEG_BASE = Fraction(1, 90_000)
# Their headers tell the last timestamp for the length.
_END_TIME_FORMATS = frozenset({"matroska,webm", "flv", "live_flv"})


class StreamTimestamps:
    """Reads the timestamps of one picture stream of an open container."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self.base = stream.time_base or _MPEG_BASE
        self.rate = Fraction(stream.average_rate or stream.guessed_rate or _DEFAULT_RATE)
        self.frame_seconds = 1 / float(self.rate)
        # MPEG's transport and program streams: what was recorded may begin anew in the middle.
        self.may_break = has_format_flag(container, Flags.ts_discont)
        self._uses_dts = container.format.name == "avi"
        reordered = round(stream.codec_context.reorder_depth / self.rate / self.base)
        self._delay = reordered if self._uses_dts else 0
        # MP4's index lists times of decoding, Matroska's times of showing.
        self._index_delay = reordered if self._uses_dts or container.format.name.startswith("mov") else 0
        self._stream = stream
        # FFmpeg changes what it tells of these while it reads.
        self._start = stream.start_time or 0
        self._end = self._read_end(container, stream)

    def frame_pts(self, frame: VideoFrame) -> int | None:
        """When a decoded frame is shown, in ticks. None where the container does not say it."""
        # The pts that FFmpeg makes up for AVI come in the order of decoding; the times of decoding are steady.
        return frame.dts if self._uses_dts else frame.pts

    def packet_pts(self, packet: "Packet[Any]") -> int | None:
        """When a packet's frame is shown, in ticks of this stream."""
        if self._uses_dts and packet.dts is not None:
            return packet.dts + self._delay
        return packet.pts if packet.pts is not None else packet.dts

    def packet_dts(self, packet: "Packet[Any]") -> int | None:
        """When a packet is decoded, in ticks; never falls as long as timestamps run on."""
        return packet.dts

    def rescaled_pts(self, packet: "Packet[Any]") -> int | None:
        """When a packet of any stream is shown, in ticks of this one."""
        if packet.stream_index == self._stream.index:
            return self.packet_pts(packet)
        stamp = packet.pts if packet.pts is not None else packet.dts
        return None if stamp is None or packet.time_base is None else round(stamp * packet.time_base / self.base)

    def packet_seconds(self, packet: "Packet[Any]") -> float:
        """How long a packet's frame is shown, in seconds."""
        return float((packet.duration or 0) * self.base) or self.frame_seconds

    def _read_end(self, container: InputContainer, stream: VideoStream) -> int | None:
        length = None if not container.duration else round(Fraction(container.duration, av.time_base) / self.base)
        if container.format.name in _END_TIME_FORMATS:
            return None if length is None else length if length > self._start else self._start + length
        length = stream.duration or length
        return None if length is None else self._start + length + self._delay

    @property
    def index_delay(self) -> int:
        """By how many ticks a frame is shown later than the container's index says."""
        return self._index_delay

    def header_length_seconds(self) -> float | None:
        """The length that the header tells, wherever it begins."""
        return None if self._end is None else float((self._end - self._start) * self.base)

    def new_break_detector(self) -> BreakDetector:
        return BreakDetector(self.base, self.may_break)

    def new_timeline(self) -> Timeline:
        return Timeline(self.base, self.frame_seconds, self.may_break)

    def header_duration_seconds(self, clock: FootageClock) -> float | None:
        """The length that the header tells, in seconds from the first frame; None where it tells none, or of a part."""
        if self._end is None or len(clock.parts) > 1:
            return None
        return max(0.0, clock.seconds_at(self._end))


def has_format_flag(container: InputContainer, flag: Flags) -> bool:
    """Whether a container's format is of this kind."""
    value: Any = flag.value
    return bool(container.format.flags & value)


def byte_offset(packet: "Packet[Any]") -> int | None:
    """Where in the file a packet begins; None where the container does not tell."""
    place = packet.pos
    return None if place is None or place < 0 else place


def restamp(
    packet: "Packet[Any]", stream: Stream, base: Fraction, shown_tick: int, decode_tick: int, length: int | None = None
) -> None:
    """Make a packet one of another stream, shown and decoded at these ticks of a time base."""
    packet.time_base = base
    packet.pts, packet.dts = shown_tick, decode_tick
    if length is not None:
        packet.duration = length
    packet.stream = stream
