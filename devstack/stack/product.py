"""The product on the embedded stack: the API and its workers, as child processes."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from devstack.processes.environment import surroundings
from devstack.processes.http_probe import answers_ok
from devstack.processes.ports import is_free
from devstack.processes.process import Child
from devstack.processes.supervisor import Supervised, kept
from devstack.stack.preload import API, REPOSITORY, module
from devstack.stack.problem import StackProblem
from devstack.stack.stack import Stack

_USUAL_PORT = 8000
# Both drain for 20 s when they are asked to end; on a busy machine a little more is fair.
_DRAIN_SECONDS = 30.0


@contextlib.asynccontextmanager
async def product(stack: Stack, port: int, workers: int, tell: Callable[[str], None]) -> AsyncIterator[str]:
    """Run API and workers inside the block; answers the API's address. Raises StackProblem.

    One that dies is said so and started again. They stop before the stack: the API first, then the workers.
    """
    environment = {**surroundings(), **stack.environment, "HOST": "127.0.0.1", "PORT": str(port)}

    async def api() -> Child:
        await stack.leftovers.after_a_death()
        child = await _child(API, stack, environment)
        return await _ready(child, stack, port)

    async def worker(name: str) -> Child:
        await stack.leftovers.after_a_death()
        return await _child(name, stack, environment)

    def supervised(name: str, start: Callable[[], Awaitable[Child]]) -> Supervised:
        return Supervised(name, start, tell, patience=_DRAIN_SECONDS)

    *others, _ = names(workers)
    programs = [*(supervised(name, partial(worker, name)) for name in others), supervised(API, api)]
    async with contextlib.AsyncExitStack() as opened:
        for program in programs:
            opened.push_async_callback(program.stop)
        await asyncio.gather(*(program.start() for program in programs))
        async with kept(programs):
            yield f"http://127.0.0.1:{port}"


def names(workers: int) -> list[str]:
    """Of the programs of the product with so many workers; the API comes last."""
    return [*(f"worker-{number}" for number in range(1, workers + 1)), API]


def require_free(port: int | None) -> None:
    """Raise StackProblem when the port that was asked for is taken."""
    if port is not None and not is_free(port):
        raise StackProblem(f"Port {port} is taken by another program. Choose another with PORT or --port.")


def api_port(stack: Stack, asked: int | None) -> int:
    """The port asked for, or 8000 where it is free, or another."""
    if asked is not None:
        return asked
    return _USUAL_PORT if is_free(_USUAL_PORT) else stack.ports["api"]


async def _child(name: str, stack: Stack, environment: dict[str, str]) -> Child:
    """The one that imports already, or another."""
    return await stack.ahead.take(name, environment) or await Child.start(
        name,
        [sys.executable, "-m", module(name)],
        state=stack.state,
        register=stack.register,
        environment={**environment, "PYTHONUNBUFFERED": "1"},
        folder=REPOSITORY,
    )


async def _ready(child: Child, stack: Stack, port: int) -> Child:
    try:
        await child.ready(lambda: answers_ok(port, "/readyz"), stack.waits, port=port)
    except BaseException:
        await child.stop()
        raise
    return child
