"""Child processes: tethered to this one, their output in log files."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from devstack.problem import StackProblem
from devstack.processes.accounts import Account
from devstack.processes.exit_report import describe_exit, describe_silence
from devstack.processes.http_probe import listens
from devstack.processes.orphans import ProcessRegister
from devstack.processes.waits import PendingStarts, display_name
from devstack.state import State

TETHER = str(Path(__file__).with_name("tether.py"))
# A busy machine needs minutes to import what an idle one imports in seconds. As long as the program lives, only a
# person can tell slow from stuck; this is for when nobody watches.
READY_TIMEOUT_SECONDS = 600.0
# Asked often at first, as most answer soon; a machine that is busy has better things to do than to be asked.
_SHORTEST_POLL, _LONGEST_POLL = 0.02, 0.5
_REPORT_SECONDS = 1.0
_MAX_MESSAGE_LENGTH = 60


class ChildProcess:
    """A running child process. `name` is what people read about it; its log is `<state>/logs/<name>.log`."""

    def __init__(
        self,
        name: str,
        process: Process,
        log: Path,
        stop_signal: signal.Signals,
        register: ProcessRegister,
        initial_activity: str = "loading",
    ) -> None:
        self.name = name
        self.log = log
        self._process = process
        self._stop_signal = stop_signal
        self._register = register
        # What it does until it says something.
        self._initial_activity = initial_activity

    @classmethod
    async def start(
        cls,
        name: str,
        command: Sequence[str],
        *,
        state: State,
        register: ProcessRegister,
        environment: Mapping[str, str],
        folder: Path,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        memory: int = -1,
        input_later: bool = False,
    ) -> "ChildProcess":
        """Start `command` (an absolute path and arguments) in `folder`, as `account` when one is given.

        memory: bytes that each of its processes may have of its own, on Linux; -1 for no limit. told_later: its
        standard input comes by `tell`; else there is none. `ask` is the signal that ends it cleanly. The child has a
        session of its own, so that Ctrl-C reaches only us and we decide the order. Call this from the main thread: the
        kernel ties the child to the thread that made it.
        """
        log = state.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        uid, gid = (account.uid, account.gid) if account else (-1, -1)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(
                    sys.executable,
                    "-I",
                    "-S",
                    TETHER,
                    str(os.getpid()),
                    str(int(stop_signal)),
                    str(uid),
                    str(gid),
                    str(memory),
                ),
                *command,
                stdin=PIPE if input_later else DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env=dict(environment),
                start_new_session=True,
            )
        register.add(name, process.pid, stop_signal)
        return cls(
            name, process, log, stop_signal, register, "importing" if command[0] == sys.executable else "loading"
        )

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

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to it."""
        self._process.send_signal(number)

    async def write_input(self, content: bytes) -> None:
        """Write its whole standard input. That it ended meanwhile, whoever waits for it finds out."""
        assert self._process.stdin is not None
        with suppress(ConnectionError):
            self._process.stdin.write(content)
            await self._process.stdin.drain()
            self._process.stdin.close()
            await self._process.stdin.wait_closed()

    async def wait(self) -> int:
        """Wait for the end. Answers the exit code."""
        return await self._process.wait()

    async def wait_until_ready(
        self,
        probe: Callable[[], Awaitable[bool | str]],
        waits: PendingStarts | None = None,
        *,
        port: int | None = None,
        timeout: float = READY_TIMEOUT_SECONDS,
    ) -> None:
        """Wait, as long as the process lives, until `answers` says that it serves. What it does is told to `waits`.

        answers: True, or False, or in words what it answered instead.
        port: where it will listen, if anywhere. Raises StackProblem, with its last words, when it ends; and when it
        lives and has not answered for `patience` seconds.
        """
        waits = waits or PendingStarts()
        began = looked = waits.clock()
        with waits.wait_for(self.name) as is_at:
            while self.running:
                answer = await probe()
                if answer is True:
                    return
                now = waits.clock()
                if now - looked >= _REPORT_SECONDS:
                    looked = now
                    is_at(answer or await self._describe_activity(port))
                if now - began > timeout:
                    raise StackProblem(
                        f"{display_name(self.name)} runs, and has not answered for {timeout / 60:.0f} minutes: "
                        f"{answer or self.describe_last_output()} (log: {self.log})"
                    )
                await asyncio.sleep(min(_LONGEST_POLL, max(_SHORTEST_POLL, (now - began) / 20)))
        raise StackProblem(
            f"{display_name(self.name)} ended before it was ready ({describe_exit(self.exit_code)}): {self.describe_last_output()} "
            f"(log: {self.log})"
        )

    async def _describe_activity(self, port: int | None) -> str:
        """What it seems to be at, in a few words."""
        if port is not None and await listens(port):
            return "listening, not ready yet"
        said = self._read_last_line()
        return f"“{said[:_MAX_MESSAGE_LENGTH]}”" if said else self._initial_activity

    async def stop(self, timeout: float = 10.0) -> None:
        """Ask it to end, kill it after `patience` seconds, and wait until it is gone."""
        if self.running:
            self._process.send_signal(self._stop_signal)
            try:
                async with asyncio.timeout(timeout):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._register.remove(self.name)

    def read_tail(self, lines: int = 12) -> list[str]:
        """The last lines of its log."""
        return self.log.read_text(errors="replace").splitlines()[-lines:]

    def describe_last_output(self) -> str:
        """The last line of its log that says anything; for an empty log, what is known instead."""
        return self._read_last_line() or describe_silence(self._initial_activity, self.pid if self.running else None)

    def _read_last_line(self) -> str:
        return next((line.strip() for line in reversed(self.read_tail()) if line.strip()), "")
