"""The footage clock: from the timestamps that a container writes to seconds of footage, and back. Pure arithmetic.

A position counts seconds from the first frame that can be decoded, wherever timestamps begin. Every reader of footage
takes its positions from here, so that an event, a still and a clip of the same second show the same frame.

Timestamps are whole ticks of a time base. Mostly they run through a file. Where they do not (two recordings one after
the other, a camera that started anew, a clock that was set), the footage has parts: positions go on from one part to
the next without a hole, and each part keeps what the camera's clock did before it. A pause that the timestamps show
within a part belongs to the positions, as in every player, and is a gap.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import median
from typing import Any

from models.enums import GapReason

# A timestamp that lies back by less than this is written badly; by more, the timestamps begin anew.
_JITTER_SECONDS = 0.25
# A pause is a gap where it is longer than this, and than so many frames at the usual rate: a camera that sends a frame
# a second, or less often while nothing moves, leaves nothing out.
_LEAST_GAP_SECONDS, _GAP_FRAMES = 1.5, 4
_USUAL_OF = 15
_TOLERATED_END_SECONDS = 1.0
# MPEG writes timestamps in 33 bits: after 26.5 hours they begin at zero, which is no break.
_WRAP_TICKS = 1 << 33
_WRAP_SECONDS = 10.0
# A longer pause is a break where a container's timestamps may break off; elsewhere they are one line, as players show.
_LONGEST_GAP_SECONDS, _LONGEST_GAP_OF_ONE_LINE = 3600.0, 30 * 3600.0
# A clock that leaps by more was never set before or after: what time it was, nobody knows. So it is with one that
# leaps again and again.
_LONGEST_LEAP_SECONDS, _MOST_LEAPS = 20 * 366 * 86_400.0, 100
# Gaps that lie closer together than this are listed as one, and never more than so many.
_APART_SECONDS, _MOST_GAPS = 1.0, 200


@dataclass(frozen=True, slots=True)
class Part:
    """Footage whose timestamps run on.

    first, last: ticks of its first and last frame. seconds: the position of its first frame. byte: where in the file
    its packets begin; None where not known. leapt: the seconds that the camera's clock went on before it without
    footage; None where the clock went back, so that nobody knows.
    """

    first: int
    last: int
    seconds: float = 0.0
    byte: int | None = None
    leapt: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Positions without usable footage, in seconds."""

    start: float
    end: float
    reason: GapReason


@dataclass(frozen=True, slots=True)
class Clock:
    """The timestamps of one file's picture: base is a tick in seconds; parts come in the order of the file."""

    base: Fraction
    parts: tuple[Part, ...]

    @classmethod
    def starting(cls, base: Fraction, first: int) -> "Clock":
        """That of footage of which only the first frame is known."""
        return cls(base, (Part(first, first),))

    def seconds(self, tick: int, part: int = 0) -> float:
        """The position of a timestamp in a part; below 0, or past the part's end, where it lies outside."""
        of = self.parts[part]
        return of.seconds + float((tick - of.first) * self.base)

    def part_at(self, seconds: float) -> int:
        """The part that shows a position: the first for what lies before it, the last for what lies behind."""
        return max(0, bisect_right([part.seconds for part in self.parts], seconds) - 1)

    def tick(self, seconds: float, part: int) -> int:
        """The timestamp nearest to a position, counted in a part."""
        of = self.parts[part]
        return of.first + round((seconds - of.seconds) / self.base)

    def part_of_byte(self, byte: int | None) -> int:
        """The part of a packet that begins there; the first where the place is not known."""
        if byte is None or len(self.parts) == 1:
            return 0
        begins = [part.byte or 0 for part in self.parts[1:]]
        return bisect_right(begins, byte)

    @property
    def jumps(self) -> list[tuple[float, float | None]]:
        """Positions from which on the camera's clock runs ahead of the positions, and by how many seconds.

        None where that is not known: from there on, nothing can be dated.
        """
        ahead: float = 0.0
        found: list[tuple[float, float | None]] = []
        for part in self.parts[1:]:
            ahead += part.leapt or 0.0
            if part.leapt is None or ahead > _LONGEST_LEAP_SECONDS or len(found) == _MOST_LEAPS:
                return [*found, (part.seconds, None)]
            if part.leapt:
                found.append((part.seconds, ahead))
        return found

    def written(self) -> dict[str, Any]:
        """As JSON, to be kept with the video."""
        parts = [[part.first, part.last, part.seconds, part.byte, part.leapt] for part in self.parts]
        return {"base": [self.base.numerator, self.base.denominator], "parts": parts}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Clock":
        """What `written` wrote."""
        return cls(Fraction(*written["base"]), tuple(Part(*part) for part in written["parts"]))


def longest_gap(*, may_break: bool) -> float:
    """The longest pause in seconds that is not a break. may_break: the container's timestamps may break off."""
    return _LONGEST_GAP_SECONDS if may_break else _LONGEST_GAP_OF_ONE_LINE


def is_gap(pause: float, usual: float) -> bool:
    """Whether footage is missing between two frames so many seconds apart. usual: their usual distance."""
    return pause > max(_LEAST_GAP_SECONDS, _GAP_FRAMES * usual)


