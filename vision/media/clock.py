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
_STEP_WINDOW = 15
_TOLERATED_END_SECONDS = 1.0
# MPEG writes timestamps in 33 bits: after 26.5 hours they begin at zero, which is no break.
_WRAP_TICKS = 1 << 33
_WRAP_SECONDS = 10.0
# A longer pause is a break where a container's timestamps may break off; elsewhere they are one line, as players show.
_LONGEST_GAP_SECONDS, _LONGEST_UNBROKEN_GAP_SECONDS = 3600.0, 30 * 3600.0
# A clock that leaps by more was never set before or after: what time it was, nobody knows. So it is with one that
# leaps again and again.
_LONGEST_JUMP_SECONDS, _MAX_JUMPS = 20 * 366 * 86_400.0, 100
# Gaps that lie closer together than this are listed as one, and never more than so many.
_MERGE_SECONDS, _MAX_GAPS = 1.0, 200


@dataclass(frozen=True, slots=True)
class FootagePart:
    """Footage whose timestamps run on.

    first, last: ticks of its first and last frame. seconds: the position of its first frame. byte: where in the file
    its packets begin; None where not known. leapt: the seconds that the camera's clock went on before it without
    footage; None where the clock went back, so that nobody knows.
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
    """The timestamps of one file's picture: base is a tick in seconds; parts come in the order of the file."""

    base: Fraction
    parts: tuple[FootagePart, ...]

    @classmethod
    def from_first_frame(cls, base: Fraction, first: int) -> "FootageClock":
        """That of footage of which only the first frame is known."""
        return cls(base, (FootagePart(first, first),))

    def seconds_at(self, tick: int, part: int = 0) -> float:
        """The position of a timestamp in a part; below 0, or past the part's end, where it lies outside."""
        of = self.parts[part]
        return of.seconds + float((tick - of.first) * self.base)

    def part_at(self, seconds: float) -> int:
        """The part that shows a position: the first for what lies before it, the last for what lies behind."""
        return max(0, bisect_right([part.seconds for part in self.parts], seconds) - 1)

    def tick_at(self, seconds: float, part: int) -> int:
        """The timestamp nearest to a position, counted in a part."""
        of = self.parts[part]
        return of.first + round((seconds - of.seconds) / self.base)

    def part_at_byte(self, byte: int | None) -> int:
        """The part of a packet that begins there; the first where the place is not known."""
        if byte is None or len(self.parts) == 1:
            return 0
        begins = [part.byte_offset or 0 for part in self.parts[1:]]
        return bisect_right(begins, byte)

    @property
    def jumps(self) -> list[tuple[float, float | None]]:
        """Positions from which on the camera's clock runs ahead of the positions, and by how many seconds.

        None where that is not known: from there on, nothing can be dated.
        """
        ahead: float = 0.0
        found: list[tuple[float, float | None]] = []
        for part in self.parts[1:]:
            ahead += part.clock_jump or 0.0
            if part.clock_jump is None or ahead > _LONGEST_JUMP_SECONDS or len(found) == _MAX_JUMPS:
                return [*found, (part.seconds, None)]
            if part.clock_jump:
                found.append((part.seconds, ahead))
        return found

    def to_json(self) -> dict[str, Any]:
        """As JSON, to be kept with the video."""
        parts = [[part.first, part.last, part.seconds, part.byte_offset, part.clock_jump] for part in self.parts]
        return {"base": [self.base.numerator, self.base.denominator], "parts": parts}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "FootageClock":
        """What `written` wrote."""
        return cls(Fraction(*written["base"]), tuple(FootagePart(*part) for part in written["parts"]))


def longest_gap_seconds(*, may_break: bool) -> float:
    """The longest pause in seconds that is not a break. may_break: the container's timestamps may break off."""
    return _LONGEST_GAP_SECONDS if may_break else _LONGEST_UNBROKEN_GAP_SECONDS


def is_gap(pause: float, usual: float) -> bool:
    """Whether footage is missing between two frames so many seconds apart. usual: their usual distance."""
    return pause > max(_LEAST_GAP_SECONDS, _GAP_FRAMES * usual)


@dataclass(slots=True)
class BreakDetector:
    """Finds where timestamps break off, from packets in the order of the file.

    may_break: the container's timestamps may break off, and are written in 33 bits (MPEG).
    """

    base: Fraction
    may_break: bool = False
    _last: int | None = None

    def is_break(self, tick: int | None) -> bool:
        """Whether a packet with this time of decoding begins a new part. None: it has no time."""
        if tick is None:
            return False
        last, self._last = self._last, tick
        return last is not None and not _is_continuous(float((tick - last) * self.base), may_break=self.may_break)


