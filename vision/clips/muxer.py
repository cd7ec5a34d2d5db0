"""Muxes the video of a clip so that the last frame has the right duration."""

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream


class VideoMuxer:
    """Muxes the packets of one video stream; the last packet is held back until its duration is known.

    MP4 derives the duration of a frame from the decoding timestamp of the next one. For the last frame, it uses the
    packet's own duration.
    """

    def __init__(self, out: OutputContainer) -> None:
        self._out = out
        self._held: Packet[VideoStream] | None = None
        self._first: int | None = None

    def mux(self, packet: "Packet[VideoStream]") -> None:
        if self._first is None:
            self._first = packet.dts
        if self._held is not None:
            self._out.mux(self._held)
        self._held = packet

    def finish(self, seconds: float) -> None:
        """Write the last packet so that the stream lasts so many seconds."""
        last = self._held
        if last is None or last.time_base is None or last.dts is None or self._first is None:
            return
        last.duration = max(1, round(seconds / last.time_base) - (last.dts - self._first))
        self._out.mux(last)
        self._held = None
