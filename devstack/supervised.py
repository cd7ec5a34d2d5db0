"""A program of ours that is started again when it dies unexpectedly."""

import asyncio
from collections.abc import Awaitable, Callable

from devstack.problem import StackProblem
from devstack.process import Child

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# One that lived this long had a fresh reason to die: its next pause is short again.
_STEADY_SECONDS = 60.0


class Supervised:
    """`start` makes the child and returns when it is ready; `tell` prints a line for the person at the terminal."""

    def __init__(self, name: str, start: Callable[[], Awaitable[Child]], tell: Callable[[str], None]) -> None:
        self._name = name
        self._start = start
        self._tell = tell
        self._child: Child | None = None

    async def start(self) -> None:
        """The first start. Raises StackProblem."""
        self._child = await self._start()

    async def keep(self) -> None:
        """Start it again whenever it dies, with growing pauses. Runs until cancelled."""
        pause = _FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        began = clock()
        while True:
            if self._child is not None:
                code = await self._child.ended()
                self._say(f"{self._name} ended unexpectedly (exit code {code}). The end of its log, {self._child.log}:")
                for line in self._child.tail():
                    self._say(f"    {line}")
                await self._child.stop()
                self._child = None
            pause = _FIRST_PAUSE if clock() - began > _STEADY_SECONDS else pause
            self._say(f"Starting {self._name} again in {pause:.0f} s.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            began = clock()
            try:
                self._child = await self._start()
            except StackProblem as error:
                self._say(str(error))
            else:
                self._say(f"{self._name} is running again.")

    async def stop(self) -> None:
        if self._child is not None:
            await self._child.stop()

    def _say(self, line: str) -> None:
        self._tell(line)
