"""Events: imported from another detector, changed and deleted; and what people say of them."""

from typing import Annotated, Self

import strawberry

from domain.events.imported import Rejection
from models.enums import Language, ReviewVerdict, Role
from resolvers.event import ImportResult, import_events
from resolvers.events.changes import delete_event, update_event
from resolvers.events.reviews import review_event
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, select_columns
from schema.inputs.event import ImportEventInput, UpdateEventInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.event import Event
from schema.types.video import Video

EventIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The event.")]


@strawberry.type(description="An event that was not taken.")
class RejectedEvent:
    index: int = strawberry.field(description="Its place in the list that was given, from 0.")
    error: UserError = strawberry.field(description="Why.")

    @classmethod
    def from_rejected(cls, rejected: Rejection, language: Language) -> Self:
        return cls(index=rejected.index, error=UserError.from_mistake(rejected.error, language))


@strawberry.type(description="What became of the events that were given.")
class ImportEventsPayload(MutationPayload):
    imported: int = strawberry.field(
        default=0,
        description="How many of those given are stored now, also those that were there before: "
        "repeating a call answers the same. With those rejected, it is how many were given.",
    )
    rejected: list[RejectedEvent] = strawberry.field(
        default_factory=list, description="Those that were not taken; the others were."
    )
    video: Video | None = strawberry.field(default=None, description="The video; null on an error.")
    # Described otherwise than in other payloads: a mistake here keeps all events out.
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What has to be mended before any event can be taken."
    )

    @classmethod
    def from_result(cls, result: ImportResult, language: Language) -> Self:
        return cls(
            imported=result.stored,
            rejected=[RejectedEvent.from_rejected(rejection, language) for rejection in result.rejected],
            video=Video.from_row(result.video),
        )


@strawberry.type(description="The event that was changed or reviewed.")
class EventPayload(MutationPayload):
    event: Event | None = strawberry.field(default=None, description="As it is now; null on an error.")


@strawberry.type(description="An event that was deleted.")
class DeleteEventPayload(MutationPayload):
    deleted_event_id: strawberry.ID | None = strawberry.field(
        default=None, description="The event that is gone; null on an error."
    )


@strawberry.type
class EventMutations:
    @mutation(
        role=Role.INGEST,
        description="Bring up to 5,000 events of a video from another detector. Each is checked on its own. An event "
        "with the source, type, track, times and place of one that is there already changes nothing.",
    )
    async def import_events(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video; its upload is confirmed.")],
        events: Annotated[list[ImportEventInput], strawberry.argument(description="The events.")],
    ) -> ImportEventsPayload:
        imported = [event.to_event() for event in events]
        columns = select_columns(info, Video, "video")
        result = await import_events(info.context, video_id, imported, columns)
        return ImportEventsPayload.from_result(result, info.context.language)

    @mutation(
        role=Role.OPERATOR,
        description="Change an imported event. Fields that are left out stay as they are. Refused for what the "
        "analysis found (review it), and under legal hold.",
    )
    async def update_event(
        self,
        info: Info,
        id: EventIdArgument,  # noqa: A002
        input: Annotated[UpdateEventInput, strawberry.argument(description="What changes.")],  # noqa: A002
    ) -> EventPayload:
        columns = select_columns(info, Event, "event")
        return EventPayload(event=Event.from_row(await update_event(info.context, id, input.to_changes(), columns)))

    @mutation(
        role=Role.OPERATOR,
        description="Delete an imported event for good. Citations of it keep their moment, and their event is null. "
        "Refused for what the analysis found (review it), and under legal hold.",
    )
    async def delete_event(self, info: Info, id: EventIdArgument) -> DeleteEventPayload:  # noqa: A002
        await delete_event(info.context, id)
        return DeleteEventPayload(deleted_event_id=id)

    @mutation(
        role=Role.OPERATOR,
        description="Say of an event what its footage shows, in place of an earlier review. Answers and summaries "
        "leave out false alarms from then on.",
    )
    async def review_event(
        self,
        info: Info,
        id: EventIdArgument,  # noqa: A002
        verdict: Annotated[ReviewVerdict, strawberry.argument(description="What it shows.")],
        comment: Annotated[
            str | None, strawberry.argument(description="Why, in at most 2,000 characters; absent: without one.")
        ] = None,
    ) -> EventPayload:
        columns = select_columns(info, Event, "event")
        return EventPayload(event=Event.from_row(await review_event(info.context, id, verdict, comment, columns)))
