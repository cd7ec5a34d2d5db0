"""Builds the clock of a file that is read frame by frame: its parts, its gaps, its breaks of timestamps."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import median

from models.enums import GapReason
from vision.media.clock import FootageClock, FootagePart, TimelineGap

# A timestamp that goes back by less is imprecise; by more, the timestamps start again.
_JITTER_SECONDS = 0.25
# A pause is a gap where it is longer than this, and than so many frames at the usual rate: a camera that sends one
# frame a second, or fewer while nothing moves, leaves nothing out.
_MIN_GAP_SECONDS, _GAP_FRAMES = 1.5, 4
_STEP_WINDOW = 15
_TOLERATED_END_SECONDS = 1.0
# MPEG has timestamps of 33 bits: after 26.5 hours they wrap to zero, which is no break.
_WRAP_TICKS = 1 << 33
_WRAP_SECONDS = 10.0
# A longer pause is a break in containers whose timestamps may break; in others they are one line, as players show it.
_LONGEST_GAP_SECONDS, _LONGEST_UNBROKEN_GAP_SECONDS = 3600.0, 30 * 3600.0
# Gaps closer together than this are merged; a file has at most so many.
_MERGE_SECONDS, _MAX_GAPS = 1.0, 200


def longest_gap_seconds(*, may_break: bool) -> float:
    """The longest pause (seconds) that is not a break. may_break: whether the container's timestamps may break."""
    return _LONGEST_GAP_SECONDS if may_break else _LONGEST_UNBROKEN_GAP_SECONDS


def is_gap(pause: float, usual: float) -> bool:
    """Whether footage is missing between two frames `pause` seconds apart. usual: the usual distance of frames."""
    return pause > max(_MIN_GAP_SECONDS, _GAP_FRAMES * usual)


@dataclass(slots=True)
class BreakDetector:
    """Finds breaks of timestamps, from packets in the order of the file.

    may_break: whether the container's timestamps may break; then they have 33 bits (MPEG).
    """

    base: Fraction
    may_break: bool = False
    _last: int | None = None

    def is_break(self, tick: int | None) -> bool:
        """Whether a packet with this decoding timestamp starts a new part. None: it has none."""
        if tick is None:
            return False
        last, self._last = self._last, tick
        return last is not None and not _is_continuous(float((tick - last) * self.base), may_break=self.may_break)


def _is_continuous(seconds: float, *, may_break: bool) -> bool:
    return -_JITTER_SECONDS <= seconds <= longest_gap_seconds(may_break=may_break)


@dataclass(slots=True)
class Timeline:
    """The clock of a file that is read from its start, frame by frame in presentation order.

    frame_seconds: the distance of two frames according to the container. seconds: the position of the last frame; after
    `finish`, the end of that frame. skipped_seconds: the sum of the gaps so far.
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
        return bool(self._parts)

    def begin_part(self, byte: int | None = None) -> None:
        """The next frame starts another part, whose packets start at this byte of the file."""
        self._starts_part, self._part_byte = True, byte

    def position(self, tick: int) -> float:
        """The position of a timestamp of the current part; only after the first frame."""
        part = self._parts[-1]
        return part.seconds + float((tick - part.first) * self.base)

    def add_frame(self, tick: int | None, *, damaged: bool = False) -> float:
        """Add the next frame, and return its position, which is never before that of the last. tick: None without
        timestamp. damaged: whether something between it and the last frame could not be decoded.
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
        """Start a part. seconds: its distance from the last frame according to the timestamps."""
        wrapped = seconds + float(_WRAP_TICKS * self.base)
        # The demuxer unwrapped a timestamp past 33 bits: the file has a small one, so the clock went back.
        unwrapped = self.may_break and self._last < _WRAP_TICKS <= tick
        clock_jump: float | None = 0.0
        if self.may_break and abs(wrapped) < _WRAP_SECONDS:
            step = max(0.0, wrapped)
        elif _is_continuous(seconds, may_break=self.may_break) and not unwrapped:
            step = max(0.0, seconds)
        else:
            step = self.frame_seconds
            clock_jump = None if seconds < 0 or unwrapped else seconds - step
        self._close_part()
        self._parts.append(FootagePart(tick, tick, self.seconds + step, self._part_byte, clock_jump))
        self._starts_part, self._part_byte = False, None

    def _advance(self, position: float, damaged: bool) -> float:
        pause = position - self.seconds
        if damaged and pause > self.frame_seconds:
            self._add_gap(self.seconds + self.frame_seconds, position, GapReason.UNDECODABLE)
        elif pause > _MIN_GAP_SECONDS and is_gap(pause, usual := self._usual_step()):
            self._add_gap(self.seconds + usual, position, GapReason.NO_FOOTAGE)
        elif pause > 0:
            self._recent_steps.append(pause)
        self.seconds = position
        return position

    def _usual_step(self) -> float:
        """The recent median distance of two frames, in seconds."""
        return median(self._recent_steps) if len(self._recent_steps) >= _GAP_FRAMES else self.frame_seconds

    def _add_gap(self, start: float, end: float, reason: GapReason) -> None:
        if end > start:
            self.skipped_seconds += end - start
            self.gaps.append(TimelineGap(round(start, 3), round(end, 3), reason))

    def _close_part(self) -> None:
        self._parts[-1] = replace(self._parts[-1], last=self._last)

    def finish(self, announced: float | None = None, *, damaged: bool = False) -> None:
        """End the footage after the last frame. announced: the length in seconds according to the container."""
        self.seconds += self.frame_seconds
        self._close_part()
        # Audio often runs longer than video; a header that counts it does not mean missing footage.
        if announced is not None and announced - self.seconds > _TOLERATED_END_SECONDS:
            self._add_gap(self.seconds, announced, GapReason.UNDECODABLE if damaged else GapReason.NO_FOOTAGE)

    def to_clock(self) -> FootageClock:
        """The clock as far as the file was read; only after the first frame."""
        self._close_part()
        return FootageClock(self.base, tuple(self._parts))


def merge_gaps(gaps: Sequence[TimelineGap]) -> list[TimelineGap]:
    """The gaps to be stored and shown: in order, those close together merged, at most 200."""
    distance = _MERGE_SECONDS
    while True:
        merged: list[TimelineGap] = []
        for gap in gaps:
            if merged and gap.start - merged[-1].end < distance and merged[-1].reason is gap.reason:
                merged[-1] = TimelineGap(merged[-1].start, gap.end, gap.reason)
            else:
                merged.append(gap)
        if len(merged) <= _MAX_GAPS or distance > 1e9:
            return merged
        distance *= 4
