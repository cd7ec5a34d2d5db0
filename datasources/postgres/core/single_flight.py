"""Runs work once that several callers want at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class _Flight:
    """One run of the work. finished is set when it has ended: with a result, with an error, or cancelled."""

    finished: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: bool = False
    result: Any = None
    error: Exception | None = None


class SingleFlight:
    """Work under keys: the first caller does it, the others wait for the result.

    A caller that is cancelled during the work leaves it to the next one. An exception is raised in all that wait.
    """

    __slots__ = ("_results", "_running")

    def __init__(self) -> None:
        self._results: dict[Hashable, Any] = {}
        self._running: dict[Hashable, _Flight] = {}

    def is_running(self, key: Hashable) -> bool:
        """Whether work under this key is running."""
        return key in self._running

    async def run_once(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """The result under this key, which is made once and kept as long as this object lives."""
        if key in self._results:
            return self._results[key]
        result = self._results[key] = await self.join(key, make)
        return result

    async def run_fresh(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """The result of work under this key that began after this call, never of work that runs already."""
        running = self._running.get(key)
        if running is not None:
            await running.finished.wait()
        # What runs now has begun since the call, even if another caller began it.
        return await self.join(key, make)

    async def join(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """The result of the work that runs under this key; if none runs, it is done now."""
        while (running := self._running.get(key)) is not None:
            await running.finished.wait()
            if running.error is not None:
                raise running.error
            if not running.cancelled:
                return running.result
        flight = self._running[key] = _Flight()
        try:
            flight.result = await make()
        except Exception as error:
            flight.error = error
            raise
        except BaseException:
            flight.cancelled = True
            raise
        finally:
            del self._running[key]
            flight.finished.set()
        return flight.result
