"""Renaming, closing and deleting sessions: what they answer."""

from typing import Annotated

import strawberry

from schema.graphql.connection import UserError
from schema.types.prompt import PromptSession

SessionIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The session.")]


@strawberry.type(description="The session that was changed.")
class PromptSessionPayload:
    session: PromptSession | None = strawberry.field(default=None, description="As it is now; null on an error.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="The session that was deleted.")
class DeletePromptSessionPayload:
    deleted_prompt_session_id: strawberry.ID | None = strawberry.field(
        default=None, description="Its id, which names nothing any more; null on an error."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")
