"""Gaps in footage, as ranges of positions and of times of day."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.enums import GapReason
from models.footage.clock_jumps import ClockJumps, time_at_position

# The most gaps that an answer lists.
MAX_GAPS = 50


class Gap(BaseModel):
    """A range without usable footage: in seconds of one video, in times of day, or both. Unknown values are null.

    camera: the name of the camera whose footage is missing, where several are meant. Start and end are the same
    position where only the camera's clock jumped.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    start_seconds: float | None = None
    end_seconds: float | None = None
    period_from: datetime | None = None
    period_to: datetime | None = None
    reason: GapReason
    camera: str | None = None

    def overlaps_seconds(self, start: float | None, end: float | None) -> bool:
        """Whether the gap overlaps this range of positions."""
        gap_start, gap_end = self.start_seconds or 0.0, self.end_seconds
        return (end is None or gap_start <= end) and (start is None or gap_end is None or gap_end >= start)

    def overlaps_period(self, start: datetime | None, end: datetime | None) -> bool:
        """Whether the gap may overlap these times of day."""
        gap_start, gap_end = self.period_from, self.period_to
        return (end is None or gap_start is None or gap_start <= end) and (
            start is None or gap_end is None or gap_end >= start
        )


def build_gaps(
    stored: Sequence[Sequence[Any]] | None,
    jumps: ClockJumps,
    recorded_at: datetime | None,
    length: float | None,
    *,
    analyzed: bool,
) -> list[Gap]:
    """The gaps of a video, in order: unusable footage, and jumps of the camera's clock.

    stored: lists of [start, end, reason]; null where nobody looked for gaps. Then the whole video is a gap, unless it
    was analyzed.
    """
    if stored is None:
        if analyzed or length is None:
            return []
        stored = [[0.0, length, GapReason.NOT_ANALYZED]]
    gaps = [
        Gap(
            start_seconds=start,
            end_seconds=end,
            period_from=time_at_position(recorded_at, jumps, start),
            period_to=time_at_position(recorded_at, jumps, end),
            reason=GapReason(reason),
        )
        for start, end, reason in stored
    ]
    clock_states = [(None, 0.0), *zip(jumps[::2], jumps[1::2], strict=True)]
    for (_, ahead_before), (position, ahead_after) in pairwise(clock_states):
        if position is not None and ahead_after != ahead_before:
            has_time = recorded_at is not None and ahead_before is not None
            gaps.append(
                Gap(
                    start_seconds=position,
                    end_seconds=position,
                    period_from=time_at_position(recorded_at, (0.0, ahead_before), position) if has_time else None,
                    period_to=time_at_position(recorded_at, jumps, position),
                    reason=GapReason.NO_FOOTAGE,
                )
            )
    return sorted(gaps, key=lambda gap: gap.start_seconds or 0.0)


def select_gaps(gaps: Sequence[Gap], *, single_video: bool) -> list[Gap]:
    """The gaps for an answer: sorted by time of day, then those without one; at most MAX_GAPS.

    single_video: keep positions, which mean nothing across several videos.
    """
    if not single_video:
        gaps = [gap.model_copy(update={"start_seconds": None, "end_seconds": None}) for gap in gaps]
    dated = [gap for gap in gaps if gap.period_from is not None]
    dated.sort(key=lambda gap: 0.0 if gap.period_from is None else gap.period_from.timestamp())
    undated = [gap for gap in gaps if gap.period_from is None]
    return list(dict.fromkeys([*dated, *undated]))[:MAX_GAPS]
