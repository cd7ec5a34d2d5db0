"""The product as `make run` runs it, whose processes can be killed."""

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
# By the names of the stack's register; the last is the process that starts and watches the others.
PROCESSES = ("postgres", "s3", "sqs", "bedrock", "api", "worker-1", "supervisor")
# Fewer frames are looked at than by default: what is measured is not the detector.
_EXTRA_ENVIRONMENT = {"ANALYSIS_FPS": "1", "PYTHONUNBUFFERED": "1"}


class ProductProcess:
    """`python -m devstack run` on a state folder of its own, without the tour."""

    def __init__(self, folder: Path, port: int) -> None:
        self.state = State(folder)
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder.with_suffix(".log")
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to start; who asks it finds out when it answers."""
        self.state.folder.mkdir(mode=0o711, exist_ok=True)
        self.state.write("tour.json", {"version": 1})
        # For whoever makes tokens before it has begun.
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
        """The process of this name that lives now; None while there is none."""
        if name == "supervisor":
            return None if self._process is None or self._process.poll() is not None else self._process.pid
        entry = (self.state.read("processes.json") or {}).get(name)
        return int(entry[0]) if entry and orphans.read_start_mark(int(entry[0])) == entry[1] else None

    async def kill(self, name: str) -> int:
        """kill -9; the id of what was killed. The supervisor, which only a person starts again, is started here."""
        while (pid := self.find_pid(name)) is None:  # noqa: ASYNC110  (it happens elsewhere)
            await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        if name == "supervisor":
            assert self._process is not None
            await asyncio.to_thread(self._process.wait)
            self.start()
        return pid

    def list_missing(self) -> list[str]:
        """The names of which no process lives."""
        return [name for name in PROCESSES if self.find_pid(name) is None]

    async def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)
        await asyncio.to_thread(self._process.wait)
