"""What a footage file says about itself."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.container import DAMAGE, Source, open_video, size_of, undecodable

# QuickTime counts from 1904 and Unix from 1970: a clock that was never set shows one of these years.
_UNSET_CLOCK_YEARS = (1904, 1970)
# Newer phones write the local time with its offset here, and UTC into creation_time.
_CREATED_KEYS = ("com.apple.quicktime.creationdate", "creation_time", "date")
# A recording that takes a picture every ten minutes still has a byte for each.
_SLOWEST_FRAME_SECONDS = 600.0


@dataclass(frozen=True)
class Peeked:
    """width and height are pixels of the upright picture. What the container does not say is None."""

    duration_seconds: float | None
    frame_rate: float
    width: int
    height: int
    codec: str
    created_at: datetime | None
    frames: int | None


@dataclass(frozen=True)
class MediaInfo(Peeked):
    """The same, its length measured where the container did not say it."""

    duration_seconds: float


def probe(source: Source) -> MediaInfo:
    """Read the header and decode one frame, so that what is promised can be kept.

    A container without a duration (raw H.264, WebM from a browser's recorder) is scanned packet by packet, undecoded.
    Raises UnusableMedia: EMPTY_FILE, NOT_A_VIDEO, NO_VIDEO_STREAM, TRUNCATED_VIDEO, UNDECODABLE_VIDEO, VIDEO_TOO_LARGE,
    HEADER_TOO_LARGE.
    """
    seen = peek(source)
    duration, frames = seen.duration_seconds, seen.frames
    if duration is None:
        duration, frames = _scan(source, seen.frame_rate)
        duration = max(duration, 1 / seen.frame_rate)
    return MediaInfo(duration, seen.frame_rate, seen.width, seen.height, seen.codec, seen.created_at, frames)


def peek(source: Source) -> Peeked:
    """The same without the scan: a container that does not say how long it is has no duration."""
    with open_video(source) as (container, stream):
        codec = stream.codec_context.name
        rate = float(stream.average_rate or stream.guessed_rate or stream.codec_context.framerate or 25)
        duration = announced_seconds(container, stream)
        created_at = _created_at(container, stream)
        frames = stream.frames or None
        if max(frames or 0, (duration or 0.0) / _SLOWEST_FRAME_SECONDS) > size_of(source):
            # Not even a byte for each frame: nothing is made ready for what cannot come.
            raise UnusableMedia("HEADER_TOO_LARGE")
        first = _first_frame(container, stream)
        if first is None:
            raise undecodable(source, codec)
        width, height = first.width, first.height
        if first.rotation % 180:
            width, height = height, width
    known = None if duration is None else max(duration, 1 / rate)
    return Peeked(known, rate, width, height, codec, created_at, frames)


def announced_seconds(container: InputContainer, stream: VideoStream) -> float | None:
    """The length that the header announces for the picture, in seconds; None where it announces none."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return container.duration / av.time_base
    return None


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    stream.thread_type = "SLICE"  # frame threads would fill up with frames that nobody asked for
    with suppress(av.error.EOFError, *DAMAGE):
        for packet in container.demux(stream):
            with suppress(*DAMAGE):
                for frame in packet.decode():
                    return frame
    return None


def _scan(source: Source, rate: float) -> tuple[float, int]:
    """The length in seconds and the number of frames, from the packets."""
    packets, start, end = 0, None, 0.0
    with open_video(source) as (container, stream):
        for packet in container.demux(stream):
            if not packet.size:
                continue
            packets += 1
            if packet.pts is not None and packet.time_base is not None:
                seconds = float(packet.pts * packet.time_base)
                start = seconds if start is None else min(start, seconds)
                end = max(end, seconds + float((packet.duration or 0) * packet.time_base))
    if start is None or end <= start:
        return packets / rate, packets
    return end - start, packets


def _created_at(container: InputContainer, stream: VideoStream) -> datetime | None:
    for key in _CREATED_KEYS:
        written = container.metadata.get(key) or stream.metadata.get(key)
        if not written:
            continue
        with suppress(ValueError):
            moment = datetime.fromisoformat(written)
            if moment.year not in _UNSET_CLOCK_YEARS:
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
