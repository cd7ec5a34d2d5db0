"""One embedded stack for a whole test run, however many pytest-xdist workers it has.

The workers share a folder. Each keeps a named pipe open while it lives. The first worker that needs the stack starts it
as a separate process, which reads the pipe: the pipe ends when no worker is left, even if the workers were killed.
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
def hold_stack(folder: Path) -> Iterator[None]:
    """Keep the stack of this folder running, if a worker starts it."""
    folder.mkdir(exist_ok=True)
    with _locked(folder):
        if not (folder / "pipe").exists():
            os.mkfifo(folder / "pipe", 0o600)
    # Opening a pipe for reading and writing does not wait for the other end.
    descriptor = os.open(folder / "pipe", os.O_RDWR)
    try:
        yield
    finally:
        os.close(descriptor)
        for process in _started:
            process.wait()  # until the last of the other workers has closed the pipe as well


def environment(folder: Path) -> dict[str, str]:
    """The environment variables of the stack; the first caller starts it."""
    with _locked(folder):
        file = folder / "environment.json"
        if not file.exists():
            _start(folder, file)
        values: dict[str, str] = json.loads(file.read_text())
        return values


def _start(folder: Path, file: Path) -> None:
    with (folder / "stack.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.shared_stack", str(folder)],
            cwd=_REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _started.append(process)
    while not file.exists():
        # No timeout here: the stack has its own, and a busy machine may take long.
        if process.poll() is not None:
            raise RuntimeError(f"the embedded stack did not start: {(folder / 'stack.log').read_text()}")
        time.sleep(0.02)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


async def _serve(folder: Path, state: Path) -> None:
    from devstack.stack.stack import Options, Stack

    async with Stack(state, Options(durable=False)) as stack:
        # The search for secrets in logs reads this folder.
        (folder / "logs").symlink_to(stack.state.logs)
        fresh = folder / "environment.new"
        fresh.write_text(json.dumps({**stack.environment, **stack.owner_environment}))
        fresh.replace(folder / "environment.json")
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait_for_the_end() -> None:
            with (folder / "pipe").open("rb") as pipe:
                pipe.read()
            loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=wait_for_the_end, daemon=True).start()
        await ended.wait()
        (folder / "environment.json").unlink()


if __name__ == "__main__":
    # Not in pytest's folders: under root, PostgreSQL's user may not read those.
    with tempfile.TemporaryDirectory(prefix="watchgraph-tests-", ignore_cleanup_errors=True) as state:
        Path(state).chmod(0o711)
        asyncio.run(_serve(Path(sys.argv[1]), Path(state)))
