"""Copy pictures into a clip, bit for bit, with timestamps that every player follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain
from typing import Any

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from models.footage.clips import Note
from vision.clips.audio import Sound
from vision.clips.browser_support import TAGS, begins
from vision.clips.muxer import PictureMuxer
from vision.clips.verification import Shown
from vision.media.seek import ROUNDED_SECONDS, Footage, Timed
from vision.media.timestamps import restamp

# From so many packets it is told how far the order of decoding differs from that of showing.
_LOOKED_AT = 64


class NoCopy(Exception):
    """The pictures have to be encoded anew: why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note)
        self.note = note


@dataclass(frozen=True, slots=True)
class _Placed:
    """A packet with the ticks at which it is shown and decoded, and its position."""

    packet: "Packet[Any]"
    shown: int
    decoded: int
    seconds: float


def copy(
    footage: Footage, stream: VideoStream, out: OutputContainer, start: float, end: float, sound: Sound | None
) -> Shown | None:
    """Write the packets from the key frame at or before `start` until all that is shown before `end` is there.

    None where they show nothing of the range. Raises NoCopy.
    """
    packets = footage.packets(start, *(() if sound is None else (sound.stream,)))
    waiting: list[Timed] = []
    for key in packets:
        if _is_picture(key, stream):
            break
        waiting.append(key)
    else:
        return None
    codec, stamps = stream.codec_context.name, footage.stamps
    if key.seconds < -ROUNDED_SECONDS:
        raise NoCopy(Note("HIDDEN", codec))
    if not begins(key.packet, codec):
        raise NoCopy(Note("ENTRY", codec))
    to = out.add_stream_from_template(stream)
    if codec in TAGS:
        to.codec_context.codec_tag = TAGS[codec]
    origin, length = _tick(footage, key), max(1, round(stamps.frame_seconds / stamps.base))
    shown, pictures = Shown(key.seconds), PictureMuxer(out)
    of_clip = chain([key], _of_clip(chain(waiting, packets), key, end, stream, sound))
    for placed in _in_order(of_clip, footage, length):
        # What lies before a frame that is shown already belongs to the clip: without it, there would be a hole.
        if key.seconds + float((placed.decoded - origin) * stamps.base) >= end and placed.seconds > shown.last:
            break
        shown.add(placed.seconds, placed.seconds + stamps.frame_seconds)
        restamp(placed.packet, to, stamps.base, placed.shown - origin, placed.decoded - origin, length)
        pictures.mux(placed.packet)
    pictures.finish(shown.end - shown.start)
    return shown if shown.end > start + ROUNDED_SECONDS else None


def _is_picture(one: Timed, stream: VideoStream) -> bool:
    return one.packet.stream_index == stream.index


def _of_clip(
    packets: Iterator[Timed], key: Timed, end: float, stream: VideoStream, sound: Sound | None
) -> Iterator[Timed]:
    """The pictures that may follow the key frame; sound on the way goes into the clip."""
    for one in packets:
        if not _is_picture(one, stream):
            if sound is not None:
                sound.take(one, key.seconds, end)
        elif one.part != key.part:
            if one.seconds < end:
                # Another recording begins, perhaps of another camera.
                raise NoCopy(Note("PARTS", stream.codec_context.name))
            return
        elif not one.is_known:
            raise NoCopy(Note("TIMESTAMPS", "several frames have one"))
        elif one.seconds >= key.seconds:
            # What is shown before the key frame leans on pictures that are not there.
            yield one


def _in_order(pictures: Iterator[Timed], footage: Footage, length: int) -> Iterator[_Placed]:
    """Packets with times of decoding that rise and lie before those of showing, whatever the container wrote."""
    first: list[Timed] = []
    for one in pictures:
        first.append(one)
        if len(first) == _LOOKED_AT:
            break
    ticks = [_tick(footage, one) for one in first]
    depth = max((sum(tick > ticks[i] for tick in ticks[:i]) for i in range(len(ticks))), default=0)
    coming: list[int] = []
    last: int | None = None
    for number, one in enumerate(chain(first, pictures)):
        tick = _tick(footage, one)
        heappush(coming, tick)
        decoded = heappop(coming) if number >= depth else ticks[0] - (depth - number) * length
        if last is not None and decoded <= last:
            decoded = last + 1
        if decoded > tick + length // 2:
            raise NoCopy(Note("TIMESTAMPS", "not in order"))
        last = decoded
        yield _Placed(one.packet, max(tick, decoded), decoded, one.seconds)


def _tick(footage: Footage, one: Timed) -> int:
    tick = footage.stamps.of(one.packet)
    assert tick is not None
    return tick
