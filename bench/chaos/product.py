"""Runs the product as `make run` does, and kills its processes."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from devstack.processes import orphans
from devstack.state import State

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
# Names in the stack's register. The supervisor is the process that starts and watches the others.
PROCESSES = ("postgres", "s3", "sqs", "bedrock", "api", "worker-1", "supervisor")
# Fewer frames than by default, because the detector is not measured.
_EXTRA_ENVIRONMENT = {"ANALYSIS_FPS": "1", "PYTHONUNBUFFERED": "1"}


class ProductProcess:
    """`python -m devstack run` with its own state folder, without the tour."""

    def __init__(self, folder: Path, port: int) -> None:
        self.state = State(folder)
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder.with_suffix(".log")
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting until it is ready."""
        self.state.folder.mkdir(mode=0o711, exist_ok=True)
        self.state.write("tour.json", {"version": 1})
        # So that the bench can make tokens before the stack has started.
        self.state.load_secrets()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "devstack", "run", "--state", str(self.state.folder), "--port", str(self._port)],
                cwd=_REPOSITORY,
                env={**os.environ, **_EXTRA_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def find_pid(self, name: str) -> int | None:
        """The id of the running process of this name; None if there is none."""
        if name == "supervisor":
            return None if self._process is None or self._process.poll() is not None else self._process.pid
        entry = (self.state.read("processes.json") or {}).get(name)
        return int(entry[0]) if entry and orphans.read_start_mark(int(entry[0])) == entry[1] else None

    async def kill(self, name: str) -> int:
        """Kill -9. Returns the id of the killed process. Restarts the supervisor, which nothing else restarts."""
        while (pid := self.find_pid(name)) is None:  # noqa: ASYNC110 - another process ends the wait
            await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        if name == "supervisor":
            assert self._process is not None
            await asyncio.to_thread(self._process.wait)
            self.start()
        return pid

    def list_missing(self) -> list[str]:
        """The names without a running process."""
        return [name for name in PROCESSES if self.find_pid(name) is None]

    async def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)
        await asyncio.to_thread(self._process.wait)
