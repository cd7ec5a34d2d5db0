"""Gap: footage that cannot be seen."""

from datetime import datetime
from typing import Self

import strawberry

from models.enums import GapReason, VideoStatus
from models.footage import gaps
from models.rows.video import VideoRow


@strawberry.type(description="Seconds of a video, or of a camera's time, without usable footage.")
class Gap:
    start_seconds: float | None = strawberry.field(
        description="Its start, in seconds from the first frame; null where several videos are meant."
    )
    end_seconds: float | None = strawberry.field(
        description="Its end; the same as the start where positions go on and only the camera's clock jumped."
    )
    from_: datetime | None = strawberry.field(name="from", description="Time of day of its start; null if not known.")
    to: datetime | None = strawberry.field(description="Time of day of its end; null if not known.")
    camera: str | None = strawberry.field(
        description="Name of the camera that has no footage then; null within recordings, and for one camera."
    )
    reason: GapReason = strawberry.field(description="Why nothing can be seen.")

    @classmethod
    def from_gap(cls, gap: gaps.Gap) -> Self:
        return cls(
            start_seconds=gap.start_seconds,
            end_seconds=gap.end_seconds,
            from_=gap.period_from,
            to=gap.period_to,
            camera=gap.camera,
            reason=gap.reason,
        )


def gaps_from_row(row: VideoRow) -> list[Gap]:
    """The gaps of a video, in order: footage that could not be analyzed, and jumps of its camera's clock."""
    video_gaps = gaps.build_gaps(
        row["gaps"],
        row["jumps"],
        row["recorded_at"],
        row["duration_seconds"],
        analyzed=row["status"] == VideoStatus.READY,
    )
    return [Gap.from_gap(gap) for gap in video_gaps]
