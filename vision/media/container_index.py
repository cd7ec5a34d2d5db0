"""What a container's index lists of its picture, with positions: known before a byte of it is read."""

from collections.abc import Sequence

from av.video.stream import VideoStream

from vision.media.clock import Clock
from vision.media.timestamps import Stamps
from vision.stills.frame_selection import Packet

# The index is listed for this many packets around a range at most.
_MOST_PACKETS = 20_000


class Index:
    """Empty where the container has none, or where it cannot be told which part of the footage an entry belongs to."""

    def __init__(self, stream: VideoStream, stamps: Stamps, clock: Clock) -> None:
        self._entries = stream.index_entries
        self._size = len(self._entries) if len(clock.parts) == 1 else 0
        self._clock, self._delay = clock, stamps.index_delay

    def seconds(self, place: int) -> float:
        """When the frame of an entry is shown."""
        return self._clock.seconds(self._entries[place].timestamp + self._delay)

    def packets(self, start: float, end: float) -> list[Packet]:
        """What is listed of a range."""
        found: list[Packet] = []
        first = self._place(start, any_frame=True)
        for place in range(max(0, first or 0), min(self._size, max(0, first or 0) + _MOST_PACKETS)):
            seconds = self.seconds(place)
            if seconds > end:
                break
            entry = self._entries[place]
            found.append(Packet(seconds, entry.size, entry.is_keyframe))
        return found

    def key(self, seconds: float, *, backward: bool) -> int | None:
        """Where the key frame at or before a position is listed, or the one at or after it."""
        return self._place(seconds, backward=backward)

    def span(self, seconds: float, whole_bytes: int) -> tuple[int, int] | None:
        """The bytes (first, end) from the key frame before a position to the frame there, in whole buffers."""
        key = self.key(seconds, backward=True)
        if key is None:
            return None
        last = self._entries[max(key, self._place(seconds, any_frame=True) or key)]
        start, length = self._entries[key].pos, last.pos + last.size - self._entries[key].pos
        if not last.size or start < 0 or length <= 0:
            return None
        return start, start - (-length // whole_bytes) * whole_bytes

    def keys_near(self, seconds: float) -> Sequence[float]:
        """The positions of the key frames before and after a position."""
        places = (self.key(seconds, backward=before) for before in (True, False))
        return [self.seconds(place) for place in places if place is not None]

    def _place(self, seconds: float, *, backward: bool = True, any_frame: bool = False) -> int | None:
        if not self._size:
            return None
        tick = self._clock.tick(seconds, 0) - self._delay
        place = self._entries.search_timestamp(tick, backward=backward, any_frame=any_frame)
        return place if 0 <= place < self._size else None
