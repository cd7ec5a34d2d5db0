"""Admits unauthenticated requests at a steady rate, with a fair turn for each address."""

import asyncio
from collections import OrderedDict, deque


class PacedAdmission:
    """A token bucket in front of one queue per address. per_second: requests admitted in all.

    Addresses take turns, so a client that asks in a loop delays only itself. Nothing is refused: there are never more
    waiting requests than connections.
    """

    def __init__(self, per_second: float = 250.0, burst: int = 20) -> None:
        self._interval = 1 / per_second
        self._burst = burst
        self._tokens = float(burst)
        self._refilled_at = 0.0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._admitting: asyncio.Task[None] | None = None

    async def wait_turn(self, address: str) -> None:
        """Wait until it is this address's turn."""
        if not self._queues and self._take_token():
            return
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(address, deque()).append(turn)
        if self._admitting is None or self._admitting.done():
            self._admitting = asyncio.create_task(self._admit_waiting())
        await turn

    def _take_token(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._tokens = min(self._burst, self._tokens + (now - self._refilled_at) / self._interval)
        self._refilled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    async def _admit_waiting(self) -> None:
        while self._queues:
            if not self._take_token():
                await asyncio.sleep(self._interval)
                continue
            address, turns = self._queues.popitem(last=False)
            while turns:
                turn = turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    break
            if turns:
                self._queues[address] = turns
