"""Gap: footage that cannot be seen."""

from datetime import datetime
from itertools import pairwise

import strawberry

from models.enums import GapReason, VideoStatus
from models.footage import moment_of
from models.paging import Row


@strawberry.type(description="Seconds of a video, or of a camera's time, without usable footage.")
class Gap:
    start_seconds: float | None = strawberry.field(description="Its start, in seconds from the first frame.")
    end_seconds: float | None = strawberry.field(
        description="Its end; the same as the start where positions go on and only the camera's clock jumped."
    )
    from_: datetime | None = strawberry.field(name="from", description="Time of day of its start; null if not known.")
    to: datetime | None = strawberry.field(description="Time of day of its end; null if not known.")
    reason: GapReason = strawberry.field(description="Why nothing can be seen.")


def gaps_of(row: Row) -> list[Gap]:
    """Those of a video, in order: what could not be seen, and where its camera's clock jumped."""
    recorded, jumps, stored, length = row["recorded_at"], row["jumps"], row["gaps"], row["duration_seconds"]
    if stored is None:
        if row["status"] == VideoStatus.READY or length is None:
            return []
        stored = [[0.0, length, GapReason.NOT_ANALYZED]]
    found = [
        Gap(
            start_seconds=start,
            end_seconds=end,
            from_=moment_of(recorded, jumps, start),
            to=moment_of(recorded, jumps, end),
            reason=GapReason(reason),
        )
        for start, end, reason in stored
    ]
    before = [(None, 0.0), *zip(jumps[::2], jumps[1::2], strict=True)]
    for (_, ahead), (place, now) in pairwise(before):
        if place is not None and now != ahead:
            dated = recorded is not None and ahead is not None
            found.append(
                Gap(
                    start_seconds=place,
                    end_seconds=place,
                    from_=moment_of(recorded, (0.0, ahead), place) if dated else None,
                    to=moment_of(recorded, jumps, place),
                    reason=GapReason.NO_FOOTAGE,
                )
            )
    return sorted(found, key=lambda gap: gap.start_seconds or 0.0)
