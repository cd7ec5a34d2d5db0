"""Recording one camera: a thread that copies its stream into files, and connects again whenever that ends."""

import errno
import logging
import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field

import av
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from ingest.rtsp.address import CameraAddress
from ingest.rtsp.packets import PacketReader, StreamBroken, TimedPacket
from ingest.rtsp.parameter_sets import find_sequence_parameters, open_key_frame
from ingest.rtsp.segment import SOUND_CODECS, Segment
from ingest.spool import SpoolFolder

_log = logging.getLogger(__name__)
_OPEN_SECONDS = 15.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 60.0
# A stream without a key frame for so long is garbage, or a codec that FFmpeg does not know.
_KEY_FRAME_SECONDS = 60.0
_MOST_CODED_BYTES = 2_000_000
# A key frame over UDP comes at once. The system may give less.
_UDP_BUFFER_BYTES = 4 << 20
# A minute of G.711 in packets of 20 ms.
_MOST_SOUND_PACKETS = 3_000
_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


@dataclass(frozen=True, slots=True)
class RecordingTerms:
    """seconds: of a file, at least; it ends before the next key frame. stall_seconds: how long a camera may be
    silent."""

    seconds: float
    stall_seconds: float
    has_sound: bool


@dataclass(slots=True)
class CameraStatus:
    """What people are shown. clock: CAMERA or ARRIVAL, where times come from; problem: what stands in the way."""

    name: str
    connected: bool = False
    clock: str | None = None
    problem: str | None = None
    files: int = 0
    connections: int = 0


