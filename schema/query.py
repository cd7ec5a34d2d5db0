"""Query: everything that can be read."""

from typing import Annotated

import strawberry

from models.enums import EventGrouping, EventOrder, PromptSessionStatus, VideoOrder
from resolvers import audit, node, statistics
from resolvers import event as events
from resolvers import session as sessions
from resolvers import upload as uploads
from resolvers import video as videos
from resolvers.core import paging
from resolvers.core.ids import Kind
from schema.graphql.connection import After, Before, Connection, First, Last, Node
from schema.graphql.selection import Info, computed, selected
from schema.inputs.filters import EventFilter, VideoFilter
from schema.inputs.upload import UploadStatus
from schema.types.audit import AuditEntry, AuditFilter
from schema.types.event import Event
from schema.types.prompt import PromptHistory, PromptSession
from schema.types.search import EventSearchResult
from schema.types.server import ServerInfo, Viewer
from schema.types.statistics import EventStatistic, TierStatistic
from schema.types.video import Video

Id = Annotated[strawberry.ID, strawberry.argument(description="An id as this API gave it.")]
_TYPES: dict[Kind, type[Video] | type[Event] | type[PromptSession] | type[PromptHistory]] = {
    Kind.VIDEO: Video,
    Kind.EVENT: Event,
    Kind.PROMPT_SESSION: PromptSession,
    Kind.PROMPT_HISTORY: PromptHistory,
}


@strawberry.type(description="Everything that can be read.")
class Query:
    @computed(description="Anything with an id; null for a malformed, missing or foreign id alike.")
    async def node(self, info: Info, id: Id) -> Node | None:  # noqa: A002
        kind = node.kind_of(info.context, id)
        if kind is None:
            return None
        type_ = _TYPES[kind]
        row = await node.row_of(info.context, id, selected(info, type_))
        return None if row is None else type_.of(row)

    @computed(description="Things by their ids: in the order given, null for each malformed, missing or foreign id.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="At most 100; the same one may be given again.")
        ],
    ) -> list[Node | None]:
        columns = {kind: selected(info, type_) for kind, type_ in _TYPES.items()}
        found = await node.rows_of(info.context, ids, columns)
        return [None if one is None else _TYPES[one[0]].of(one[1]) for one in found]

    @computed(description="Who the request's token speaks for.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer.of(info.context.may("Query.viewer"))

    @computed(description="What this server is and takes.")
    def server_info(self, info: Info) -> ServerInfo:
        info.context.may("Query.serverInfo")
        return ServerInfo.of(info.context.limits.stack)

    @computed(description="A video; null for a malformed, missing or foreign id alike.")
    async def video(self, info: Info, id: Id) -> Video | None:  # noqa: A002
        return Video.maybe(await videos.one(info.context, id, selected(info, Video)))

    @computed(description="The organization's videos.")
    async def videos(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[VideoFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            VideoOrder | None, strawberry.argument(description="Their order.")
        ] = VideoOrder.NEWEST_FIRST,
    ) -> Connection[Video]:
        order = order_by or VideoOrder.NEWEST_FIRST
        window = paging.window(first, after, last, before, order)
        columns = selected(info, Video, "edges", "node")
        part, count = await videos.page(info.context, None if filter is None else filter.read(), order, window, columns)
        return Connection.of(part, order, Video.of, count)

    @computed(description="What arrived of an upload so far.")
    async def upload_status(
        self,
        info: Info,
        upload_token: Annotated[str, strawberry.argument(description="As requestUpload gave it.")],
    ) -> UploadStatus:
        return UploadStatus.of(await uploads.status(info.context, upload_token, selected(info, Video, "video")))

    @computed(description="An event; null for a malformed, missing or foreign id alike.")
    async def event(self, info: Info, id: Id) -> Event | None:  # noqa: A002
        row = await events.one(info.context, id, selected(info, Event))
        return None if row is None else Event.of(row)

    @computed(description="Events of all the organization's videos.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        order_by: Annotated[
            EventOrder | None, strawberry.argument(description="Their order.")
        ] = EventOrder.EARLIEST_FIRST,
    ) -> Connection[Event]:
        order = order_by or EventOrder.EARLIEST_FIRST
        window = paging.window(first, after, last, before, order)
        columns, of_video = selected(info, Event, "edges", "node"), selected(info, Video, "edges", "node", "video")
        wanted = None if filter is None else filter.read()
        part, count = await events.page(info.context, wanted, order, window, columns, of_video)
        return Connection.of(part, order, Event.of, count)

    @computed(description="The events that fit a text best, by meaning and by words.")
    async def search_events(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="What to look for, in Korean or English.")],
        filter: Annotated[EventFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
        first: Annotated[int | None, strawberry.argument(description="At most this many: 1 to 50.")] = 10,
    ) -> EventSearchResult:
        wanted, count = None if filter is None else filter.read(), 10 if first is None else first
        columns = selected(info, Event, "hits", "event")
        return EventSearchResult.of(*await events.search(info.context, text, wanted, count, columns))

    @computed(description="Events in groups, at most 1,000: hours and days in order, others most first.")
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
        wanted = None if filter is None else filter.read()
        groups = await statistics.events(info.context, wanted, group_by, timezone)
        return [EventStatistic.of(group) for group in groups]

    @computed(description="What each storage tier holds; tiers without a video are left out.")
    async def tier_statistics(self, info: Info) -> list[TierStatistic]:
        return [TierStatistic.of(use) for use in await statistics.tiers(info.context)]

    @computed(description="A session; null for a malformed, missing or foreign id alike.")
    async def prompt_session(self, info: Info, id: Id) -> PromptSession | None:  # noqa: A002
        row = await sessions.one(info.context, id, selected(info, PromptSession))
        return None if row is None else PromptSession.of(row)

    @computed(description="Sessions, newest first.")
    async def prompt_sessions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        video_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only those about it.")] = None,
        status: Annotated[PromptSessionStatus | None, strawberry.argument(description="Only in this state.")] = None,
    ) -> Connection[PromptSession]:
        window = paging.window(first, after, last, before, sessions.ORDER)
        columns = selected(info, PromptSession, "edges", "node")
        part, count = await sessions.page(info.context, video_id, status, window, columns)
        return Connection.of(part, sessions.ORDER, PromptSession.of, count)

    @computed(description="A question and its answer; null for a malformed, missing or foreign id alike.")
    async def prompt_history(self, info: Info, id: Id) -> PromptHistory | None:  # noqa: A002
        row = await sessions.one_history(info.context, id, selected(info, PromptHistory))
        return None if row is None else PromptHistory.of(row)

    @computed(description="Who did what, newest first. For administrators.")
    async def audit_log(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[AuditFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
    ) -> Connection[AuditEntry]:
        window = paging.window(first, after, last, before, audit.ORDER)
        columns = selected(info, AuditEntry, "edges", "node")
        part, count = await audit.page(info.context, None if filter is None else filter.read(), window, columns)
        return Connection.of(part, audit.ORDER, AuditEntry.of, count)
