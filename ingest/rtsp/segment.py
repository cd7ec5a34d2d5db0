"""One file while it is written: a stream copy in an MP4 file that can be read up to its last fragment at any time."""

import os
from collections.abc import Sequence
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from ingest.rtsp.clock import WallClock
from ingest.rtsp.packets import StreamPacket, TimedPacket
from ingest.spool import SpoolFolder

# `hybrid_fragmented` writes fragments, and makes them one plain MP4 file when the file is closed. A kill costs the
# newest fragment; each costs about 105 bytes, so that shorter ones would cost more of the line than they save.
_OPTIONS = {"movflags": "hybrid_fragmented", "frag_duration": "100000", "flush_packets": "1"}
# Sound that MP4 does not take, and QuickTime does.
_QUICKTIME_SOUND = frozenset({"pcm_mulaw", "pcm_alaw", "pcm_s16be"})
_MP4_SOUND = frozenset({"aac", "mp3", "opus", "ac3", "eac3"})
SOUND_CODECS = _QUICKTIME_SOUND | _MP4_SOUND
_RENAME_AFTER_SECONDS = 0.2
# What a power cut costs at most, on a disk that keeps what it says that it wrote.
_SYNC_SECONDS = 2.0


class Segment:
    """Begins with a key frame. Raises OSError and what PyAV raises, as on a full disk; `finish` still saves the rest.

    sequence_parameters: those of its first picture. streams: the picture, and the sound if there is any.
    """

    def __init__(
        self, spool: SpoolFolder, camera: str, first: TimedPacket, template: VideoStream, streams: Sequence[Stream]
    ) -> None:
        self.clock = WallClock()
        self.clock.observe(first.position, first.arrived_at, first.reported_at)
        self.sequence_parameters: tuple[bytes, ...] = ()
        self._spool = spool
        self._begin = self._end = first.position
        self._named_at = self.started_at
        self._synced_at = first.arrived_at
        # The newest packet of each stream, where there is sound.
        self._held: dict[int, StreamPacket] = {}
        self._has_sound = len(streams) > 1
        quicktime = any(stream.codec_context.name in _QUICKTIME_SOUND for stream in streams[1:])
        self._path = spool.begin(camera, self._named_at, ".mov" if quicktime else ".mp4")
        self._container: OutputContainer = av.open(
            str(self._path), "w", format="mov" if quicktime else "mp4", options=_OPTIONS
        )
        self._outputs: dict[int, Stream] = {streams[0].index: self._container.add_stream_from_template(template)}
        for stream in streams[1:]:
            self._outputs[stream.index] = self._container.add_stream_from_template(stream)

    @property
    def started_at(self) -> float:
        """Seconds since the epoch, as far as is known by now."""
        return self.clock.resolve(self._begin)

    @property
    def seconds(self) -> float:
        return self._end - self._begin

    def write(self, timed: TimedPacket) -> None:
        packet = timed.packet
        position = timed.position
        if timed.packet.stream.type == "video":
            self._end = position
            self.clock.observe(position, timed.arrived_at, timed.reported_at)
            self._keep_name_right(timed.arrived_at)
        elif position < self._begin:
            return
        assert packet.pts is not None
        assert packet.dts is not None
        assert packet.time_base is not None
        begin = round(self._begin / packet.time_base)
        packet.pts -= begin
        packet.dts -= begin
        if not self._has_sound:
            self._mux(packet)
            return
        # A fragment begins where the last packet of the one before ends: of a second stream FFmpeg has to be told where
        # that is.
        before = self._held.get(packet.stream.index)
        self._held[packet.stream.index] = packet
        if before is not None and before.dts is not None:
            before.duration = packet.dts - before.dts
            self._mux(before)

    def _mux(self, packet: StreamPacket) -> None:
        packet.stream = self._outputs[packet.stream.index]
        self._container.mux(packet)

    def finish(self) -> Path | None:
        """The recording; None where nothing could be kept."""
        try:
            try:
                for packet in self._held.values():
                    self._mux(packet)
            finally:
                # Whatever happens: a container that is left open would write to the file when it is collected.
                self._container.close()
        except (OSError, av.FFmpegError):
            # What was written before can be read.
            return self._spool.salvage_file(self._path)
        self._path = self._spool.rename(self._path, self.started_at)
        return self._spool.finish(self._path)

    def _keep_name_right(self, now: float) -> None:
        """After a kill the name tells when the file began; and what was written must reach the disk now and then."""
        if abs(self.started_at - self._named_at) > _RENAME_AFTER_SECONDS:
            self._named_at = self.started_at
            self._path = self._spool.rename(self._path, self._named_at)
        if now - self._synced_at > _SYNC_SECONDS:
            self._synced_at = now
            descriptor = os.open(self._path, os.O_RDONLY)
            try:
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)