@dataclass(slots=True)
class CameraRecorder:
    """`run` returns soon after `stopping` is set. No exception leaves it."""

    address: CameraAddress
    spool: SpoolFolder
    terms: RecordingTerms
    stopping: threading.Event
    status: CameraStatus = field(init=False)
    _failures: int = 0

    def __post_init__(self) -> None:
        self.status = CameraStatus(self.address.name)

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                # What a killed agent was writing, or what could not be finished because the disk was full.
                for recording in self.spool.salvage(self.address.name):
                    self.status.files += 1
                    _log.info("Finished %s, which was being written when recording ended", recording.name)
                self._record_connection()
                problem = "the camera ended the stream"
            except Exception as error:
                # One camera's failure must not end the recording of the others.
                problem = describe_failure(error)
            self.status.connected = False
            if self.stopping.is_set():
                return
            self.status.problem = f"Camera {self.address.name!r} ({self.address.place}): {problem}."
            longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** min(self._failures, 20))
            self._failures += 1
            self.stopping.wait(longest * random.uniform(0.5, 1.0))  # noqa: S311

    def _record_connection(self) -> None:
        options = {
            # Over UDP packets are lost, so it is for cameras that know nothing else.
            "rtsp_flags": "prefer_tcp",
            "buffer_size": str(_UDP_BUFFER_BYTES),
            "allowed_media_types": "video+audio" if self.terms.has_sound else "video",
            # The rate of pictures is not needed, and to measure it would take seconds.
            "fpsprobesize": "0",
            "probesize": str(_MOST_CODED_BYTES),
        }
        waits = (_OPEN_SECONDS, self.terms.stall_seconds)
        with av.open(self.address.url, options=options, timeout=waits) as container:
            self.status.connections += 1
            self._record(container)

    def _record(self, container: InputContainer) -> None:
        if not container.streams.video:
            raise StreamBroken("its stream has no picture")
        picture = container.streams.video[0]
        streams: list[Stream] = [picture]
        streams += [sound for sound in container.streams.audio if sound.codec_context.name in SOUND_CODECS][:1]
        opened_at, segment, must_cut = time.monotonic(), None, False
        # Sound that came before the pictures of its time: a file may end between them.
        sound: deque[TimedPacket] = deque(maxlen=_MOST_SOUND_PACKETS)
        try:
            for timed in PacketReader(container, streams):
                if self.stopping.is_set():
                    return
                if timed.packet.stream.index != picture.index:
                    sound.append(timed)
                    continue
                while sound and sound[0].position < timed.position:
                    _write(segment, sound.popleft())
                is_key = timed.packet.is_keyframe
                must_cut = must_cut or timed.leaps
                if is_key and (segment is None or self._must_cut(segment, timed, must_cut)):
                    following, segment, must_cut = segment, None, False
                    self._finish(following)
                    segment = self._begin(timed, picture, streams)
                _write(segment, timed)
                if segment is not None:
                    self._note(segment)
                self._check_key_frames(segment, opened_at)
        finally:
            self._finish(segment)

    def _must_cut(self, segment: Segment, timed: TimedPacket, leapt: bool) -> bool:
        if leapt or segment.seconds >= self.terms.seconds:
            return True
        found = find_sequence_parameters(timed.packet.stream.codec_context.name, bytes(timed.packet))
        return bool(found) and found != segment.sequence_parameters

    def _begin(self, first: TimedPacket, picture: VideoStream, streams: list[Stream]) -> Segment:
        codec, content = picture.codec_context.name, bytes(first.packet)
        sequence_parameters = find_sequence_parameters(codec, content)
        if sequence_parameters:
            # The stream was described when the camera was connected, and may have changed since.
            with open_key_frame(codec, content) as template:
                segment = Segment(self.spool, self.address.name, first, template, streams)
        else:
            segment = Segment(self.spool, self.address.name, first, picture, streams)
        segment.sequence_parameters = sequence_parameters
        return segment

    def _finish(self, segment: Segment | None) -> None:
        if segment is None:
            return
        recording = segment.finish()
        if recording is not None:
            self.status.files += 1
            _log.info("Recorded %s (%.1f s)", recording.name, segment.seconds)

    def _note(self, segment: Segment) -> None:
        self._failures = 0
        status, ahead = self.status, segment.clock.camera_is_ahead
        status.connected = True
        status.clock = "CAMERA" if segment.clock.is_reported else "ARRIVAL"
        if ahead is None or segment.clock.is_reported:
            status.problem = None
        else:
            status.problem = (
                f"The clock of camera {status.name!r} differs by {abs(ahead):.0f} s from this machine's: recordings"
                " get the time at which they arrive. Set the camera's clock, or this machine's."
            )

    def _check_key_frames(self, segment: Segment | None, opened_at: float) -> None:
        if segment is None and time.monotonic() - opened_at > _KEY_FRAME_SECONDS:
            raise StreamBroken("its stream has no key frame")
        if segment is not None and segment.seconds > 2 * self.terms.seconds + _KEY_FRAME_SECONDS:
            raise StreamBroken("its stream has had no key frame for minutes; it is connected anew")


def _write(segment: Segment | None, timed: TimedPacket) -> None:
    """Before the first key frame there is nothing to write to."""
    if segment is not None:
        segment.write(timed)


def describe_failure(error: Exception) -> str:
    """For people. FFmpeg's own messages hold the address with its password, so none of them is passed on."""
    if isinstance(error, StreamBroken):
        return str(error)
    if isinstance(error, av.HTTPUnauthorizedError | av.HTTPForbiddenError):
        return "it refuses the user name or password in the address"
    if isinstance(error, av.HTTPNotFoundError):
        return "it has no stream at this address"
    if isinstance(error, av.ExitError | TimeoutError):
        return "it does not answer"
    if isinstance(error, av.EOFError | av.InvalidDataError | ValueError):
        return "what it sends is no stream"
    if isinstance(error, OSError) and (error.errno in _DISK_ERRORS or not isinstance(error, av.FFmpegError)):
        return f"its recording cannot be written: {error.strerror}"
    if isinstance(error, av.FFmpegError):
        return f"it cannot be reached: {error.strerror or type(error).__name__}"
    _log.error("A recorder failed with %s.", type(error).__name__)
    return f"unexpected failure {type(error).__name__}"
