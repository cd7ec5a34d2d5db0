"""Copies video packets into a clip, bit for bit, with timestamps that every player accepts."""

from collections.abc import Callable, Iterator
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
from vision.clips.request import ClipRequest
from vision.clips.verification import ClipExtent
from vision.media.seek import ROUNDING_SECONDS, PositionedPacket, SeekingReader
from vision.media.timestamps import restamp

# The reordering depth (decoding order against presentation order) is measured on the first packets.
_REORDER_PROBE_PACKETS = 64


class ReencodeRequired(Exception):
    """The video cannot be copied; the note says why."""

    def __init__(self, note: ClipNote) -> None:
        super().__init__(note)
        self.note = note


@dataclass(frozen=True, slots=True)
class _StampedPacket:
    """A packet with its presentation and decoding ticks, and its position."""

    packet: "Packet[Any]"
    shown_tick: int
    decode_tick: int
    seconds: float


def copy_video(
    footage: SeekingReader,
    stream: VideoStream,
    out: OutputContainer,
    request: ClipRequest,
    sound: SoundWriter | None,
    on_packet: Callable[[], None],
) -> ClipExtent | None:
    """Write the packets from the key frame at or before the start of the request until its end.

    on_packet is called for each of them. None where they show nothing of the request. Raises ReencodeRequired.
    """
    packets = footage.read_packets(request.start, *(() if sound is None else (sound.stream,)))
    skipped: list[PositionedPacket] = []
    for key in packets:
        if _is_video_packet(key, stream):
            break
        skipped.append(key)
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
    extent, muxer = ClipExtent(key.seconds), VideoMuxer(out)
    selected = chain([key], _select_packets(chain(skipped, packets), key, request.end, stream, sound))
    for stamped in _assign_timestamps(selected, footage, length):
        decode_seconds = key.seconds + float((stamped.decode_tick - origin) * stamps.base)
        # A frame that is shown before one of the clip's frames belongs to the clip: without it, there would be a hole.
        if decode_seconds >= request.end and stamped.seconds > extent.last:
            break
        on_packet()
        extent.add(stamped.seconds, stamped.seconds + stamps.frame_seconds)
        restamp(stamped.packet, to, stamps.base, stamped.shown_tick - origin, stamped.decode_tick - origin, length)
        muxer.mux(stamped.packet)
    muxer.finish(extent.end - extent.start)
    return extent if extent.end > request.start + ROUNDING_SECONDS else None


def _is_video_packet(packet: PositionedPacket, stream: VideoStream) -> bool:
    return packet.packet.stream_index == stream.index


def _select_packets(
    packets: Iterator[PositionedPacket],
    key: PositionedPacket,
    end: float,
    stream: VideoStream,
    sound: SoundWriter | None,
) -> Iterator[PositionedPacket]:
    """The video packets that may follow the key frame; audio packets among them are written at once."""
    for packet in packets:
        if not _is_video_packet(packet, stream):
            if sound is not None:
                sound.write_packet(packet, key.seconds, end)
        elif packet.part != key.part:
            if packet.seconds < end:
                # Another recording starts here, perhaps of another camera.
                raise ReencodeRequired(ClipNote("PARTS", stream.codec_context.name))
            return
        elif not packet.has_timestamp:
            raise ReencodeRequired(ClipNote("TIMESTAMPS", "several frames have one"))
        elif packet.seconds >= key.seconds:
            # Frames that are shown before the key frame depend on frames that the clip lacks.
            yield packet


def _assign_timestamps(
    packets: Iterator[PositionedPacket], footage: SeekingReader, length: int
) -> Iterator[_StampedPacket]:
    """Packets with decoding timestamps that increase and lie before the presentation timestamps, as players require."""
    first: list[PositionedPacket] = []
    for packet in packets:
        first.append(packet)
        if len(first) == _REORDER_PROBE_PACKETS:
            break
    ticks = [_shown_tick(footage, packet) for packet in first]
    depth = max((sum(tick > ticks[i] for tick in ticks[:i]) for i in range(len(ticks))), default=0)
    pending: list[int] = []
    last: int | None = None
    for number, packet in enumerate(chain(first, packets)):
        tick = _shown_tick(footage, packet)
        heappush(pending, tick)
        decoded = heappop(pending) if number >= depth else ticks[0] - (depth - number) * length
        if last is not None and decoded <= last:
            decoded = last + 1
        if decoded > tick + length // 2:
            raise ReencodeRequired(ClipNote("TIMESTAMPS", "not in order"))
        last = decoded
        yield _StampedPacket(packet.packet, max(tick, decoded), decoded, packet.seconds)


def _shown_tick(footage: SeekingReader, packet: PositionedPacket) -> int:
    tick = footage.timestamps.rescaled_pts(packet.packet)
    assert tick is not None
    return tick
