"""Reads footage from its start: every frame that can be decoded, with its position."""

from collections.abc import Generator, Iterator, Sequence

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.media.container import demux_packets, is_damage
from vision.media.decoder_memory import FrameSizeGuard
from vision.media.timestamps import StreamTimestamps, byte_offset

# Packets before the first key frame are skipped. After so many, the file is assumed to mark no key frames.
_MAX_SKIPPED_PACKETS = 1000


class SequentialReader(Iterator[tuple[float, VideoFrame]]):
    """(position in seconds, frame) of an open stream, in presentation order. One pass.

    timeline: the clock and the gaps so far. damaged: whether the last packet could not be decoded. excluded: spans
    (from, to; seconds) that are not decoded; each lasts until the next key frame.
    """

    def __init__(
        self, container: InputContainer, stream: VideoStream, excluded: Sequence[tuple[float, float]] = ()
    ) -> None:
        self._container, self._stream = container, stream
        self.timestamps = StreamTimestamps(container, stream)
        self.timeline = self.timestamps.new_timeline()
        self.damaged = False
        self._excluded = excluded
        self._size_guard = FrameSizeGuard(stream)
        self._excluded_until: float | None = None
        self._frames = self._read()

    def __next__(self) -> tuple[float, VideoFrame]:
        return next(self._frames)

    def close(self) -> None:
        self._frames.close()

    def finish(self) -> None:
        """After the last frame: count footage that the header announces and the file lacks."""
        self.timeline.finish(self.timestamps.header_duration_seconds(self.timeline.to_clock()), damaged=self.damaged)

    def _read(self) -> Generator[tuple[float, VideoFrame], None, None]:
        breaks = self.timestamps.new_break_detector()
        keyed, passed = False, 0
        for packet in demux_packets(self._container, [self._stream], self._mark_damaged):
            if not packet.size:
                # At the end, the decoder returns the frames that it still holds.
                yield from self._decode(packet)
                continue
            if breaks.is_break(self.timestamps.packet_dts(packet)):
                # Frames after a break do not depend on earlier ones.
                yield from self._decode(None)
                self._stream.codec_context.flush_buffers()
                keyed, passed = False, 0
            if not keyed:
                if not packet.is_keyframe and passed < _MAX_SKIPPED_PACKETS:
                    passed += 1
                    self.damaged = self.timeline.has_frames
                    continue
                keyed = True
                self.timeline.begin_part(byte_offset(packet))
            if self._is_excluded(packet):
                self.damaged = True
                continue
            yield from self._decode(packet)

    def _mark_damaged(self) -> None:
        self.damaged = True

    def _decode(self, packet: "Packet[VideoStream] | None") -> Iterator[tuple[float, VideoFrame]]:
        try:
            frames = self._stream.codec_context.decode(packet)
        except EOFError:
            return
        except FFmpegError as error:
            if not is_damage(error):
                raise
            self.damaged = True
            return
        for frame in frames:
            if not isinstance(frame, VideoFrame) or frame.is_corrupt:
                self.damaged = True
                continue
            self._size_guard.check(frame)
            seconds = self.timeline.add_frame(self.timestamps.frame_pts(frame), damaged=self.damaged)
            self.damaged = False
            yield seconds, frame

    def _is_excluded(self, packet: "Packet[VideoStream]") -> bool:
        """Whether a packet lies in an excluded span, which lasts until the first key frame after it."""
        if not self._excluded:
            return False
        tick = self.timestamps.packet_pts(packet)
        if tick is None or not self.timeline.has_frames:
            return False
        seconds = self.timeline.position(tick)
        ends = [end for begin, end in self._excluded if begin <= seconds < end]
        if ends:
            self._excluded_until = max(ends)
        if self._excluded_until is None:
            return False
        if seconds < self._excluded_until or not packet.is_keyframe:
            return True
        self._excluded_until = None
        self._stream.codec_context.flush_buffers()
        return False
