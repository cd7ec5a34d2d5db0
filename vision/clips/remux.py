"""Copy pictures into a clip, bit for bit, with timestamps that every player follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain
from typing import Any

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from models.footage.clips import ClipNote
from vision.clips.audio import SoundWriter
from vision.clips.browser_support import CODEC_TAGS, is_random_access_point
from vision.clips.muxer import VideoMuxer
from vision.clips.verification import ClipExtent
from vision.media.seek import ROUNDING_SECONDS, PositionedPacket, SeekingReader
from vision.media.timestamps import restamp

# From so many packets it is told how far the order of decoding differs from that of showing.
_REORDER_PROBE_PACKETS = 64


class ReencodeRequired(Exception):
    """The pictures have to be encoded anew: why."""

    def __init__(self, note: ClipNote) -> None:
        super().__init__(note)
        self.note = note


@dataclass(frozen=True, slots=True)
class _StampedPacket:
    """A packet with the ticks at which it is shown and decoded, and its position."""

    packet: "Packet[Any]"
    shown_tick: int
    decode_tick: int
    seconds: float


def copy_video(
    footage: SeekingReader,
    stream: VideoStream,
    out: OutputContainer,
    start: float,
    end: float,
    sound: SoundWriter | None,
) -> ClipExtent | None:
    """Write the packets from the key frame at or before `start` until all that is shown before `end` is there.

    None where they show nothing of the range. Raises NoCopy.
    """
    packets = footage.read_packets(start, *(() if sound is None else (sound.stream,)))
    waiting: list[PositionedPacket] = []
    for key in packets:
        if _is_video_packet(key, stream):
            break
        waiting.append(key)
    else:
        return None
    codec, stamps = stream.codec_context.name, footage.timestamps
    if key.seconds < -ROUNDING_SECONDS:
        raise ReencodeRequired(ClipNote("HIDDEN", codec))
    if not is_random_access_point(key.packet, codec):
        raise ReencodeRequired(ClipNote("ENTRY", codec))
    to = out.add_stream_from_template(stream)
    if codec in CODEC_TAGS:
        to.codec_context.codec_tag = CODEC_TAGS[codec]
    origin, length = _shown_tick(footage, key), max(1, round(stamps.frame_seconds / stamps.base))
    shown, pictures = ClipExtent(key.seconds), VideoMuxer(out)
    of_clip = chain([key], _select_packets(chain(waiting, packets), key, end, stream, sound))
    for placed in _assign_timestamps(of_clip, footage, length):
        # What lies before a frame that is shown already belongs to the clip: without it, there would be a hole.
        if key.seconds + float((placed.decode_tick - origin) * stamps.base) >= end and placed.seconds > shown.last:
            break
        shown.add(placed.seconds, placed.seconds + stamps.frame_seconds)
        restamp(placed.packet, to, stamps.base, placed.shown_tick - origin, placed.decode_tick - origin, length)
        pictures.mux(placed.packet)
    pictures.finish(shown.end - shown.start)
    return shown if shown.end > start + ROUNDING_SECONDS else None


def _is_video_packet(packet: PositionedPacket, stream: VideoStream) -> bool:
    return packet.packet.stream_index == stream.index


def _select_packets(
    packets: Iterator[PositionedPacket],
    key: PositionedPacket,
    end: float,
    stream: VideoStream,
    sound: SoundWriter | None,
) -> Iterator[PositionedPacket]:
    """The pictures that may follow the key frame; sound on the way goes into the clip."""
    for one in packets:
        if not _is_video_packet(one, stream):
            if sound is not None:
                sound.write_packet(one, key.seconds, end)
        elif one.part != key.part:
            if one.seconds < end:
                # Another recording begins, perhaps of another camera.
                raise ReencodeRequired(ClipNote("PARTS", stream.codec_context.name))
            return
        elif not one.has_timestamp:
            raise ReencodeRequired(ClipNote("TIMESTAMPS", "several frames have one"))
        elif one.seconds >= key.seconds:
            # What is shown before the key frame leans on pictures that are not there.
            yield one


def _assign_timestamps(
    pictures: Iterator[PositionedPacket], footage: SeekingReader, length: int
) -> Iterator[_StampedPacket]:
    """Packets with times of decoding that rise and lie before those of showing, whatever the container wrote."""
    first: list[PositionedPacket] = []
    for one in pictures:
        first.append(one)
        if len(first) == _REORDER_PROBE_PACKETS:
            break
    ticks = [_shown_tick(footage, one) for one in first]
    depth = max((sum(tick > ticks[i] for tick in ticks[:i]) for i in range(len(ticks))), default=0)
    coming: list[int] = []
    last: int | None = None
    for number, one in enumerate(chain(first, pictures)):
        tick = _shown_tick(footage, one)
        heappush(coming, tick)
        decoded = heappop(coming) if number >= depth else ticks[0] - (depth - number) * length
        if last is not None and decoded <= last:
            decoded = last + 1
        if decoded > tick + length // 2:
            raise ReencodeRequired(ClipNote("TIMESTAMPS", "not in order"))
        last = decoded
        yield _StampedPacket(one.packet, max(tick, decoded), decoded, one.seconds)


def _shown_tick(footage: SeekingReader, one: PositionedPacket) -> int:
    tick = footage.timestamps.rescaled_pts(one.packet)
    assert tick is not None
    return tick
