"""Requests that cost nothing to send, let through at a steady pace, each address in its turn."""

import asyncio
from collections import OrderedDict, deque


class Turnstile:
    """a_second: how many go through in all; so many more as have not for a while, up to `at_once`.

    Who asks in a loop waits longer, and nobody else with them. Nothing is refused: however many wait, there are no more
    than connections, and each waits no longer than those of its own address take, times the addresses that wait.
    """

    def __init__(self, a_second: float = 250.0, at_once: int = 20) -> None:
        self._every = 1 / a_second
        self._most = at_once
        self._left = float(at_once)
        self._filled = 0.0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._letting: asyncio.Task[None] | None = None

    async def pass_(self, address: str) -> None:
        """Wait until it is this address's turn."""
        if not self._queues and self._take():
            return
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(address, deque()).append(turn)
        if self._letting is None or self._letting.done():
            self._letting = asyncio.create_task(self._let_through())
        await turn

    def _take(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._left = min(self._most, self._left + (now - self._filled) / self._every)
        self._filled = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    async def _let_through(self) -> None:
        while self._queues:
            if not self._take():
                await asyncio.sleep(self._every)
                continue
            address, turns = self._queues.popitem(last=False)
            while turns:
                turn = turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    break
            if turns:
                self._queues[address] = turns
