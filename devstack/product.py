"""The product on the embedded stack: the API and its workers, as child processes."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from devstack.http_probe import answers_ok
from devstack.ports import is_free
from devstack.problem import StackProblem
from devstack.process import Child
from devstack.stack import Stack, surroundings
from devstack.supervised import Supervised

_REPOSITORY = Path(__file__).resolve().parent.parent
_USUAL_PORT = 8000


@contextlib.asynccontextmanager
async def product(stack: Stack, port: int, workers: int, tell: Callable[[str], None]) -> AsyncIterator[str]:
    """Run API and workers inside the block; answers the API's address. Raises StackProblem.

    One that dies is said so and started again. They stop before the stack: the API first, then the workers.
    """
    environment = {**surroundings(), **stack.environment, "HOST": "127.0.0.1", "PORT": str(port)}

    async def api() -> Child:
        child = await _child("api", "app", stack, environment)
        return await _ready(child, lambda: answers_ok(port, "/readyz"))

    def worker(number: int) -> Supervised:
        name = f"worker-{number}"
        return Supervised(name, lambda: _child(name, "worker", stack, environment), tell)

    programs = [*(worker(number) for number in range(1, workers + 1)), Supervised("api", api, tell)]
    async with contextlib.AsyncExitStack() as opened:
        for program in programs:
            opened.push_async_callback(program.stop)
        await asyncio.gather(*(program.start() for program in programs))
        keepers = [asyncio.create_task(program.keep()) for program in programs]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            # Before they are stopped on purpose, nobody may start them again.
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)


def require_free(port: int | None) -> None:
    """Raise StackProblem when the port that was asked for is taken."""
    if port is not None and not is_free(port):
        raise StackProblem(f"Port {port} is taken by another program. Choose another with PORT or --port.")


def api_port(stack: Stack, asked: int | None) -> int:
    """The port asked for, or 8000 where it is free, or another."""
    if asked is not None:
        return asked
    return _USUAL_PORT if is_free(_USUAL_PORT) else stack.ports["api"]


async def _child(name: str, module: str, stack: Stack, environment: dict[str, str]) -> Child:
    return await Child.start(
        name,
        [sys.executable, "-m", module],
        state=stack.state,
        register=stack.register,
        environment={**environment, "PYTHONUNBUFFERED": "1"},
        folder=_REPOSITORY,
    )


async def _ready(child: Child, answers: Callable[[], Awaitable[bool]]) -> Child:
    try:
        await child.ready(answers)
    except BaseException:
        await child.stop()
        raise
    return child
