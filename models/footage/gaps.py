"""Footage that cannot be seen, as ranges of positions and of times of day."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.enums import GapReason
from models.footage.clock_jumps import ClockJumps, time_at_position

# So many are told with an answer.
MAX_GAPS = 50


class Gap(BaseModel):
    """Without usable footage: seconds of one video, times of day, or both. What is not known is null.

    Start and end are the same position where the positions go on and only the camera's clock jumped.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    start_seconds: float | None = None
    end_seconds: float | None = None
    period_from: datetime | None = None
    period_to: datetime | None = None
    reason: GapReason

    def overlaps_seconds(self, start: float | None, end: float | None) -> bool:
        """Whether it has anything of these positions."""
        begins, ends = self.start_seconds or 0.0, self.end_seconds
        return (end is None or begins <= end) and (start is None or ends is None or ends >= start)

    def overlaps_period(self, start: datetime | None, end: datetime | None) -> bool:
        """Whether it may have anything of these times of day."""
        begins, ends = self.period_from, self.period_to
        return (end is None or begins is None or begins <= end) and (start is None or ends is None or ends >= start)


def build_gaps(
    stored: Sequence[Sequence[Any]] | None,
    jumps: ClockJumps,
    recorded_at: datetime | None,
    length: float | None,
    *,
    analyzed: bool,
) -> list[Gap]:
    """Those of a video, in order: what could not be seen, and where its camera's clock jumped.

    stored: [start, end, reason]; null where nothing looked for gaps: in all of the video, unless it was analyzed.
    """
    if stored is None:
        if analyzed or length is None:
            return []
        stored = [[0.0, length, GapReason.NOT_ANALYZED]]
    found = [
        Gap(
            start_seconds=start,
            end_seconds=end,
            period_from=time_at_position(recorded_at, jumps, start),
            period_to=time_at_position(recorded_at, jumps, end),
            reason=GapReason(reason),
        )
        for start, end, reason in stored
    ]
    before = [(None, 0.0), *zip(jumps[::2], jumps[1::2], strict=True)]
    for (_, ahead), (place, now) in pairwise(before):
        if place is not None and now != ahead:
            dated = recorded_at is not None and ahead is not None
            found.append(
                Gap(
                    start_seconds=place,
                    end_seconds=place,
                    period_from=time_at_position(recorded_at, (0.0, ahead), place) if dated else None,
                    period_to=time_at_position(recorded_at, jumps, place),
                    reason=GapReason.NO_FOOTAGE,
                )
            )
    return sorted(found, key=lambda gap: gap.start_seconds or 0.0)


def select_gaps(found: Sequence[Gap], *, single_video: bool) -> list[Gap]:
    """Those of an answer: the first by time of day, then those whose time nobody knows.

    of_one: of one video. The positions of several would say nothing, nor would more than one that has no time of day.
    """
    if not single_video:
        found = [gap.model_copy(update={"start_seconds": None, "end_seconds": None}) for gap in found]
    dated = [gap for gap in found if gap.period_from is not None]
    dated.sort(key=lambda gap: 0.0 if gap.period_from is None else gap.period_from.timestamp())
    others = [gap for gap in found if gap.period_from is None]
    return list(dict.fromkeys([*dated, *others]))[:MAX_GAPS]
