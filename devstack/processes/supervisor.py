"""Restarts programs of the stack and of the product that end unexpectedly."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from devstack.problem import StackProblem
from devstack.processes.exit_report import describe_exit
from devstack.processes.process import ChildProcess
from devstack.processes.waits import display_name

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# A program that ran this long probably ended for a new reason: its next pause is short again.
_STEADY_SECONDS = 10.0


class SupervisedProgram:
    """A program that is kept running. start: makes the child and returns when it is ready. report: prints a line.

    child: a child that runs already. stop_timeout: seconds that the child may take to end.
    """

    def __init__(
        self,
        name: str,
        start: Callable[[], Awaitable[ChildProcess]],
        report: Callable[[str], None],
        *,
        child: ChildProcess | None = None,
        stop_timeout: float = 10.0,
    ) -> None:
        self._name = name
        self._start = start
        self._report = report
        self._child = child
        self._stop_timeout = stop_timeout

    async def start(self) -> None:
        """The first start. Raises StackProblem."""
        self._child = await self._start()

    async def restart_when_ended(self) -> None:
        """Start it again whenever it ends, with growing pauses. Runs until cancelled."""
        pause = _FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        began = clock()
        while True:
            if self._child is not None:
                code = await self._child.wait()
                self._report(
                    f"{display_name(self._name)} ended unexpectedly ({describe_exit(code)}). "
                    f"The end of its log, {self._child.log}:"
                )
                for line in self._child.read_tail():
                    self._report(f"    {line}")
                await self._child.stop()
                self._child = None
            pause = _FIRST_PAUSE if clock() - began > _STEADY_SECONDS else pause
            self._report(f"Starting {display_name(self._name)} again in {pause:.0f} s.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            try:
                self._child = await self._start()
            except StackProblem as error:
                self._report(str(error))
            except Exception as error:
                # For example a full disk: that may pass, and the other programs run on.
                self._report(f"{display_name(self._name)} could not be started: {type(error).__name__}: {error}")
            else:
                self._report(f"{display_name(self._name)} is running again.")
            began = clock()

    async def stop(self) -> None:
        if self._child is not None:
            await self._child.stop(self._stop_timeout)


@contextlib.asynccontextmanager
async def supervise(programs: Iterable[SupervisedProgram]) -> AsyncIterator[None]:
    """Keep started programs running inside the block. At its end they are not restarted any more, nor stopped."""
    tasks = [asyncio.create_task(program.restart_when_ended()) for program in programs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
