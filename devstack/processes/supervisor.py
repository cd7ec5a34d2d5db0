"""A program of the stack or of the product that is started again when it dies unexpectedly."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from devstack.problem import StackProblem
from devstack.processes.exit_report import describe_exit
from devstack.processes.process import ChildProcess
from devstack.processes.waits import display_name

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# One that served this long had a fresh reason to die: its next pause is short again.
_STEADY_SECONDS = 10.0


class SupervisedProgram:
    """`start` makes the child and returns when it is ready; `tell` prints a line for the person at the terminal.

    child: one that runs already. patience: seconds that it may take to end once it was asked to.
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
        """Start it again whenever it dies, with growing pauses. Runs until cancelled."""
        pause = _FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        began = clock()
        while True:
            if self._child is not None:
                code = await self._child.wait()
                self._report(
                    f"{display_name(self._name)} ended unexpectedly ({describe_exit(code)}). The end of its log, {self._child.log}:"
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
                # Such as a disk that became full: it may pass, and the others go on meanwhile.
                self._report(f"{display_name(self._name)} could not be started: {type(error).__name__}: {error}")
            else:
                self._report(f"{display_name(self._name)} is running again.")
            began = clock()

    async def stop(self) -> None:
        if self._child is not None:
            await self._child.stop(self._stop_timeout)


@contextlib.asynccontextmanager
async def supervise(programs: Iterable[SupervisedProgram]) -> AsyncIterator[None]:
    """Keep programs that have been started running inside the block. At its end they are nobody's to start again."""
    keepers = [asyncio.create_task(program.restart_when_ended()) for program in programs]
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
