"""Child processes: tethered to this one, their output in log files."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from devstack.accounts import Account
from devstack.orphans import Register
from devstack.problem import StackProblem
from devstack.state import State

TETHER = str(Path(__file__).with_name("tether.py"))
_POLL_SECONDS = 0.02


class Child:
    """A running child process. `name` is what people read about it; its log is `<state>/logs/<name>.log`."""

    def __init__(self, name: str, process: Process, log: Path, ask: signal.Signals, register: Register) -> None:
        self.name = name
        self.log = log
        self._process = process
        self._ask = ask
        self._register = register

    @classmethod
    async def start(
        cls,
        name: str,
        command: Sequence[str],
        *,
        state: State,
        register: Register,
        environment: Mapping[str, str],
        folder: Path,
        account: Account | None = None,
        ask: signal.Signals = signal.SIGTERM,
    ) -> "Child":
        """Start `command` (an absolute path and arguments) in `folder`, as `account` when one is given.

        `ask` is the signal that ends it cleanly. The child has a session of its own, so that Ctrl-C reaches only us
        and we decide the order. Call this from the main thread: the kernel ties the child to the thread that made it.
        """
        log = state.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        uid, gid = (account.uid, account.gid) if account else (-1, -1)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", TETHER, str(os.getpid()), str(int(ask)), str(uid), str(gid)),
                *command,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env=dict(environment),
                start_new_session=True,
            )
        register.add(name, process.pid, ask)
        return cls(name, process, log, ask, register)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.returncode

    async def ended(self) -> int:
        """Wait for the end. Answers the exit code."""
        return await self._process.wait()

    async def ready(self, answers: Callable[[], Awaitable[bool]], patience: float = 30.0) -> None:
        """Wait until `answers` says that the process serves. Raises StackProblem when it ends or stays silent."""
        deadline = asyncio.get_running_loop().time() + patience
        while self.running:
            if await answers():
                return
            if asyncio.get_running_loop().time() > deadline:
                raise StackProblem(f"{self.name} did not answer within {patience:.0f} s. Its log is {self.log}.")
            await asyncio.sleep(_POLL_SECONDS)
        raise StackProblem(
            f"{self.name} ended at once (exit code {self.exit_code}): {self.last_words()} (log: {self.log})"
        )

    async def stop(self, patience: float = 10.0) -> None:
        """Ask it to end, kill it after `patience` seconds, and wait until it is gone."""
        if self.running:
            self._process.send_signal(self._ask)
            try:
                async with asyncio.timeout(patience):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._register.remove(self.name)

    def tail(self, lines: int = 12) -> list[str]:
        """The last lines of its log."""
        return self.log.read_text(errors="replace").splitlines()[-lines:]

    def last_words(self) -> str:
        """The last line of its log that says anything."""
        return next((line.strip() for line in reversed(self.tail()) if line.strip()), "it wrote nothing")
