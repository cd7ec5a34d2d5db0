"""Calls of models are shared between organizations."""

import asyncio
from collections.abc import AsyncIterator

from domain.fairness.fair_slots import FairSlots
from domain.llm.fair_models import FairShareModels
from models.asking.conversation import Conversation, Message, Reply, StreamEnd, TextDelta, TokenCount
from tests.domain.scripted_models import ScriptedModels

TALK = Conversation(model_id="m", system="", messages=[Message("user", "?")], max_tokens=1)


class Slow(ScriptedModels):
    """Models that reply once they are released, and count concurrent calls."""

    def __init__(self) -> None:
        super().__init__(text=["Some ", "words."])
        self.on = asyncio.Event()
        self.asked = 0

    async def converse(self, conversation: Conversation, /) -> Reply:
        self.asked += 1
        await self.on.wait()
        return Reply("", {}, "tool_use", TokenCount(1, 1))

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        self.asked += 1
        async for piece in super().converse_stream(conversation):
            yield piece


async def test_one_organization_s_calls_leave_a_place_for_another_s() -> None:
    models, places = Slow(), FairSlots(3, 2)
    calls = [asyncio.create_task(FairShareModels(models, places, "loud").converse(TALK)) for _ in range(10)]
    await asyncio.sleep(0.01)
    assert models.asked == 2
    quiet = FairShareModels(models, places, "quiet")
    pieces = [piece.text async for piece in quiet.converse_stream(TALK) if isinstance(piece, TextDelta)]
    assert "".join(pieces) == "Some words."
    # A stream's place is free when it has ended.
    assert places.has_free_slot("quiet")
    models.on.set()
    await asyncio.gather(*calls)
    assert models.asked == 11
