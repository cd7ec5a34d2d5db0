"""What cameras saw, by the clock."""

from datetime import datetime, timedelta
from typing import Self

import strawberry

from models.filters import TimeRange
from resolvers.cameras import footage
from schema.graphql.selection import Info, computed_field
from schema.types.cameras.camera import Camera
from schema.types.gap import Gap
from schema.types.statistics import EventTypeCount, to_type_counts


@strawberry.type(description="A stretch of time.")
class WallClockBucket:
    from_: datetime = strawberry.field(name="from", description="Its start.")
    to: datetime = strawberry.field(description="Its end, which it does not include.")
    counts: list[EventTypeCount] = strawberry.field(description="Events that begin in it, most first.")
    people: int = strawberry.field(description="Different people (tracks) seen in it, also those who came before.")


@strawberry.type(description="What one camera saw, by the clock.")
class CameraTimeline:
    period: strawberry.Private[TimeRange]
    camera: Camera = strawberry.field(description="The camera.")
    buckets: list[WallClockBucket] = strawberry.field(description="The whole time in equal buckets, in order.")

    @classmethod
    def from_buckets(cls, found: footage.CameraBuckets, period: TimeRange, seconds: float) -> Self:
        start, end = period.start, period.end
        assert start is not None
        assert end is not None
        edges = [start + timedelta(seconds=bucket.number * seconds) for bucket in found.buckets] + [end]
        buckets = [
            WallClockBucket(
                from_=edges[place], to=edges[place + 1], counts=to_type_counts(bucket.counts), people=bucket.people
            )
            for place, bucket in enumerate(found.buckets)
        ]
        return cls(period=period, camera=Camera.from_row(found.camera), buckets=buckets)

    @computed_field(repeatable=True, description="When the camera has no usable footage; see Camera.gaps.")
    async def gaps(self, info: Info) -> list[Gap]:
        start, end = self.period.start, self.period.end
        assert start is not None
        assert end is not None
        return [Gap.from_gap(gap) for gap in await footage.load_gaps(info.context, self.camera.row["id"], start, end)]
