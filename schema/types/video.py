"""Video: an upload and the footage that it became."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry

from models.enums import EventOrder, OriginalState, StorageTier, VideoStatus
from models.footage import originals
from models.keeping.holds import HOLD_COLUMN, is_held
from models.rows.video import VideoRow
from resolvers import analysis as analyses
from resolvers import event as events
from resolvers import session as sessions
from resolvers import statistics
from resolvers.cameras import camera as cameras
from resolvers.core import paging
from resolvers.core.access import INGEST_ACCESS
from resolvers.core.ids import Kind
from resolvers.keeping import hold as holds
from schema.graphql.connection import (
    AfterArgument,
    BeforeArgument,
    Connection,
    FirstArgument,
    LastArgument,
    Node,
    UserError,
    id_column,
)
from schema.graphql.page_arguments import PageArguments, fit_window
from schema.graphql.scalars import BigInt
from schema.graphql.selection import Info, column, computed_field, select_columns
from schema.inputs.filters import EventFilter
from schema.types.analysis import Analysis
from schema.types.cameras.zone import Zone, to_zones
from schema.types.coverage import Looking
from schema.types.event import Event
from schema.types.gap import Gap, gaps_from_row
from schema.types.keeping.hold import LegalHold
from schema.types.keeping.restoration import RESTORATION_COLUMNS, Restoration
from schema.types.media.video_media import VideoMedia
from schema.types.statistics import EventTypeCount, TimelineBucket, to_type_counts
from schema.types.summary import Summary

if TYPE_CHECKING:
    from schema.types.cameras.camera import Camera
    from schema.types.prompt import PromptSession


async def _load_events_of_many(
    objects: Sequence["Video"],
    info: Info,
    *,
    filter: EventFilter | None = None,  # noqa: A002
    order_by: EventOrder | None = None,
    **page: Any,
) -> list[Connection[Event]]:
    """`Video.events` of several videos."""
    order = order_by or EventOrder.EARLIEST_FIRST
    pages = await events.load_pages_of_videos(
        info.context,
        [each.row["id"] for each in objects],
        None if filter is None else filter.to_filter(),
        order,
        fit_window(info, PageArguments(**page).to_window(order)),
        select_columns(info, Event, "edges", "node"),
    )
    return [Connection.from_slice(part, order, Event.from_row, count) for part, count in pages]


@strawberry.type(description="An upload and the footage that it became.")
class Video(Node, VideoMedia):
    row: strawberry.Private[VideoRow]

    id: strawberry.ID = id_column(Kind.VIDEO, access=INGEST_ACCESS)
    name: str = column(access=INGEST_ACCESS, description="Name for people; the file's name at first.")
    original_filename: str = column(access=INGEST_ACCESS, description="Name of the uploaded file.")
    description: str | None = column(description="Free text; null where none was given.")
    camera: str | None = column(access=INGEST_ACCESS, description="Name of the camera; null where none was given.")
    timezone: str = column(
        access=INGEST_ACCESS, description="IANA time zone of the camera, such as Asia/Seoul; UTC where none was given."
    )
    zones: list[Zone] = column(convert=to_zones, description="Named parts of the frame.")
    recorded_at: datetime | None = column(
        access=INGEST_ACCESS, description="When recording began; null where not known."
    )
    created_at: datetime = column(access=INGEST_ACCESS, description="When the upload was requested.")
    updated_at: datetime = column(access=INGEST_ACCESS, description="When anything of it last changed.")
    content_type: str = column(access=INGEST_ACCESS, description="MIME type that was announced.")
    size_bytes: BigInt = column(access=INGEST_ACCESS, description="Size of the original in bytes.")
    checksum_sha256: str | None = column(
        access=INGEST_ACCESS, description="SHA-256 of the original in hex; null where not announced."
    )
    duration_seconds: float | None = column(description="Length in seconds; null until the file was looked into.")
    frame_rate: float | None = column(description="Average frames a second; null until the file was looked into.")
    width: int | None = column(description="Width of the upright frame in pixels; null until looked into.")
    height: int | None = column(description="Height of the upright frame in pixels; null until looked into.")
    codec: str | None = column(description="Codec of the pictures, such as h264; null until looked into.")
    status: VideoStatus = column(convert=VideoStatus, access=INGEST_ACCESS, description="Where it stands.")

    @computed_field(
        *originals.STATE_COLUMNS,
        description="Whether the stored original is the file that was confirmed, as it was found when it was last read "
        "or handed out. What is not is never served: ORIGINAL_REPLACED, ORIGINAL_MISSING.",
    )
    def original_state(self) -> OriginalState:
        return originals.original_state(self.row)

    tier: StorageTier = column(convert=StorageTier, description="Where the original is kept.")
    expires_at: datetime | None = column(
        description="When it will be deleted by rule, unless it is under legal hold then; null: never."
    )

    other_tracks: list[str] = column(description="Moving pictures of the file that are not looked at.")

    @classmethod
    def from_row(cls, row: VideoRow) -> Self:
        return cls(row=row)

    @classmethod
    def from_optional_row(cls, row: VideoRow | None) -> Self | None:
        return None if row is None else cls(row=row)

    @computed_field(
        "gaps",
        "jumps",
        "recorded_at",
        "duration_seconds",
        "status",
        description="Seconds of it without usable footage.",
    )
    def gaps(self) -> list[Gap]:
        return gaps_from_row(self.row)

    @computed_field(
        HOLD_COLUMN, repeatable=True, description="True: it must not be deleted. holds says why and until when."
    )
    def legal_hold(self, info: Info) -> bool:
        return is_held(self.row, info.context.clock())

    @computed_field(*RESTORATION_COLUMNS, description="How its archived footage comes back; null where none does.")
    def restoration(self) -> Restoration | None:
        return Restoration.from_row(self.row)

    @computed_field("id", repeatable=True, description="Its legal holds in force, the first set first.")
    async def holds(self, info: Info) -> list[LegalHold]:
        return [LegalHold.from_hold(hold) for hold in await holds.load_holds(info.context, self.row["id"])]

    @computed_field("looking", description="How a model looked at it while it was analysed; null: no model was to.")
    def looking(self) -> Looking | None:
        return Looking.from_stored(self.row["looking"])

    @computed_field(
        "camera_id",
        access=INGEST_ACCESS,
        repeatable=True,
        description="The camera that recorded it; null where none is known.",
    )
    async def recorded_by(
        self, info: Info
    ) -> Annotated["Camera", strawberry.lazy("schema.types.cameras.camera")] | None:
        from schema.types.cameras.camera import Camera

        key = self.row["camera_id"]
        row = None if key is None else await cameras.load_by_key(info.context, key, select_columns(info, Camera))
        return None if row is None else Camera.from_row(row)

    @computed_field(
        "failure_code",
        "failure_values",
        access=INGEST_ACCESS,
        repeatable=True,
        description="Why it FAILED; null while it did not.",
    )
    def failure(self, info: Info) -> UserError | None:
        return UserError.from_stored(self.row["failure_code"], self.row["failure_values"], info.context.language)

    @computed_field("id", repeatable=True, description="Its latest analysis; null before there is one.")
    async def analysis(self, info: Info) -> Analysis | None:
        job = await analyses.load_latest_analysis(info.context, self.row["id"])
        return None if job is None else Analysis.from_job(job)

    @computed_field("id", "summary", "summary_status", description="Its summary; null before one was asked for.")
    def summary(self) -> Summary | None:
        return Summary.from_row(self.row)

    @computed_field("id", repeatable=True, description="How many events of each type it has, most first.")
    async def event_counts(self, info: Info) -> list[EventTypeCount]:
        return to_type_counts(await events.count_types_of_video(info.context, self.row["id"]))

    @computed_field(
        "id", repeatable=True, description="Its most serious event, the surest of them; null where it has no events."
    )
    async def major_event(self, info: Info) -> Event | None:
        row = await events.load_most_serious(info.context, self.row["id"], select_columns(info, Event))
        return None if row is None else Event.from_row(row)

    @computed_field(
        "id",
        "duration_seconds",
        repeatable=True,
        description="Its whole length in equal buckets; empty before it is known.",
    )
    async def timeline(
        self,
        info: Info,
        bucket_seconds: Annotated[
            float, strawberry.argument(description="Length of a bucket in seconds; at most 10,000 buckets come of it.")
        ],
    ) -> list[TimelineBucket]:
        duration = self.row["duration_seconds"]
        buckets = await statistics.load_timeline(info.context, self.row["id"], duration, bucket_seconds)
        return [TimelineBucket.from_bucket(bucket, bucket_seconds, duration or 0.0) for bucket in buckets]

    @computed_field("id", repeatable=True, many=_load_events_of_many, description="What happened in it.")
    async def events(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only events that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            EventOrder | None, strawberry.argument(description="Their order.")
        ] = EventOrder.EARLIEST_FIRST,
    ) -> Connection[Event]:
        order = order_by or EventOrder.EARLIEST_FIRST
        part, count = await events.load_page_of_video(
            info.context,
            self.row["id"],
            None if filter is None else filter.to_filter(),
            order,
            fit_window(info, paging.build_window(first, after, last, before, order)),
            select_columns(info, Event, "edges", "node"),
        )
        return Connection.from_slice(part, order, Event.from_row, count)

    @computed_field("id", repeatable=True, description="Prompt sessions about it, newest first.")
    async def prompt_sessions(
        self, info: Info, first: FirstArgument = None, after: AfterArgument = None
    ) -> Connection[Annotated["PromptSession", strawberry.lazy("schema.types.prompt")]]:
        from schema.types.prompt import PromptSession

        window = paging.build_window(first, after, None, None, sessions.ORDER)
        columns = select_columns(info, PromptSession, "edges", "node")
        part, count = await sessions.load_page_of_video(info.context, self.row["id"], window, columns)
        return Connection.from_slice(part, sessions.ORDER, PromptSession.from_row, count)
