"""The stand-in as the product's models, without a network in between."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from devstack.standin.respond import respond
from models.asking.conversation import Conversation, Reply, StreamEnd, TextDelta, TokenCount
from tests.domain.scripted_models import ScriptedModels


@dataclass
class StandInModels(ScriptedModels):
    """Plans and writes as the stand-in does; embeddings and rankings are scripted."""

    async def converse(self, conversation: Conversation, /) -> Reply:
        tool_input = respond(conversation.system, conversation.messages, conversation.tool).tool_input
        return Reply("", tool_input, "tool_use", TokenCount())

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        for piece in respond(conversation.system, conversation.messages, conversation.tool).pieces:
            yield TextDelta(piece)
        yield StreamEnd("end_turn", TokenCount())
