"""The index of a container: positions, sizes and offsets of frames, known before any frame is read."""

from collections.abc import Sequence

from av.video.stream import VideoStream

from vision.media.clock import FootageClock
from vision.media.timestamps import StreamTimestamps
from vision.stills.frame_selection import IndexedPacket

# At most this many packets of a range are listed.
_MAX_PACKETS = 20_000


class ContainerIndex:
    """Empty where the container has no index, or the footage has parts, which index entries do not name."""

    def __init__(self, stream: VideoStream, stamps: StreamTimestamps, clock: FootageClock) -> None:
        self._entries = stream.index_entries
        self._size = len(self._entries) if len(clock.parts) == 1 else 0
        self._clock, self._delay = clock, stamps.index_delay

    def seconds_at(self, place: int) -> float:
        """The position of an entry's frame."""
        return self._clock.seconds_at(self._entries[place].timestamp + self._delay)

    def list_packets(self, start: float, end: float) -> list[IndexedPacket]:
        """The indexed packets of a range of positions."""
        packets: list[IndexedPacket] = []
        first = self._find_entry(start, any_frame=True)
        for place in range(max(0, first or 0), min(self._size, max(0, first or 0) + _MAX_PACKETS)):
            seconds = self.seconds_at(place)
            if seconds > end:
                break
            entry = self._entries[place]
            packets.append(IndexedPacket(seconds, entry.size, entry.is_keyframe))
        return packets

    def find_keyframe(self, seconds: float, *, backward: bool) -> int | None:
        """The entry of the key frame at or before a position (backward), or at or after it."""
        return self._find_entry(seconds, backward=backward)

    def byte_span(self, seconds: float, whole_bytes: int) -> tuple[int, int] | None:
        """The bytes (first, end) from the key frame before a position to the frame there, in whole buffers."""
        key = self.find_keyframe(seconds, backward=True)
        if key is None:
            return None
        last = self._entries[max(key, self._find_entry(seconds, any_frame=True) or key)]
        start, length = self._entries[key].pos, last.pos + last.size - self._entries[key].pos
        if not last.size or start < 0 or length <= 0:
            return None
        return start, start - (-length // whole_bytes) * whole_bytes

    def keyframe_times(self, seconds: float) -> Sequence[float]:
        """The positions of the key frames before and after a position."""
        places = (self.find_keyframe(seconds, backward=before) for before in (True, False))
        return [self.seconds_at(place) for place in places if place is not None]

    def _find_entry(self, seconds: float, *, backward: bool = True, any_frame: bool = False) -> int | None:
        if not self._size:
            return None
        tick = self._clock.tick_at(seconds, 0) - self._delay
        place = self._entries.search_timestamp(tick, backward=backward, any_frame=any_frame)
        return place if 0 <= place < self._size else None
