"""Probes a footage file: size, rate, length, codec, creation time, clock."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from av.container import InputContainer
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from models.footage.clips import ClipNote
from vision.clips.playback import list_play_obstacles
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

# QuickTime counts from 1904 and Unix from 1970, so a clock that was never set shows one of these years.
_PLAUSIBLE_YEARS = range(1971, 2200)
# Newer phones write local time with its offset into the first key, and UTC into creation_time.
_CREATED_KEYS = ("com.apple.quicktime.creationdate", "creation_time", "date")
# Even a recording of one frame every ten minutes has at least a byte for each.
_SLOWEST_FRAME_SECONDS = 600.0


@dataclass(frozen=True)
class MediaHeader:
    """width, height: pixels of the upright frame. None: unknown to the container.

    created_at: without time zone where the container has local time. clock: as far as the first frame shows it.
    container: FFmpeg's name of the format. other_tracks: video streams that are not analyzed. may_break: whether
    timestamps may break in the middle. play_obstacles: why browsers do not play the file as it is.
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
    play_obstacles: tuple[ClipNote, ...]


@dataclass(frozen=True)
class MediaInfo(MediaHeader):
    """The same; the length is measured where the container has none."""

    duration_seconds: float


def probe(source: Source) -> MediaInfo:
    """Read the header, and decode one frame to be sure that it can be decoded.

    A container without a duration (WebM from a browser's recorder) is scanned packet by packet without decoding; so is
    one whose timestamps may break in the middle, where the header only describes its end. Raises UnusableMedia:
    EMPTY_FILE, NOT_A_VIDEO, NO_VIDEO_STREAM, TRUNCATED_VIDEO, UNDECODABLE_VIDEO, VIDEO_TOO_LARGE, HEADER_TOO_LARGE,
    RAW_VIDEO, UNREADABLE_VIDEO.
    """
    header = inspect_media(source)
    duration, frames = header.duration_seconds, header.frames
    if duration is None or header.may_break:
        scan = scan_packets(source)
        duration, frames = max(scan.seconds, 1 / header.frame_rate), scan.packets
    return MediaInfo(**{**vars(header), "duration_seconds": duration, "frames": frames})


def inspect_media(source: Source) -> MediaHeader:
    """The same without the scan: duration_seconds is None where the container has none."""
    with open_video(source) as (container, stream):
        codec = stream.codec_context.name
        frames = stream.frames or None
        stream.thread_type = "SLICE"  # frame threads would decode further frames in advance
        run = SequentialReader(container, stream)
        stamps = run.timestamps
        announced = stamps.header_length_seconds()
        if max(frames or 0, (announced or 0.0) / _SLOWEST_FRAME_SECONDS) > file_size(source):
            # Less than a byte for each frame: allocate nothing for frames that cannot exist.
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
            play_obstacles=tuple(list_play_obstacles(container, stream, clock)),
        )


def estimate_clock(source: Source, scanned_bytes: int | None = 0) -> FootageClock:
    """The clock of footage that was not analyzed yet, as far as it is cheap to find. Raises what inspect_media raises.

    A file of up to scanned_bytes (None: any) whose timestamps may break is scanned for breaks; for other files, the
    first frame defines the clock.
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
    # Decoding shows which frame is the first that can be decoded.
    return FootageClock(clock.base, (replace(clock.parts[0], last=parts[0].last), *parts[1:])) if parts else clock


@dataclass(frozen=True)
class ScanResult:
    """The result of a scan: number of packets, length in seconds, and parts."""

    packets: int
    seconds: float
    parts: tuple[FootagePart, ...]


def scan_packets(source: Source) -> ScanResult:
    """Read all packets of a file without decoding them."""
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
                    # In a program stream, several frames may share a timestamp.
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
            # A date without time is too imprecise.
            continue
        with suppress(ValueError):
            moment = datetime.fromisoformat(written)
            if moment.year in _PLAUSIBLE_YEARS:
                return moment
    return None
