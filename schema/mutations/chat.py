"""Chatting about what is on screen, as clients see it."""

from typing import Annotated

import strawberry

from models.errors import UserMistake
from resolvers import chat as chats
from schema.graphql.connection import UserError
from schema.graphql.selection import Info, computed_field, select_columns
from schema.mutations.prompt import PromptPayload, VlmChatInput
from schema.types.prompt import PromptHistory, PromptSession


@strawberry.type(description="What looks at footage.")
class ChatMutations:
    @computed_field(
        description="Ask about what is on screen in a video: frames are looked at, and the answer cites them. "
        "Follow-ups in the session keep the frames in view."
    )
    async def vlm_chat(
        self,
        info: Info,
        input: Annotated[VlmChatInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> PromptPayload:
        history, session = (
            select_columns(info, PromptHistory, "history"),
            select_columns(info, PromptSession, "session"),
        )
        try:
            asked = await chats.ask_about_frames(info.context, *input.to_request_and_range(), history, session)
        except UserMistake as error:
            return PromptPayload(user_errors=[UserError.from_mistake(error, info.context.language)])
        return PromptPayload(
            history=PromptHistory.from_row(asked.history), session=PromptSession.from_row(asked.session)
        )
