"""The footage clock: converts between the timestamps of a container and seconds of footage. Pure arithmetic.

A position counts seconds from the first frame that can be decoded, wherever timestamps start. Every reader of footage
takes its positions from here, so an event, a still and a clip of the same second show the same frame.

Timestamps are whole ticks of a time base. Usually they run through the whole file. Where they do not (two recordings in
one file, a camera that restarted, a clock that was set), the footage has parts: positions continue from one part to the
next without a hole, and each part keeps how far the camera's clock jumped before it. A pause that the timestamps show
within a part counts as positions, as in every player, and is a gap. vision.media.timeline builds clocks frame by frame.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.enums import GapReason

# A clock that jumps further was not set before or after the jump, so the time is unknown. The same holds for one that
# jumps more often.
_LONGEST_JUMP_SECONDS, _MAX_JUMPS = 20 * 366 * 86_400.0, 100


@dataclass(frozen=True, slots=True)
class FootagePart:
    """Footage with continuous timestamps.

    first, last: ticks of its first and last frame. seconds: the position of its first frame. byte_offset: where its
    packets start in the file; None where unknown. clock_jump: seconds by which the camera's clock advanced before it
    without footage; None where the clock went back, so that the jump is unknown.
    """

    first: int
    last: int
    seconds: float = 0.0
    byte_offset: int | None = None
    clock_jump: float | None = 0.0


@dataclass(frozen=True, slots=True)
class TimelineGap:
    """Positions without usable footage, in seconds."""

    start: float
    end: float
    reason: GapReason


@dataclass(frozen=True, slots=True)
class FootageClock:
    """The timestamps of a file's video stream. base: a tick in seconds. parts: in the order of the file."""

    base: Fraction
    parts: tuple[FootagePart, ...]

    @classmethod
    def from_first_frame(cls, base: Fraction, first: int) -> "FootageClock":
        """The clock of footage of which only the first frame is known."""
        return cls(base, (FootagePart(first, first),))

    def seconds_at(self, tick: int, part: int = 0) -> float:
        """The position of a timestamp in a part; it may lie below 0 or past the end of the part."""
        start = self.parts[part]
        return start.seconds + float((tick - start.first) * self.base)

    def part_at(self, seconds: float) -> int:
        """The index of the part that shows a position; the first or the last one for positions outside the footage."""
        return max(0, bisect_right([part.seconds for part in self.parts], seconds) - 1)

    def tick_at(self, seconds: float, part: int) -> int:
        """The timestamp nearest to a position, in the ticks of a part."""
        start = self.parts[part]
        return start.first + round((seconds - start.seconds) / self.base)

    def part_at_byte(self, byte: int | None) -> int:
        """The index of the part whose packets include this offset in the file; 0 where the offset is unknown."""
        if byte is None or len(self.parts) == 1:
            return 0
        offsets = [part.byte_offset or 0 for part in self.parts[1:]]
        return bisect_right(offsets, byte)

    @property
    def jumps(self) -> list[tuple[float, float | None]]:
        """(position, seconds): from that position on, the camera's clock is so far ahead of the positions.

        None for seconds where that is unknown: nothing after that position can be dated.
        """
        ahead: float = 0.0
        jumps: list[tuple[float, float | None]] = []
        for part in self.parts[1:]:
            ahead += part.clock_jump or 0.0
            if part.clock_jump is None or ahead > _LONGEST_JUMP_SECONDS or len(jumps) == _MAX_JUMPS:
                return [*jumps, (part.seconds, None)]
            if part.clock_jump:
                jumps.append((part.seconds, ahead))
        return jumps

    def list_jumps(self) -> list[float | None]:
        """The jumps as one flat list, as the database holds them."""
        return [value for jump in self.jumps for value in jump]

    def to_json(self) -> dict[str, Any]:
        """The clock as JSON, as it is stored with the video."""
        parts = [[part.first, part.last, part.seconds, part.byte_offset, part.clock_jump] for part in self.parts]
        return {"base": [self.base.numerator, self.base.denominator], "parts": parts}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "FootageClock":
        """The clock that to_json wrote."""
        return cls(Fraction(*written["base"]), tuple(FootagePart(*part) for part in written["parts"]))
