"""Query: everything that can be read."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from models.enums import CameraOrder, EventGrouping, EventOrder, PromptSessionStatus, Role, VideoOrder
from models.filters import TimeRange
from resolvers import event as events
from resolvers import node, statistics
from resolvers import session as sessions
from resolvers import upload as uploads
from resolvers import video as videos
from resolvers.cameras import camera as cameras
from resolvers.cameras import footage
from resolvers.core import paging
from resolvers.core.ids import Kind
from schema.clip_query import ClipQuery
from schema.graphql.connection import AfterArgument, BeforeArgument, Connection, FirstArgument, LastArgument, Node
from schema.graphql.page_arguments import PageArguments, fit_window, takes_page
from schema.graphql.selection import Info, is_selected, query_field, select_columns
from schema.inputs.filters import CameraFilter, EventFilter, VideoFilter
from schema.queries.audit import AuditQueries
from schema.queries.evidence import EvidenceQueries
from schema.types.audit import AuditEntry
from schema.types.cameras.camera import Camera
from schema.types.cameras.timeline import CameraTimeline
from schema.types.coverage import Coverage
from schema.types.event import Event
from schema.types.evidence.package import EvidencePackage
from schema.types.media.clip import Clip
from schema.types.prompt import PromptHistory, PromptSession
from schema.types.search import EventSearchResult
from schema.types.server import ServerInfo, Viewer
from schema.types.statistics import EventStatistic, TierStatistic
from schema.types.upload import UploadStatus
from schema.types.video import Video

IdArgument = Annotated[strawberry.ID, strawberry.argument(description="An id as this API gave it.")]
# Each makes a node of a row of its kind.
_NODE_TYPES: dict[Kind, Any] = {
    Kind.VIDEO: Video,
    Kind.EVENT: Event,
    Kind.PROMPT_SESSION: PromptSession,
    Kind.PROMPT_HISTORY: PromptHistory,
    Kind.CAMERA: Camera,
    Kind.CLIP: Clip,
    Kind.EVIDENCE_PACKAGE: EvidencePackage,
    Kind.AUDIT_ENTRY: AuditEntry,
}


@strawberry.type(description="Everything that can be read.")
class Query(ClipQuery, EvidenceQueries, AuditQueries):
    @query_field(
        role=Role.VIEWER,
        repeatable=True,
        description="Anything with an id; null for a malformed, missing or foreign id alike.",
    )
    async def node(self, info: Info, id: IdArgument) -> Node | None:  # noqa: A002
        kind = node.read_kind(info.context, id)
        if kind is None:
            return None
        type_ = _NODE_TYPES[kind]
        row = await node.load_row(info.context, id, select_columns(info, type_))
        made: Node | None = None if row is None else type_.from_row(row)
        return made

    @query_field(
        role=Role.VIEWER,
        repeatable=True,
        description="Things by their ids: in the order given, null for each malformed, missing or foreign id.",
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="At most 100; the same one may be given again.")
        ],
    ) -> list[Node | None]:
        columns = {kind: select_columns(info, type_) for kind, type_ in _NODE_TYPES.items()}
        found = await node.load_rows(info.context, ids, columns)
        return [None if one is None else _NODE_TYPES[one[0]].from_row(one[1]) for one in found]

    @query_field(role=Role.VIEWER, ingest=True, repeatable=True, description="Who the request's token speaks for.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer.from_principal(info.context.caller)

    @query_field(role=Role.VIEWER, ingest=True, repeatable=True, description="What this server is and takes.")
    def server_info(self, info: Info) -> ServerInfo:
        return ServerInfo.from_stack(info.context.limits.stack)

    @query_field(
        role=Role.VIEWER, repeatable=True, description="A video; null for a malformed, missing or foreign id alike."
    )
    async def video(self, info: Info, id: IdArgument) -> Video | None:  # noqa: A002
        return Video.from_optional_row(await videos.load_video(info.context, id, select_columns(info, Video)))

    @query_field(role=Role.VIEWER, repeatable=True, description="The organization's videos.")
    async def videos(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
        filter: Annotated[VideoFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            VideoOrder | None, strawberry.argument(description="Their order.")
        ] = VideoOrder.NEWEST_FIRST,
    ) -> Connection[Video]:
        order = order_by or VideoOrder.NEWEST_FIRST
        window = fit_window(info, paging.build_window(first, after, last, before, order))
        columns = select_columns(info, Video, "edges", "node")
        part, count = await videos.load_page(
            info.context, None if filter is None else filter.to_filter(), order, window, columns
        )
        return Connection.from_slice(part, order, Video.from_row, count)

    @query_field(role=Role.INGEST, description="What arrived of an upload so far.")
    async def upload_status(
        self,
        info: Info,
        upload_token: Annotated[str, strawberry.argument(description="As requestUpload gave it.")],
    ) -> UploadStatus:
        return UploadStatus.from_received(
            await uploads.load_upload_status(info.context, upload_token, select_columns(info, Video, "video"))
        )

    @query_field(
        role=Role.VIEWER,
        ingest=True,
        repeatable=True,
        description="A camera; null for a malformed, missing or foreign id alike.",
    )
    async def camera(self, info: Info, id: IdArgument) -> Camera | None:  # noqa: A002
        row = await cameras.load_camera(info.context, id, select_columns(info, Camera))
        return None if row is None else Camera.from_row(row)

    @query_field(role=Role.VIEWER, ingest=True, repeatable=True, description="The organization's cameras.")
    @takes_page
    async def cameras(
        self,
        info: Info,
        page: PageArguments,
        filter: Annotated[CameraFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        order_by: Annotated[CameraOrder | None, strawberry.argument(description="Their order.")] = CameraOrder.NAME,
    ) -> Connection[Camera]:
        order = order_by or CameraOrder.NAME
        columns = select_columns(info, Camera, "edges", "node")
        part, count = await cameras.load_page(
            info.context, None if filter is None else filter.to_filter(), order, page.to_window(order), columns
        )
        return Connection.from_slice(part, order, Camera.from_row, count)

    @query_field(
        role=Role.VIEWER,
        repeatable=True,
        description="What several cameras saw, by the clock, in equal buckets; a missing or foreign camera is left "
        "out. At most 100 cameras, and 10,000 buckets over all of them.",
    )
    async def timeline(
        self,
        info: Info,
        camera_ids: Annotated[list[strawberry.ID], strawberry.argument(description="The cameras, in this order.")],
        from_: Annotated[datetime, strawberry.argument(name="from", description="Where the first bucket begins.")],
        to: Annotated[datetime, strawberry.argument(description="Where the last ends, at most 366 days later.")],
        bucket_seconds: Annotated[
            float, strawberry.argument(description="Length of a bucket: 3,600 is an hour also when clocks change.")
        ],
    ) -> list[CameraTimeline]:
        period, columns = TimeRange(from_, to), select_columns(info, Camera, "camera")
        found = await footage.load_timeline(info.context, camera_ids, period, bucket_seconds, columns)
        return [CameraTimeline.from_buckets(each, period, bucket_seconds) for each in found]

    @query_field(
        role=Role.VIEWER, repeatable=True, description="An event; null for a malformed, missing or foreign id alike."
    )
    async def event(self, info: Info, id: IdArgument) -> Event | None:  # noqa: A002
        row = await events.load_event(info.context, id, select_columns(info, Event))
        return None if row is None else Event.from_row(row)

    @query_field(role=Role.VIEWER, repeatable=True, description="Events of all the organization's videos.")
    async def events(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            EventOrder | None, strawberry.argument(description="Their order.")
        ] = EventOrder.EARLIEST_FIRST,
    ) -> Connection[Event]:
        order = order_by or EventOrder.EARLIEST_FIRST
        window = fit_window(info, paging.build_window(first, after, last, before, order))
        columns, of_video = (
            select_columns(info, Event, "edges", "node"),
            select_columns(info, Video, "edges", "node", "video"),
        )
        wanted = None if filter is None else filter.to_filter()
        part, count = await events.load_page(info.context, wanted, order, window, columns, of_video)
        return Connection.from_slice(part, order, Event.from_row, count)

    @query_field(role=Role.VIEWER, description="The events that fit a text best, by meaning and by words.")
    async def search_events(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="What to look for, in Korean or English.")],
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        first: Annotated[int | None, strawberry.argument(description="At most this many: 1 to 50.")] = 10,
    ) -> EventSearchResult:
        wanted, count = None if filter is None else filter.to_filter(), 10 if first is None else first
        columns = select_columns(info, Event, "hits", "event")
        return EventSearchResult.from_hits(*await events.search(info.context, text, wanted, count, columns))

    @query_field(
        role=Role.VIEWER,
        repeatable=True,
        description="Events in groups, at most 1,000: hours and days in order, others most first.",
    )
    async def event_statistics(
        self,
        info: Info,
        group_by: Annotated[EventGrouping, strawberry.argument(description="What groups them.")],
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        timezone: Annotated[
            str | None,
            strawberry.argument(description="IANA time zone of hours and days; absent: each camera's own."),
        ] = None,
    ) -> list[EventStatistic]:
        wanted = None if filter is None else filter.to_filter()
        groups = await statistics.group_events(info.context, wanted, group_by, timezone)
        if not is_selected(info, "examination"):
            return [EventStatistic.from_group(group) for group in groups]
        examined = await statistics.examine_groups(info.context, wanted, group_by, groups)
        return [EventStatistic.from_group(*each) for each in examined]

    @query_field(role=Role.VIEWER, description="What of the footage was examined, and for which types of events.")
    async def event_coverage(
        self,
        info: Info,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only footage that fits.")] = None,  # noqa: A002
    ) -> Coverage:
        wanted = None if filter is None else filter.to_filter()
        return Coverage.from_coverage(await statistics.measure_coverage(info.context, wanted))

    @query_field(
        role=Role.VIEWER,
        repeatable=True,
        description="What each storage tier holds; tiers without a video are left out.",
    )
    async def tier_statistics(self, info: Info) -> list[TierStatistic]:
        return [TierStatistic.from_tier_use(use) for use in await statistics.load_tier_usage(info.context)]

    @query_field(
        role=Role.VIEWER, repeatable=True, description="A session; null for a malformed, missing or foreign id alike."
    )
    async def prompt_session(self, info: Info, id: IdArgument) -> PromptSession | None:  # noqa: A002
        row = await sessions.load_session(info.context, id, select_columns(info, PromptSession))
        return None if row is None else PromptSession.from_row(row)

    @query_field(role=Role.VIEWER, repeatable=True, description="Sessions, newest first.")
    async def prompt_sessions(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
        video_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only those about it.")] = None,
        status: Annotated[PromptSessionStatus | None, strawberry.argument(description="Only in this state.")] = None,
        mine: Annotated[bool | None, strawberry.argument(description="true: only the caller's own.")] = False,
    ) -> Connection[PromptSession]:
        window = paging.build_window(first, after, last, before, sessions.ORDER)
        columns = select_columns(info, PromptSession, "edges", "node")
        part, count = await sessions.load_page(info.context, video_id, status, window, columns, mine=bool(mine))
        return Connection.from_slice(part, sessions.ORDER, PromptSession.from_row, count)

    @query_field(
        role=Role.VIEWER,
        repeatable=True,
        description="A question and its answer; null for a malformed, missing or foreign id alike.",
    )
    async def prompt_history(self, info: Info, id: IdArgument) -> PromptHistory | None:  # noqa: A002
        row = await sessions.load_history(info.context, id, select_columns(info, PromptHistory))
        return None if row is None else PromptHistory.from_row(row)
