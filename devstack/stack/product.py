"""The product on the embedded stack: the API and its workers, as child processes."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from devstack.problem import StackProblem
from devstack.processes.environment import build_child_environment
from devstack.processes.http_probe import answers_ok
from devstack.processes.process import ChildProcess
from devstack.processes.supervisor import SupervisedProgram, supervise
from devstack.stack.ports import is_free
from devstack.stack.preload import API, REPOSITORY, module_name
from devstack.stack.stack import Stack

_DEFAULT_PORT = 8000
# Both drain for 20 s when they are asked to end; on a busy machine a little more is fair.
_DRAIN_SECONDS = 30.0


@contextlib.asynccontextmanager
async def run_product(stack: Stack, port: int, workers: int, report: Callable[[str], None]) -> AsyncIterator[str]:
    """Run API and workers inside the block; answers the API's address. Raises StackProblem.

    One that dies is said so and started again. They stop before the stack: the API first, then the workers.
    """
    environment = {**build_child_environment(), **stack.environment, "HOST": "127.0.0.1", "PORT": str(port)}

    async def api() -> ChildProcess:
        await stack.job_recovery.release_dead_leases()
        child = await _start_child(API, stack, environment)
        return await _wait_until_ready(child, stack, port)

    async def worker(name: str) -> ChildProcess:
        await stack.job_recovery.release_dead_leases()
        return await _start_child(name, stack, environment)

    def supervised(name: str, start: Callable[[], Awaitable[ChildProcess]]) -> SupervisedProgram:
        return SupervisedProgram(name, start, report, stop_timeout=_DRAIN_SECONDS)

    *others, _ = list_programs(workers)
    programs = [*(supervised(name, partial(worker, name)) for name in others), supervised(API, api)]
    async with contextlib.AsyncExitStack() as opened:
        for program in programs:
            opened.push_async_callback(program.stop)
        await asyncio.gather(*(program.start() for program in programs))
        async with supervise(programs):
            yield f"http://127.0.0.1:{port}"


def list_programs(workers: int) -> list[str]:
    """Of the programs of the product with so many workers; the API comes last."""
    return [*(f"worker-{number}" for number in range(1, workers + 1)), API]


def require_free_port(port: int | None) -> None:
    """Raise StackProblem when the port that was asked for is taken."""
    if port is not None and not is_free(port):
        raise StackProblem(f"Port {port} is taken by another program. Choose another with PORT or --port.")


def choose_api_port(stack: Stack, asked: int | None) -> int:
    """The port asked for, or 8000 where it is free, or another."""
    if asked is not None:
        return asked
    return _DEFAULT_PORT if is_free(_DEFAULT_PORT) else stack.ports["api"]


async def _start_child(name: str, stack: Stack, environment: dict[str, str]) -> ChildProcess:
    """The one that imports already, or another."""
    return await stack.preloaded.activate(name, environment) or await ChildProcess.start(
        name,
        [sys.executable, "-m", module_name(name)],
        state=stack.state,
        register=stack.register,
        environment={**environment, "PYTHONUNBUFFERED": "1"},
        folder=REPOSITORY,
    )


async def _wait_until_ready(child: ChildProcess, stack: Stack, port: int) -> ChildProcess:
    try:
        await child.wait_until_ready(lambda: answers_ok(port, "/readyz"), stack.waits, port=port)
    except BaseException:
        await child.stop()
        raise
    return child
