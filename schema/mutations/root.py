"""Mutation: everything that changes something.

What a caller can mend is answered in userErrors with the other fields null; who may not call it at all gets a
top-level error.
"""

from typing import Annotated

import strawberry

from domain.videos.changes import validate_changes
from models.enums import Rating, SummaryKind
from models.errors import UserMistake
from resolvers import event_import as imports
from resolvers import prompt as prompts
from resolvers import rating as ratings
from resolvers import session_update as session_changes
from resolvers import summary as summaries
from resolvers import video_update as changes
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, computed_field, select_columns
from schema.mutations.chat import ChatMutations
from schema.mutations.clip import ClipMutations
from schema.mutations.event import ImportEventInput, ImportEventsPayload
from schema.mutations.job import WorkMutations
from schema.mutations.prompt import PromptInput, PromptPayload
from schema.mutations.session import DeletePromptSessionPayload, PromptSessionPayload, SessionIdArgument
from schema.mutations.thumbnail import ThumbnailMutations
from schema.mutations.upload import UploadMutations
from schema.mutations.video import UpdateVideoInput, VideoPayload
from schema.types.prompt import PromptHistory, PromptSession
from schema.types.summary import Summary
from schema.types.video import Video


def _to_user_errors(error: UserMistake, info: Info) -> list[UserError]:
    return [UserError.from_mistake(error, info.context.language)]


@strawberry.type(description="A video's summary.")
class SummaryPayload:
    video: Video | None = strawberry.field(default=None, description="The video; null on an error.")
    summary: Summary | None = strawberry.field(default=None, description="Its summary as it stands; null on an error.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="Everything that changes something.")
class Mutation(ChatMutations, UploadMutations, ClipMutations, ThumbnailMutations, WorkMutations):
    @computed_field(description="Change what people say about a video. Fields that are left out stay as they are.")
    async def update_video(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],  # noqa: A002
        input: Annotated[UpdateVideoInput, strawberry.argument(description="What changes.")],  # noqa: A002
    ) -> VideoPayload:
        try:
            row = await changes.update_video(
                info.context, id, validate_changes(input.to_changes()), select_columns(info, Video, "video")
            )
        except UserMistake as error:
            return VideoPayload(user_errors=_to_user_errors(error, info))
        return VideoPayload(video=Video.from_row(row))

    @computed_field(
        description="Bring up to 5,000 events of a video from another detector. Each is checked on its own. An event "
        "with the source, type, track, times and place of one that is there already changes nothing."
    )
    async def import_events(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video; its upload is confirmed.")],
        events: Annotated[list[ImportEventInput], strawberry.argument(description="The events.")],
    ) -> ImportEventsPayload:
        columns = select_columns(info, Video, "video")
        try:
            given = [event.to_event() for event in events]
            imported = await imports.import_events(info.context, video_id, given, columns)
        except UserMistake as error:
            return ImportEventsPayload(user_errors=_to_user_errors(error, info))
        return ImportEventsPayload.from_result(imported, info.context.language)

    @computed_field(description="Ask about footage, in Korean or English.")
    async def prompt(
        self,
        info: Info,
        input: Annotated[PromptInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> PromptPayload:
        history, session = (
            select_columns(info, PromptHistory, "history"),
            select_columns(info, PromptSession, "session"),
        )
        try:
            asked = await prompts.ask_prompt(info.context, input.to_request(), history, session)
        except UserMistake as error:
            return PromptPayload(user_errors=_to_user_errors(error, info))
        return PromptPayload(
            history=PromptHistory.from_row(asked.history), session=PromptSession.from_row(asked.session)
        )

    @computed_field(
        description="Judge an answer, in place of an earlier judgement and its comment. Whoever asked may, "
        "and OPERATOR any."
    )
    async def rate_prompt(
        self,
        info: Info,
        prompt_history_id: Annotated[strawberry.ID, strawberry.argument(description="The question.")],
        rating: Annotated[Rating, strawberry.argument(description="Whether its answer was good.")],
        comment: Annotated[str | None, strawberry.argument(description="Why; at most 2,000 characters.")] = None,
    ) -> PromptPayload:
        history, session = (
            select_columns(info, PromptHistory, "history"),
            select_columns(info, PromptSession, "session"),
        )
        try:
            rated = await ratings.rate_prompt(info.context, prompt_history_id, rating, comment, history, session)
        except UserMistake as error:
            return PromptPayload(user_errors=_to_user_errors(error, info))
        return PromptPayload(
            history=PromptHistory.from_row(rated.history), session=PromptSession.from_row(rated.session)
        )

    @computed_field(description="Give a session another title. Whoever started it may, and OPERATOR any.")
    async def rename_prompt_session(
        self,
        info: Info,
        id: SessionIdArgument,  # noqa: A002
        title: Annotated[str, strawberry.argument(description="One line of 1 to 200 characters.")],
    ) -> PromptSessionPayload:
        try:
            row = await session_changes.rename_session(
                info.context, id, title, select_columns(info, PromptSession, "session")
            )
        except UserMistake as error:
            return PromptSessionPayload(user_errors=_to_user_errors(error, info))
        return PromptSessionPayload(session=PromptSession.from_row(row))

    @computed_field(
        description="Let a session take no more questions; one that is being answered still is. Whoever started the "
        "session may, and OPERATOR any."
    )
    async def close_prompt_session(self, info: Info, id: SessionIdArgument) -> PromptSessionPayload:  # noqa: A002
        try:
            row = await session_changes.close_session(info.context, id, select_columns(info, PromptSession, "session"))
        except UserMistake as error:
            return PromptSessionPayload(user_errors=_to_user_errors(error, info))
        return PromptSessionPayload(session=PromptSession.from_row(row))

    @computed_field(
        description="Delete a session with its questions and answers, for good. Refused while one of them is being "
        "answered. Whoever started the session may, and OPERATOR any."
    )
    async def delete_prompt_session(self, info: Info, id: SessionIdArgument) -> DeletePromptSessionPayload:  # noqa: A002
        try:
            await session_changes.delete_session(info.context, id)
        except UserMistake as error:
            return DeletePromptSessionPayload(user_errors=_to_user_errors(error, info))
        return DeletePromptSessionPayload(deleted_prompt_session_id=id)

    @computed_field(description="Have a video's summary written; follow it by summaryProgress.")
    async def generate_summary(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],
        kind: Annotated[SummaryKind | None, strawberry.argument(description="What from.")] = SummaryKind.EVENTS,
        regenerate: Annotated[
            bool | None, strawberry.argument(description="True: write it anew; the old one stays until then.")
        ] = False,
    ) -> SummaryPayload:
        columns = select_columns(info, Video, "video") | {"summary", "summary_status"}
        try:
            row = await summaries.generate_summary(
                info.context, video_id, kind or SummaryKind.EVENTS, bool(regenerate), columns
            )
        except UserMistake as error:
            return SummaryPayload(user_errors=_to_user_errors(error, info))
        return SummaryPayload(video=Video.from_row(row), summary=Summary.from_row(row))
