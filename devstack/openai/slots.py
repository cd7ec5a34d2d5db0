"""As many calls at once as the server has slots; who waits too long for one is told to come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from devstack.bedrock.errors import ServiceError

# Shorter than the product waits for a first word (PROMPT_CALL_SECONDS as `make run` sets it).
_WAIT_SECONDS = 120.0


class Slots:
    """wait_seconds: how long a call waits for one that ends. Servers themselves queue without a limit."""

    def __init__(self, count: int, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._free = asyncio.Semaphore(count)
        self._count = count
        self._wait_seconds = wait_seconds

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Hold one inside the block. Raises ThrottlingException."""
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise ServiceError(
                "ThrottlingException", f"All {self._count} slots of the server are busy (LOCAL_LLM_SLOTS)."
            ) from None
        try:
            yield
        finally:
            self._free.release()
