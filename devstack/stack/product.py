"""Runs the product on the embedded stack: the API and its workers, as child processes."""

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
# Both drain for 20 s when they are asked to end; a busy machine needs a little more.
_DRAIN_SECONDS = 30.0
# SeaweedFS sends no notifications to SQS, so the workers look for new objects: another INGEST_SCAN_SECONDS wins.
INBOX = {"AWS_INGEST_ORGANIZATION": "demo", "INGEST_SCAN_SECONDS": "15"}

# Pages that somebody develops on this machine, whatever port serves them: another CORS_ALLOWED_ORIGINS wins.
PAGES = {"CORS_ALLOWED_ORIGINS": "http://localhost:*,http://127.0.0.1:*"}


@contextlib.asynccontextmanager
async def run_product(stack: Stack, port: int, workers: int, report: Callable[[str], None]) -> AsyncIterator[str]:
    """Run API and workers inside the block; yields the API's address. Raises StackProblem.

    One that ends is reported and restarted. They stop before the stack: the API first, then the workers.
    """
    share = {"SHARE_URL": f"http://127.0.0.1:{port}"}
    chosen = {**INBOX, **PAGES, **share, **stack.defaults, **build_child_environment()}
    environment = {**chosen, **stack.environment, "HOST": "127.0.0.1", "PORT": str(port)}

    async def start_api() -> ChildProcess:
        await stack.job_recovery.release_dead_leases()
        child = await _start_child(API, stack, environment)
        return await _wait_until_ready(child, stack, port)

    async def start_worker(name: str) -> ChildProcess:
        await stack.job_recovery.release_dead_leases()
        return await _start_child(name, stack, environment)

    def supervise_program(name: str, start: Callable[[], Awaitable[ChildProcess]]) -> SupervisedProgram:
        return SupervisedProgram(name, start, report, stop_timeout=_DRAIN_SECONDS)

    *worker_names, _ = list_programs(workers)
    programs = [supervise_program(name, partial(start_worker, name)) for name in worker_names]
    programs.append(supervise_program(API, start_api))
    async with contextlib.AsyncExitStack() as exit_stack:
        for program in programs:
            exit_stack.push_async_callback(program.stop)
        await asyncio.gather(*(program.start() for program in programs))
        async with supervise(programs):
            yield f"http://127.0.0.1:{port}"


def list_programs(workers: int) -> list[str]:
    """The names of the product's programs, for this many workers; the API is the last."""
    return [*(f"worker-{number}" for number in range(1, workers + 1)), API]


def require_free_port(port: int | None) -> None:
    """Raise StackProblem if the requested port is taken. None requests no port."""
    if port is not None and not is_free(port):
        raise StackProblem(f"Port {port} is taken by another program. Choose another with PORT or --port.")


def choose_api_port(stack: Stack, requested: int | None) -> int:
    """The requested port; without one, 8000 if it is free, else another."""
    if requested is not None:
        return requested
    return _DEFAULT_PORT if is_free(_DEFAULT_PORT) else stack.ports["api"]


async def _start_child(name: str, stack: Stack, environment: dict[str, str]) -> ChildProcess:
    """The preloaded program, or a new one."""
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
