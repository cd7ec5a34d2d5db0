"""Write a clip's pictures so that the last one is seen for as long as is told."""

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream


class VideoMuxer:
    """Muxes the packets of one picture stream; the last one is held back until its length is known.

    MP4 takes a picture's length from the next one's time, in the order of decoding. For the last one it takes the
    packet's own: what is missing there is missing at the end of the clip.
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
        """Write the last packet so that the pictures take so long from the first to the end of the last."""
        last = self._held
        if last is None or last.time_base is None or last.dts is None or self._first is None:
            return
        last.duration = max(1, round(seconds / last.time_base) - (last.dts - self._first))
        self._out.mux(last)
        self._held = None
