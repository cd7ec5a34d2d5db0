"""Doing once what many want at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class _Flight:
    """over is set when it has ended: with what it made, with an error, or given up by a cancelled task."""

    finished: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: bool = False
    result: Any = None
    error: Exception | None = None


class SingleFlight:
    """Work under keys. Whoever comes first does it; the others wait for that.

    One who does the work and is cancelled leaves it to the next; an exception is raised to all who waited for it.
    """

    __slots__ = ("_made", "_running")

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._running: dict[Hashable, _Flight] = {}

    def is_running(self, key: Hashable) -> bool:
        """Whether somebody is at work under this key."""
        return key in self._running

    async def run_once(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """What was made under this key, for as long as this object lives."""
        if key in self._made:
            return self._made[key]
        made = self._made[key] = await self.join(key, make)
        return made

    async def run_fresh(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """What is made under this key by work that began after this call: never what was read before."""
        running = self._running.get(key)
        if running is not None:
            await running.finished.wait()
        # Whatever runs now began since, also when others were faster.
        return await self.join(key, make)

    async def join(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """What comes of the work that is being done under this key, or else of doing it now."""
        while (running := self._running.get(key)) is not None:
            await running.finished.wait()
            if running.error is not None:
                raise running.error
            if not running.cancelled:
                return running.result
        mine = self._running[key] = _Flight()
        try:
            mine.result = await make()
        except Exception as error:
            mine.error = error
            raise
        except BaseException:
            mine.cancelled = True
            raise
        finally:
            del self._running[key]
            mine.finished.set()
        return mine.result
