"""One embedded stack for a whole test run, however many pytest-xdist workers it has.

The workers meet in a folder. Each holds a named pipe open for as long as it lives; the first that needs the stack
starts it as a process of its own, which reads the pipe: its end means that no worker is left, even when killed.
"""

import asyncio
import fcntl
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]
_started: list[subprocess.Popen[bytes]] = []


@contextmanager
def hold_stack(meeting: Path) -> Iterator[None]:
    """Keep the stack of this meeting folder alive, should anybody start it."""
    meeting.mkdir(exist_ok=True)
    with _locked(meeting):
        if not (meeting / "pipe").exists():
            os.mkfifo(meeting / "pipe", 0o600)
    # Opened for both directions, a pipe opens at once, whether or not somebody is at the other end.
    descriptor = os.open(meeting / "pipe", os.O_RDWR)
    try:
        yield
    finally:
        os.close(descriptor)
        for process in _started:
            process.wait()  # until the last of the other workers has let go, too


def environment(meeting: Path) -> dict[str, str]:
    """The variables that point at the stack; the first caller starts it."""
    with _locked(meeting):
        found = meeting / "environment.json"
        if not found.exists():
            _start(meeting, found)
        values: dict[str, str] = json.loads(found.read_text())
        return values


def _start(meeting: Path, found: Path) -> None:
    with (meeting / "stack.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.shared_stack", str(meeting)],
            cwd=_REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _started.append(process)
    while not found.exists():
        # It gives up by itself where a service does not answer: a busy machine is waited for.
        if process.poll() is not None:
            raise RuntimeError(f"the embedded stack did not start: {(meeting / 'stack.log').read_text()}")
        time.sleep(0.02)


@contextmanager
def _locked(meeting: Path) -> Iterator[None]:
    with (meeting / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


async def _serve(meeting: Path, state: Path) -> None:
    from devstack.stack.stack import Options, Stack

    async with Stack(state, Options(durable=False)) as stack:
        # Beside what the tests' own programs log, for the watch over the run's logs.
        (meeting / "logs").symlink_to(stack.state.logs)
        fresh = meeting / "environment.new"
        fresh.write_text(json.dumps({**stack.environment, **stack.owner_environment}))
        fresh.replace(meeting / "environment.json")
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait_for_the_end() -> None:
            with (meeting / "pipe").open("rb") as pipe:
                pipe.read()
            loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=wait_for_the_end, daemon=True).start()
        await ended.wait()
        (meeting / "environment.json").unlink()


if __name__ == "__main__":
    # Not in pytest's own folders: those are closed to the user that PostgreSQL runs as under root.
    with tempfile.TemporaryDirectory(prefix="watchgraph-tests-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        asyncio.run(_serve(Path(sys.argv[1]), Path(folder)))
