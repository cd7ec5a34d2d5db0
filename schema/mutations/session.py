"""Renaming, closing and deleting sessions.

VIEWER may change their own sessions; resolvers ask OPERATOR for others' (access.require_owner).
"""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers import session as sessions
from schema.graphql.selection import Info, select_columns
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.prompt import PromptSession

SessionIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The session.")]


@strawberry.type(description="The session that was changed.")
class PromptSessionPayload(MutationPayload):
    session: PromptSession | None = strawberry.field(default=None, description="As it is now; null on an error.")


@strawberry.type(description="The session that was deleted.")
class DeletePromptSessionPayload(MutationPayload):
    deleted_prompt_session_id: strawberry.ID | None = strawberry.field(
        default=None, description="Its id, which names nothing any more; null on an error."
    )


@strawberry.type
class SessionMutations:
    @mutation(
        role=Role.VIEWER,
        description="Give a session another title. Whoever started it may, and OPERATOR any.",
    )
    async def rename_prompt_session(
        self,
        info: Info,
        id: SessionIdArgument,  # noqa: A002
        title: Annotated[str, strawberry.argument(description="One line of 1 to 200 characters.")],
    ) -> PromptSessionPayload:
        columns = select_columns(info, PromptSession, "session")
        row = await sessions.rename_session(info.context, id, title, columns)
        return PromptSessionPayload(session=PromptSession.from_row(row))

    @mutation(
        role=Role.VIEWER,
        description="Let a session take no more questions; one that is being answered still is. Whoever started the "
        "session may, and OPERATOR any.",
    )
    async def close_prompt_session(self, info: Info, id: SessionIdArgument) -> PromptSessionPayload:  # noqa: A002
        row = await sessions.close_session(info.context, id, select_columns(info, PromptSession, "session"))
        return PromptSessionPayload(session=PromptSession.from_row(row))

    @mutation(
        role=Role.VIEWER,
        description="Delete a session with its questions and answers, for good. Refused while one of them is being "
        "answered. Whoever started the session may, and OPERATOR any.",
    )
    async def delete_prompt_session(self, info: Info, id: SessionIdArgument) -> DeletePromptSessionPayload:  # noqa: A002
        await sessions.delete_session(info.context, id)
        return DeletePromptSessionPayload(deleted_prompt_session_id=id)