@dataclass(slots=True)
class Breaks:
    """Finds where timestamps break off, from packets in the order of the file.

    may_break: the container's timestamps may break off, and are written in 33 bits (MPEG).
    """

    base: Fraction
    may_break: bool = False
    _last: int | None = None

    def at(self, tick: int | None) -> bool:
        """Whether a packet with this time of decoding begins a new part. None: it has no time."""
        if tick is None:
            return False
        last, self._last = self._last, tick
        return last is not None and not _runs_on(float((tick - last) * self.base), may_break=self.may_break)


def _runs_on(seconds: float, *, may_break: bool) -> bool:
    return -_JITTER_SECONDS <= seconds <= longest_gap(may_break=may_break)


@dataclass(slots=True)
class Timeline:
    """The clock of a file that is read from its beginning, frame by frame in the order of showing.

    frame_seconds: the distance of two frames as the container tells it. seconds: the position of the last frame, and
    after `finish` its end. skipped_seconds: how much of the footage before that cannot be seen, gap by gap.
    """

    base: Fraction
    frame_seconds: float
    may_break: bool = False
    seconds: float = 0.0
    skipped_seconds: float = 0.0
    gaps: list[Gap] = field(default_factory=list)
    _parts: list[Part] = field(default_factory=list)
    _byte: int | None = None
    _begins: bool = False
    _last: int = 0
    _steps: deque[float] = field(default_factory=lambda: deque(maxlen=_USUAL_OF))

    @property
    def began(self) -> bool:
        """Whether there was a frame."""
        return bool(self._parts)

    def begin(self, byte: int | None = None) -> None:
        """What follows is another part, whose packets begin at this byte of the file."""
        self._begins, self._byte = True, byte

    def position(self, tick: int) -> float:
        """The position of a timestamp of the part that is being read. There was a frame."""
        part = self._parts[-1]
        return part.seconds + float((tick - part.first) * self.base)

    def step(self, tick: int | None, *, damaged: bool = False) -> float:
        """The position of the next frame: never before that of the last. None: it has no timestamp.

        damaged: something between it and the frame before could not be decoded.
        """
        if not self._parts:
            self._last, self._begins = tick or 0, False
            self._parts.append(Part(self._last, self._last, 0.0, self._byte))
            return 0.0
        if tick is None:
            tick = self._last + round(self.frame_seconds / self.base)
        seconds = float((tick - self._last) * self.base)
        if self._begins or not _runs_on(seconds, may_break=self.may_break):
            self._part(tick, seconds)
        self._last = tick
        return self._on(max(self.seconds, self.position(tick)), damaged)

    def _part(self, tick: int, seconds: float) -> None:
        """Begin a part that lies so many seconds after the last frame, as its timestamps say."""
        wrapped = seconds + float(_WRAP_TICKS * self.base)
        # A timestamp past 33 bits was lifted there by the demuxer: a small one is written, so the clock went back.
        lifted = self.may_break and self._last < _WRAP_TICKS <= tick
        leapt: float | None = 0.0
        if self.may_break and abs(wrapped) < _WRAP_SECONDS:
            step = max(0.0, wrapped)
        elif _runs_on(seconds, may_break=self.may_break) and not lifted:
            step = max(0.0, seconds)
        else:
            step = self.frame_seconds
            leapt = None if seconds < 0 or lifted else seconds - step
        self._close()
        self._parts.append(Part(tick, tick, self.seconds + step, self._byte, leapt))
        self._begins, self._byte = False, None

    def _on(self, position: float, damaged: bool) -> float:
        pause = position - self.seconds
        if damaged and pause > self.frame_seconds:
            self._miss(self.seconds + self.frame_seconds, position, GapReason.UNDECODABLE)
        elif pause > _LEAST_GAP_SECONDS and is_gap(pause, usual := self._usual()):
            self._miss(self.seconds + usual, position, GapReason.NO_FOOTAGE)
        elif pause > 0:
            self._steps.append(pause)
        self.seconds = position
        return position

    def _usual(self) -> float:
        """The distance of two frames, as it was lately."""
        return median(self._steps) if len(self._steps) >= _GAP_FRAMES else self.frame_seconds

    def _miss(self, start: float, end: float, reason: GapReason) -> None:
        if end > start:
            self.skipped_seconds += end - start
            self.gaps.append(Gap(round(start, 3), round(end, 3), reason))

    def _close(self) -> None:
        self._parts[-1] = replace(self._parts[-1], last=self._last)

    def finish(self, announced: float | None = None, *, damaged: bool = False) -> None:
        """The last frame was read. announced: the length that the container tells, in seconds."""
        self.seconds += self.frame_seconds
        self._close()
        # Sound often runs on after the picture; a header that counts it must not read as missing footage.
        if announced is not None and announced - self.seconds > _TOLERATED_END_SECONDS:
            self._miss(self.seconds, announced, GapReason.UNDECODABLE if damaged else GapReason.NO_FOOTAGE)

    def clock(self) -> Clock:
        """The clock as far as the file was read. There was a frame."""
        self._close()
        return Clock(self.base, tuple(self._parts))


def listed(gaps: Sequence[Gap]) -> list[Gap]:
    """Gaps fit to be kept and shown: in order, those close together as one."""
    apart = _APART_SECONDS
    while True:
        found: list[Gap] = []
        for gap in gaps:
            if found and gap.start - found[-1].end < apart and found[-1].reason is gap.reason:
                found[-1] = Gap(found[-1].start, gap.end, gap.reason)
            else:
                found.append(gap)
        if len(found) <= _MOST_GAPS or apart > 1e9:
            return found
        apart *= 4
