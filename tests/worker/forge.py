"""Worker and API processes that start at once: forked from one that has imported everything.

A process that is killed a second after it began would else spend that second importing. What is forked is the program
as its command runs it: `main()`, with its own environment and log.
"""

import asyncio
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 300


@dataclass(frozen=True)
class ForkedProcess:
    """A process and its log. It is gone once `gone` says so, however it ended."""

    pid: int
    log: Path

    def has_logged(self, words: str) -> bool:
        return words in self.log.read_text()

    @property
    def gone(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    async def wait_until_gone(self) -> None:
        await asyncio.to_thread(_wait_until, lambda: self.gone, self.log)

    async def wait_until_logged(self, words: str) -> None:
        await asyncio.to_thread(_wait_until, lambda: self.has_logged(words), self.log)


def _wait_until(happened: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)


class ForkServer:
    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._made = 0

    async def start(self, module: str, environment: Mapping[str, str]) -> ForkedProcess:
        """Start `python -m module` in this environment."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._made += 1
        log = self._folder / f"{module}-{self._made}.log"
        order = {"module": module, "environment": dict(environment), "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        return ForkedProcess(int(await self._process.stdout.readline()), log)


@asynccontextmanager
async def run_fork_server(folder: Path) -> AsyncIterator[ForkServer]:
    """A forge; at the end of the block, whatever it made and still lives is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.worker.forge",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
        env={"PATH": os.environ["PATH"]},
    )
    try:
        yield ForkServer(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def _main() -> None:
    import app
    import worker

    programs = {"worker": worker.main, "app": app.main}
    # Children that end need nobody to wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    made: list[int] = []
    for line in sys.stdin:
        order = json.loads(line)
        Path(order["log"]).touch()
        pid = os.fork()
        if pid == 0:
            _apply_environment(order)
            os._exit(_run(programs[order["module"]]))
        made.append(pid)
        print(pid, flush=True)  # noqa: T201
    for pid in made:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _run(program: Callable[[], None]) -> int:
    """Its exit code. What it dies of stands in its log, as everywhere."""
    try:
        program()
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stderr.flush()
    return 0


def _apply_environment(order: Mapping[str, object]) -> None:
    """A process of its own: with these surroundings, and nothing of the forge's."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    environment = order["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [str(order["module"])]
    with Path(os.devnull).open("rb") as nothing, Path(str(order["log"])).open("ab") as log:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)


if __name__ == "__main__":
    _main()
