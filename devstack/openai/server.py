"""One server with its slots, shared by the models that it has."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from devstack.openai.server_facts import ServerFacts, learn_facts
from devstack.openai.slots import Slots
from devstack.openai.upstream import Upstream


class Server:
    """context, slots: as set; 0 asks the server at the first call. wait_seconds: see Slots."""

    def __init__(self, upstream: Upstream, context: int = 0, slots: int = 0, wait_seconds: float = 120.0) -> None:
        self.upstream = upstream
        self._context = context
        self._slot_count = slots
        self._wait_seconds = wait_seconds
        self._slots: Slots | None = None
        self._learning = asyncio.Lock()
        self._has_asked_again = False

    @asynccontextmanager
    async def hold_slot(self, model: str) -> AsyncIterator[None]:
        """Hold one of the server's slots inside the block. Raises ThrottlingException."""
        if self._slots is None:
            await self.learn(model)
        assert self._slots is not None
        async with self._slots.hold():
            yield

    async def learn(self, model: str, *, again: bool = False) -> ServerFacts:
        """The context and the slots, as set or as the server says; 0 is a context that nobody knows.

        again: ask once more, after the first call: Ollama tells the context of loaded models only.
        """
        async with self._learning:
            if self._slots is None or (again and not self._has_asked_again):
                self._has_asked_again = again
                told = ServerFacts() if self._context and self._slot_count else await learn_facts(self.upstream, model)
                self._context = self._context or told.context
                self._slot_count = self._slot_count or told.slots or 1
                self._slots = self._slots or Slots(self._slot_count, self._wait_seconds)
            return ServerFacts(self._context, self._slot_count)

    @property
    def context(self) -> int:
        return self._context
