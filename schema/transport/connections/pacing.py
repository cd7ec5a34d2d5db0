"""Admits cheap requests at a steady rate, taking turns between addresses."""

import asyncio
from collections import OrderedDict, deque


class PacedAdmission:
    """per_second: the rate of all requests together; burst: how many pass at once after a pause.

    A client that sends requests in a loop delays only itself. Nothing is refused: no more requests wait than there are
    connections, and each waits as long as those of its own address take, times the number of waiting addresses.
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
