"""Seeks in footage: packets and frames from the last key frame at or before a position.

The result of a seek is checked. In a container without an index, a seek is a guess, and may lead between key frames or
too far: then the seek is repeated further back, up to the start of the file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

from av.container import InputContainer
from av.error import FFmpegError
from av.format import Flags
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.media.clock import FootageClock
from vision.media.container import demux_packets, is_damage
from vision.media.decoder_memory import FrameSizeGuard
from vision.media.timestamps import StreamTimestamps, byte_offset, has_format_flag

# Requests have positions in milliseconds, as have some containers.
ROUNDING_SECONDS = 0.0015
# Distances before a position for repeated seeks; the last one goes to the start of the file.
_BACK_SECONDS = (0.0, 2.5, 8.0, 30.0, 120.0, 600.0)
_BACK_BYTES = (1 << 18, 1 << 20, 1 << 22, 1 << 24)
# The maximum of packets held while searching a key frame.
_MAX_HELD_PACKETS = 5000


@dataclass(frozen=True, slots=True)
class PositionedPacket:
    """A packet, the position of its frame, and the index of its part of the footage.

    has_timestamp: where False, seconds are those of the packet before.
    """

    packet: "Packet[Any]"
    seconds: float
    part: int
    has_timestamp: bool = True


class SeekingReader:
    """Reads one video stream of an open container from any position.

    clock: of the file, as far as it is known. has_decoded: whether any frame could be decoded so far.
    """

    def __init__(self, container: InputContainer, stream: VideoStream, clock: FootageClock) -> None:
        self.timestamps = StreamTimestamps(container, stream)
        self.clock = clock
        self.has_decoded = False
        self._last_shown: float | None = None
        self._container, self._stream = container, stream
        self._size_guard = FrameSizeGuard(stream)
        is_single_part = len(clock.parts) == 1
        self._seeks_by_bytes = not is_single_part and not has_format_flag(container, Flags.no_byte_seek)
        self._seeks_by_time = is_single_part

    def read_frames(
        self,
        seconds: float,
        other: Stream | None = None,
        on_packet: Callable[[PositionedPacket], None] = lambda _timed: None,
    ) -> Iterator[tuple[float, VideoFrame]]:
        """(position, frame) of intact frames in presentation order, from one at or before a position.

        other: a stream whose packets on the way are passed to on_packet.
        """
        context, part = self._stream.codec_context, None
        self._last_shown = None
        for timed in self._read_from_keyframe(seconds, () if other is None else (other,)):
            if timed.packet.stream_index != self._stream.index:
                on_packet(timed)
                continue
            if part is not None and timed.part != part:
                # Frames of another part do not depend on earlier ones.
                yield from self._decode(None, part)
                context.flush_buffers()
            part = timed.part
            yield from self._decode(timed.packet, part)
        if part is not None:
            yield from self._decode(None, part)

    def read_packets(self, seconds: float, *others: Stream) -> Iterator[PositionedPacket]:
        """Packets of this and other streams in the order of the file, from the last key frame at or before a position;
        where there is none, from the first key frame.
        """
        held: list[PositionedPacket] = []
        packets = self._read_from_keyframe(seconds, others)
        for timed in packets:
            if timed.packet.stream_index == self._stream.index:
                later = timed.seconds > seconds + ROUNDING_SECONDS
                if timed.packet.is_keyframe and timed.has_timestamp and not later:
                    own_index = self._stream.index
                    held = [
                        earlier
                        for earlier in held
                        if earlier.packet.stream_index != own_index and earlier.seconds >= timed.seconds
                    ]
                    held.append(timed)
                    continue
                # A frame may be decoded long before it is shown; key frames come in presentation order.
                past = later and (timed.packet.is_keyframe or self._decode_position(timed) > seconds)
                if past or len(held) > _MAX_HELD_PACKETS:
                    yield from held
                    yield timed
                    yield from packets
                    return
            held.append(timed)
        yield from held

    @property
    def duration(self) -> float | None:
        """The length in seconds by the clock, else by the header; None where neither has it."""
        last = self.clock.parts[-1]
        if last.last > last.first or len(self.clock.parts) > 1:
            return self.clock.seconds_at(last.last, len(self.clock.parts) - 1) + self.timestamps.frame_seconds
        return self.timestamps.header_duration_seconds(self.clock)

    def packet_position(self, packet: "Packet[Any]", part: int) -> float | None:
        """The position of a packet's frame in seconds; None without timestamp."""
        tick = self.timestamps.rescaled_pts(packet)
        return None if tick is None else self.clock.seconds_at(tick, part)

    def _decode_position(self, timed: PositionedPacket) -> float:
        tick = self.timestamps.packet_dts(timed.packet)
        return timed.seconds if tick is None else self.clock.seconds_at(tick, timed.part)

    def _decode(self, packet: "Packet[Any] | None", part: int) -> Iterator[tuple[float, VideoFrame]]:
        """The frames that the decoder returns for a packet, without damaged ones."""
        try:
            frames = self._stream.codec_context.decode(packet)
        except EOFError:
            return
        except FFmpegError as error:
            if not is_damage(error):
                raise
            return
        for frame in frames:
            if isinstance(frame, VideoFrame) and not frame.is_corrupt:
                self._size_guard.check(frame)
                tick = self.timestamps.frame_pts(frame)
                self.has_decoded = True
                if tick is not None:
                    self._last_shown = self.clock.seconds_at(tick, part)
                elif self._last_shown is None:
                    continue
                else:
                    # In a program stream, several frames of one packet share a timestamp.
                    self._last_shown += self.timestamps.frame_seconds
                yield self._last_shown, frame

    def _read_from_keyframe(self, seconds: float, others: Sequence[Stream]) -> Iterator[PositionedPacket]:
        """Packets from a key frame that is shown no later than a position."""
        seek_points = list(self._seek_points(seconds))
        for number, (offset, is_byte) in enumerate(seek_points, start=1):
            if not self._seek(offset, is_byte):
                continue
            before: list[PositionedPacket] = []
            packets = self._demux(others)
            for timed in packets:
                before.append(timed)
                if timed.packet.stream_index == self._stream.index:
                    if timed.packet.is_keyframe and timed.has_timestamp:
                        break
                    # Its key frame is missing.
                    before.pop()
            else:
                continue
            if before[-1].seconds <= seconds + ROUNDING_SECONDS or number == len(seek_points):
                yield from chain(before, packets)
                return

    def _seek_points(self, seconds: float) -> Iterator[tuple[int, bool]]:
        """(target, is_byte) of seeks for a position, the nearest first: a tick, or an offset in bytes."""
        number = self.clock.part_at(seconds)
        part = self.clock.parts[number]
        if self._seeks_by_time:
            for back in _BACK_SECONDS:
                if seconds - back > 0:
                    yield self.clock.tick_at(seconds - back, number), False
        elif self._seeks_by_bytes:
            first = part.byte_offset or 0
            length = self._part_end(number) - first
            shown = max(float((part.last - part.first) * self.clock.base), 1e-3)
            guess = first + int(length * min(1.0, max(0.0, (seconds - part.seconds) / shown)))
            for back in _BACK_BYTES:
                if guess - back > first:
                    yield guess - back, True
            yield first, True
            return
        yield self.clock.parts[0].first, False
        if not has_format_flag(self._container, Flags.no_byte_seek):
            yield self.clock.parts[0].byte_offset or 0, True

    def _part_end(self, number: int) -> int:
        later = self.clock.parts[number + 1 :]
        return later[0].byte_offset or 0 if later else self._container.size

    def _seek(self, offset: int, is_byte: bool) -> bool:
        with suppress(FFmpegError):
            self._container.seek(offset, stream=self._stream, backward=True, unsupported_byte_offset=is_byte)
            return True
        return False

    def _demux(self, others: Sequence[Stream]) -> Iterator[PositionedPacket]:
        breaks, counted, last = self.timestamps.new_break_detector(), 0, 0.0
        by_bytes = self._seeks_by_bytes
        for packet in demux_packets(self._container, [self._stream, *others]):
            if not packet.size:
                continue
            own = packet.stream_index == self._stream.index
            if (
                own
                and not by_bytes
                and len(self.clock.parts) > 1
                and breaks.is_break(self.timestamps.packet_dts(packet))
            ):
                counted = min(counted + 1, len(self.clock.parts) - 1)
            part = self.clock.part_at_byte(byte_offset(packet)) if by_bytes else counted
            seconds = self.packet_position(packet, part)
            if seconds is not None:
                yield PositionedPacket(packet, seconds, part)
            elif own:
                yield PositionedPacket(packet, last, part, has_timestamp=False)
            last = seconds if own and seconds is not None else last
