"""Read footage from its beginning: every frame that can be decoded, with its position."""

from collections.abc import Generator, Iterator, Sequence

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.media.container import is_damage, packets_of
from vision.media.decoder_memory import Steady
from vision.media.timestamps import Stamps, byte_of

# Footage that begins between key frames is read from the first one on. Where none is marked for so many packets, none
# is marked at all.
_MOST_PASSED = 1000


class Run(Iterator[tuple[float, VideoFrame]]):
    """The frames of an open stream in the order of showing, each with its position in seconds. One pass.

    timeline: the clock so far, its gaps among it. damaged: the last thing read could not be decoded.
    without: stretches (from, to: seconds) that are not given to the decoder; each lasts until the next key frame.
    """

    def __init__(
        self, container: InputContainer, stream: VideoStream, without: Sequence[tuple[float, float]] = ()
    ) -> None:
        self._container, self._stream = container, stream
        self.stamps = Stamps(container, stream)
        self.timeline = self.stamps.timeline()
        self.damaged = False
        self._without = without
        self._steady = Steady(stream)
        self._until: float | None = None
        self._frames = self._read()

    def __next__(self) -> tuple[float, VideoFrame]:
        return next(self._frames)

    def close(self) -> None:
        self._frames.close()

    def finish(self) -> None:
        """After the last frame: count what the header announces and the file lacks."""
        self.timeline.finish(self.stamps.announced(self.timeline.clock()), damaged=self.damaged)

    def _read(self) -> Generator[tuple[float, VideoFrame], None, None]:
        breaks = self.stamps.breaks()
        keyed, passed = False, 0
        for packet in packets_of(self._container, [self._stream], self._damage):
            if not packet.size:
                # The end, where the decoder gives what it still holds.
                yield from self._decoded(packet)
                continue
            if breaks.at(self.stamps.decoded(packet)):
                # What comes now leans on nothing before.
                yield from self._decoded(None)
                self._stream.codec_context.flush_buffers()
                keyed, passed = False, 0
            if not keyed:
                if not packet.is_keyframe and passed < _MOST_PASSED:
                    passed += 1
                    self.damaged = self.timeline.began
                    continue
                keyed = True
                self.timeline.begin(byte_of(packet))
            if self._left_out(packet):
                self.damaged = True
                continue
            yield from self._decoded(packet)

    def _damage(self) -> None:
        self.damaged = True

    def _decoded(self, packet: "Packet[VideoStream] | None") -> Iterator[tuple[float, VideoFrame]]:
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
            self._steady.check(frame)
            seconds = self.timeline.step(self.stamps.frame(frame), damaged=self.damaged)
            self.damaged = False
            yield seconds, frame

    def _left_out(self, packet: "Packet[VideoStream]") -> bool:
        """Whether a packet is not to be decoded. A stretch without them lasts until the first key frame after it."""
        if not self._without:
            return False
        tick = self.stamps.shown(packet)
        if tick is None or not self.timeline.began:
            # Before the first frame.
            return False
        seconds = self.timeline.position(tick)
        ends = [end for begin, end in self._without if begin <= seconds < end]
        if ends:
            self._until = max(ends)
        if self._until is None:
            return False
        if seconds < self._until or not packet.is_keyframe:
            return True
        self._until = None
        self._stream.codec_context.flush_buffers()
        return False
