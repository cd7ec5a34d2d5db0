"""Questions about what is on screen."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers import chat as chats
from schema.graphql.selection import Info
from schema.inputs.prompt import VlmChatInput
from schema.mutations.mutation import mutation
from schema.mutations.prompt import PromptPayload, select_prompt_columns


@strawberry.type
class ChatMutations:
    @mutation(
        role=Role.VIEWER,
        description="Ask about what is on screen in a video: frames are looked at, and the answer cites them. "
        "Follow-ups in the session keep the frames in view.",
    )
    async def vlm_chat(
        self,
        info: Info,
        input: Annotated[VlmChatInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> PromptPayload:
        columns = select_prompt_columns(info)
        result = await chats.ask_about_frames(info.context, input.to_request(), input.to_range(), columns)
        return PromptPayload.from_result(result)