def _is_continuous(seconds: float, *, may_break: bool) -> bool:
    return -_JITTER_SECONDS <= seconds <= longest_gap_seconds(may_break=may_break)


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
    gaps: list[TimelineGap] = field(default_factory=list)
    _parts: list[FootagePart] = field(default_factory=list)
    _part_byte: int | None = None
    _starts_part: bool = False
    _last: int = 0
    _recent_steps: deque[float] = field(default_factory=lambda: deque(maxlen=_STEP_WINDOW))

    @property
    def has_frames(self) -> bool:
        """Whether there was a frame."""
        return bool(self._parts)

    def begin_part(self, byte: int | None = None) -> None:
        """What follows is another part, whose packets begin at this byte of the file."""
        self._starts_part, self._part_byte = True, byte

    def position(self, tick: int) -> float:
        """The position of a timestamp of the part that is being read. There was a frame."""
        part = self._parts[-1]
        return part.seconds + float((tick - part.first) * self.base)

    def add_frame(self, tick: int | None, *, damaged: bool = False) -> float:
        """The position of the next frame: never before that of the last. None: it has no timestamp.

        damaged: something between it and the frame before could not be decoded.
        """
        if not self._parts:
            self._last, self._starts_part = tick or 0, False
            self._parts.append(FootagePart(self._last, self._last, 0.0, self._part_byte))
            return 0.0
        if tick is None:
            tick = self._last + round(self.frame_seconds / self.base)
        seconds = float((tick - self._last) * self.base)
        if self._starts_part or not _is_continuous(seconds, may_break=self.may_break):
            self._start_part(tick, seconds)
        self._last = tick
        return self._advance(max(self.seconds, self.position(tick)), damaged)

    def _start_part(self, tick: int, seconds: float) -> None:
        """Begin a part that lies so many seconds after the last frame, as its timestamps say."""
        wrapped = seconds + float(_WRAP_TICKS * self.base)
        # A timestamp past 33 bits was lifted there by the demuxer: a small one is written, so the clock went back.
        lifted = self.may_break and self._last < _WRAP_TICKS <= tick
        leapt: float | None = 0.0
        if self.may_break and abs(wrapped) < _WRAP_SECONDS:
            step = max(0.0, wrapped)
        elif _is_continuous(seconds, may_break=self.may_break) and not lifted:
            step = max(0.0, seconds)
        else:
            step = self.frame_seconds
            leapt = None if seconds < 0 or lifted else seconds - step
        self._close_part()
        self._parts.append(FootagePart(tick, tick, self.seconds + step, self._part_byte, leapt))
        self._starts_part, self._part_byte = False, None

    def _advance(self, position: float, damaged: bool) -> float:
        pause = position - self.seconds
        if damaged and pause > self.frame_seconds:
            self._add_gap(self.seconds + self.frame_seconds, position, GapReason.UNDECODABLE)
        elif pause > _LEAST_GAP_SECONDS and is_gap(pause, usual := self._usual_step()):
            self._add_gap(self.seconds + usual, position, GapReason.NO_FOOTAGE)
        elif pause > 0:
            self._recent_steps.append(pause)
        self.seconds = position
        return position

    def _usual_step(self) -> float:
        """The distance of two frames, as it was lately."""
        return median(self._recent_steps) if len(self._recent_steps) >= _GAP_FRAMES else self.frame_seconds

    def _add_gap(self, start: float, end: float, reason: GapReason) -> None:
        if end > start:
            self.skipped_seconds += end - start
            self.gaps.append(TimelineGap(round(start, 3), round(end, 3), reason))

    def _close_part(self) -> None:
        self._parts[-1] = replace(self._parts[-1], last=self._last)

    def finish(self, announced: float | None = None, *, damaged: bool = False) -> None:
        """The last frame was read. announced: the length that the container tells, in seconds."""
        self.seconds += self.frame_seconds
        self._close_part()
        # Sound often runs on after the picture; a header that counts it must not read as missing footage.
        if announced is not None and announced - self.seconds > _TOLERATED_END_SECONDS:
            self._add_gap(self.seconds, announced, GapReason.UNDECODABLE if damaged else GapReason.NO_FOOTAGE)

    def to_clock(self) -> FootageClock:
        """The clock as far as the file was read. There was a frame."""
        self._close_part()
        return FootageClock(self.base, tuple(self._parts))


def merge_gaps(gaps: Sequence[TimelineGap]) -> list[TimelineGap]:
    """Gaps fit to be kept and shown: in order, those close together as one."""
    apart = _MERGE_SECONDS
    while True:
        found: list[TimelineGap] = []
        for gap in gaps:
            if found and gap.start - found[-1].end < apart and found[-1].reason is gap.reason:
                found[-1] = TimelineGap(found[-1].start, gap.end, gap.reason)
            else:
                found.append(gap)
        if len(found) <= _MAX_GAPS or apart > 1e9:
            return found
        apart *= 4
