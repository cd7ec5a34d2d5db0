"""What a footage file says about itself."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from av.container import InputContainer
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.media.clock import FootageClock, FootagePart
from vision.media.container import (
    Source,
    demux_packets,
    describe_video_stream,
    file_size,
    list_video_streams,
    open_video,
    undecodable_error,
)
from vision.media.reader import SequentialReader
from vision.media.timestamps import StreamTimestamps, byte_offset

# QuickTime counts from 1904 and Unix from 1970: a clock that was never set shows one of these years. Others are no
# times of any camera.
_PLAUSIBLE_YEARS = range(1971, 2200)
# Newer phones write the local time with its offset here, and UTC into creation_time.
_CREATED_KEYS = ("com.apple.quicktime.creationdate", "creation_time", "date")
# A recording that takes a picture every ten minutes still has a byte for each.
_SLOWEST_FRAME_SECONDS = 600.0


@dataclass(frozen=True)
class MediaHeader:
    """width and height are pixels of the upright picture. What the container does not say is None.

    created_at has no time zone where the container tells the time of the place. clock: as far as its first frame shows
    it. container: the format's name, FFmpeg's. others: moving pictures of the file that are not looked at.
    may_break: its timestamps may begin anew in the middle.
    """

    duration_seconds: float | None
    frame_rate: float
    width: int
    height: int
    codec: str
    created_at: datetime | None
    frames: int | None
    clock: FootageClock
    container: str
    other_tracks: tuple[str, ...]
    may_break: bool


@dataclass(frozen=True)
class MediaInfo(MediaHeader):
    """The same, its length measured where the container did not say it."""

    duration_seconds: float


def probe(source: Source) -> MediaInfo:
    """Read the header and decode one frame, so that what is promised can be kept.

    A container without a duration (WebM from a browser's recorder) is scanned packet by packet, undecoded; so is one
    whose timestamps may break off in the middle, where the header tells of its end alone.
    Raises UnusableMedia: EMPTY_FILE, NOT_A_VIDEO, NO_VIDEO_STREAM, TRUNCATED_VIDEO, UNDECODABLE_VIDEO, VIDEO_TOO_LARGE,
    HEADER_TOO_LARGE, RAW_VIDEO, UNREADABLE_VIDEO.
    """
    seen = inspect_media(source)
    duration, frames = seen.duration_seconds, seen.frames
    if duration is None or seen.may_break:
        found = scan_packets(source)
        duration, frames = max(found.seconds, 1 / seen.frame_rate), found.packets
    return MediaInfo(**{**vars(seen), "duration_seconds": duration, "frames": frames})


def inspect_media(source: Source) -> MediaHeader:
    """The same without the scan: a container that does not say how long it is has no duration."""
    with open_video(source) as (container, stream):
        codec = stream.codec_context.name
        frames = stream.frames or None
        stream.thread_type = "SLICE"  # frame threads would fill up with frames that nobody asked for
        run = SequentialReader(container, stream)
        stamps = run.timestamps
        told = stamps.header_length_seconds()
        if max(frames or 0, (told or 0.0) / _SLOWEST_FRAME_SECONDS) > file_size(source):
            # Not even a byte for each frame: nothing is made ready for what cannot come.
            raise UnusableMedia("HEADER_TOO_LARGE")
        _, first = next(run, (0.0, None))
        if first is None:
            raise undecodable_error(source, codec)
        width, height = first.width, first.height
        if first.rotation % 180:
            width, height = height, width
        clock = run.timeline.to_clock()
        known = stamps.header_duration_seconds(clock)
        return MediaHeader(
            duration_seconds=None if known is None else max(known, stamps.frame_seconds),
            frame_rate=float(stamps.rate),
            width=width,
            height=height,
            codec=codec,
            created_at=_read_created_at(container, stream),
            frames=frames,
            clock=clock,
            container=container.format.name,
            other_tracks=tuple(describe_video_stream(other) for other in list_video_streams(container)[1:]),
            may_break=stamps.may_break,
        )


def estimate_clock(source: Source, scanned_bytes: int | None = 0) -> FootageClock:
    """The clock of footage that was not analyzed yet, as far as it can be told cheaply. Raises what `peek` raises.

    A file of up to so many bytes (None: any) whose timestamps may break off is scanned for the places; of another, the
    first frame tells where positions begin.
    """
    with open_video(source) as (container, stream):
        stream.thread_type = "SLICE"
        run = SequentialReader(container, stream)
        if next(run, None) is None:
            raise undecodable_error(source, stream.codec_context.name)
        clock, may_break = run.timeline.to_clock(), run.timestamps.may_break
    if not may_break or (scanned_bytes is not None and file_size(source) > scanned_bytes):
        return clock
    parts = scan_packets(source).parts
    # The first frame that can be decoded is known better from decoding.
    return FootageClock(clock.base, (replace(clock.parts[0], last=parts[0].last), *parts[1:])) if parts else clock


@dataclass(frozen=True)
class ScanResult:
    """A file as its packets show it: how many, and its parts, the last of which ends at `seconds`."""

    packets: int
    seconds: float
    parts: tuple[FootagePart, ...]


def scan_packets(source: Source) -> ScanResult:
    """Read a file to its end without decoding it."""
    packets, parts, end = 0, list[FootagePart](), 0.0
    with open_video(source) as (container, stream):
        stamps = StreamTimestamps(container, stream)
        breaks = stamps.new_break_detector()
        begins = True
        for packet in demux_packets(container, [stream]):
            if not packet.size:
                continue
            packets += 1
            begins = breaks.is_break(stamps.packet_dts(packet)) or begins
            shown = stamps.packet_pts(packet)
            if shown is None:
                if parts and not begins:
                    # Several frames with one timestamp, in a program stream.
                    shown = parts[-1].last + round(stamps.frame_seconds / stamps.base)
                else:
                    continue
            if begins and packet.is_keyframe:
                begins = False
                parts.append(FootagePart(shown, shown, end, byte_offset(packet), None if parts else 0.0))
                end += stamps.packet_seconds(packet)
            elif parts and not begins:
                last = parts[-1]
                parts[-1] = replace(last, last=max(last.last, shown))
                position = last.seconds + float((shown - last.first) * stamps.base)
                end = max(end, position + stamps.packet_seconds(packet))
    return ScanResult(packets, end, tuple(parts))


def _read_created_at(container: InputContainer, stream: VideoStream) -> datetime | None:
    for key in _CREATED_KEYS:
        written = container.metadata.get(key) or stream.metadata.get(key)
        if not written or ":" not in written:
            # A day alone says nothing of the hour.
            continue
        with suppress(ValueError):
            moment = datetime.fromisoformat(written)
            if moment.year in _PLAUSIBLE_YEARS:
                return moment
    return None
