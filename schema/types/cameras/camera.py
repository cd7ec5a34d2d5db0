"""Camera: where footage comes from."""

from datetime import datetime
from typing import Annotated, Any, Self

import strawberry

from models.enums import EventOrder, VideoOrder, Weekday
from models.rows.camera import CameraRow
from resolvers.cameras import footage
from resolvers.core.access import INGEST_ACCESS
from resolvers.core.ids import Kind
from schema.graphql.connection import Connection, Node, id_column
from schema.graphql.page_arguments import PageArguments, takes_page
from schema.graphql.selection import Info, column, computed_field, select_columns
from schema.inputs.filters import EventFilter, VideoFilter
from schema.types.cameras.zone import Zone, to_zones
from schema.types.event import Event
from schema.types.gap import Gap
from schema.types.video import Video


@strawberry.type(description="Hours of some days of the week.")
class Hours:
    weekdays: list[Weekday] = strawberry.field(description="The days on which they begin.")
    from_: str = strawberry.field(name="from", description="Start, such as 09:00, by the camera's own clock.")
    to: str = strawberry.field(description="End, at most 24:00; one before the start is on the next day.")


def _to_hours(stored: list[dict[str, Any]]) -> list[Hours]:
    return [
        Hours(weekdays=[Weekday(day) for day in hours["weekdays"]], from_=hours["from"], to=hours["to"])
        for hours in stored
    ]


@strawberry.type(description="A camera: where it hangs, how its clock is off, and what its zones and hours mean.")
class Camera(Node):
    row: strawberry.Private[CameraRow]

    id: strawberry.ID = id_column(Kind.CAMERA, access=INGEST_ACCESS)
    name: str = column(access=INGEST_ACCESS, description="Name for people: no other camera of the site has it.")
    site: str | None = column(
        access=INGEST_ACCESS, description="Store or building where it hangs; null where not told."
    )
    timezone: str = column(access=INGEST_ACCESS, description="IANA time zone of its clock, such as Asia/Seoul.")
    clock_offset_seconds: float = column(description="Seconds that are added to the times that its clock stamps.")
    zones: list[Zone] = column(convert=to_zones, description="Named parts of its frame, which new videos get.")
    loitering_seconds: float | None = column(
        description="Who stands still for longer loiters, in its footage; null: as the server is set."
    )
    retention_days: int | None = column(
        description="For how many days its footage is kept; null: as the organization or the server is set."
    )
    expected_hours: list[Hours] = column(
        convert=_to_hours, description="Hours in which people are expected; empty where not told."
    )
    last_footage_at: datetime | None = column(description="End of its latest recording; null before there is one.")
    created_at: datetime = column(description="When it was made.")

    @classmethod
    def from_row(cls, row: CameraRow) -> Self:
        return cls(row=row)

    @computed_field("id", repeatable=True, description="What it recorded.")
    @takes_page
    async def videos(
        self,
        info: Info,
        page: PageArguments,
        filter: Annotated[VideoFilter | None, strawberry.argument(description="Only videos that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            VideoOrder | None, strawberry.argument(description="Their order.")
        ] = VideoOrder.RECORDED_NEWEST_FIRST,
    ) -> Connection[Video]:
        order = order_by or VideoOrder.RECORDED_NEWEST_FIRST
        part, count = await footage.load_videos(
            info.context,
            self.row["id"],
            None if filter is None else filter.to_filter(),
            order,
            page.to_window(order),
            select_columns(info, Video, "edges", "node"),
        )
        return Connection.from_slice(part, order, Video.from_row, count)

    @computed_field("id", repeatable=True, description="What happened in its videos.")
    @takes_page
    async def events(
        self,
        info: Info,
        page: PageArguments,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only events that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            EventOrder | None, strawberry.argument(description="Their order.")
        ] = EventOrder.OCCURRED_NEWEST_FIRST,
    ) -> Connection[Event]:
        order = order_by or EventOrder.OCCURRED_NEWEST_FIRST
        part, count = await footage.load_events(
            info.context,
            self.row["id"],
            None if filter is None else filter.to_filter(),
            order,
            page.to_window(order),
            select_columns(info, Event, "edges", "node"),
        )
        return Connection.from_slice(part, order, Event.from_row, count)

    @computed_field(
        "id",
        repeatable=True,
        description="When it has no usable footage: none was recorded, or it cannot be seen. At most 366 days and "
        "1,000 gaps; times of less than 2 seconds between two recordings are none, and neither is the future.",
    )
    async def gaps(
        self,
        info: Info,
        from_: Annotated[
            datetime, strawberry.argument(name="from", description="Start of the time that is asked for.")
        ],
        to: Annotated[datetime, strawberry.argument(description="Its end.")],
    ) -> list[Gap]:
        return [Gap.from_gap(gap) for gap in await footage.load_gaps(info.context, self.row["id"], from_, to)]
