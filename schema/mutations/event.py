"""Importing events from another detector."""

from typing import Annotated, Self

import strawberry

from domain.events.imported import Rejection
from models.enums import Language, Role
from resolvers.event import ImportResult, import_events
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, select_columns
from schema.inputs.event import ImportEventInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.video import Video


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
