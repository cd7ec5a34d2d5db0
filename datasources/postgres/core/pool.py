"""The pool of connections, which also lends one to a single statement without SQLAlchemy's work around it."""

import asyncio
import time
from collections import deque
from typing import Any

from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry
from sqlalchemy.util.queue import Empty


class LendingPool(AsyncAdaptedQueuePool):
    """Whoever waits for a connection gets one in turn, whether by SQLAlchemy or by `borrow`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # SQLAlchemy's callers that wait or open a connection, and those of `borrow` that wait.
        self._in_turn = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def borrow(self, seconds: float) -> ConnectionPoolEntry | None:
        """A connection that is open and free; None where the pool may open another one, or where none gets free."""
        entry = None if self._waiting else self._take_free()
        deadline = time.monotonic() + seconds
        while entry is None and self._overflow >= self._max_overflow and time.monotonic() < deadline:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await asyncio.wait_for(turn, deadline - time.monotonic())
            except TimeoutError:
                return None
            except BaseException:
                self._wake_next()
                raise
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)
            entry = self._take_free()
        return entry

    def give_back(self, entry: ConnectionPoolEntry) -> None:
        """Return what `borrow` lent."""
        self._do_return_conn(entry)

    def _take_free(self) -> ConnectionPoolEntry | None:
        if self._pool.qsize() <= self._in_turn:
            return None
        try:
            return self._pool.get_nowait()
        except Empty:
            return None

    def _wake_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _do_get(self) -> ConnectionPoolEntry:
        self._in_turn += 1
        try:
            return super()._do_get()
        finally:
            self._in_turn -= 1
            if self._waiting and self._pool.qsize() > self._in_turn:
                self._wake_next()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._wake_next()
