"""A child process that dies with this one and writes to a log file."""

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
# A busy machine needs minutes to import what an idle one imports in seconds. While the program runs, only a person can
# tell slow from stuck; this limit is for runs that nobody watches.
READY_TIMEOUT_SECONDS = 600.0
# Probe often at first, because most programs answer soon; then rarely, to leave a busy machine its CPU.
_SHORTEST_POLL, _LONGEST_POLL = 0.02, 0.5
_REPORT_SECONDS = 1.0
_MAX_MESSAGE_LENGTH = 60


class ChildProcess:
    """A running child process. `name` appears in messages; the log is `<state>/logs/<name>.log`."""

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
        # Shown as what it does until it writes its first line.
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
        """Start `command` (an absolute path and arguments) in `folder`, as `account` if one is given.

        stop_signal ends it cleanly. memory: bytes of private memory for each of its processes, on Linux; -1 for no
        limit. input_later: `write_input` will send its standard input; otherwise it has none. The child has a session
        of its own, so that Ctrl-C reaches only this process, which then stops its children in order. Call this from
        the main thread: the kernel ties the child to the thread that made it.
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
        """None while it runs; negative if a signal ended it."""
        return self._process.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to it."""
        self._process.send_signal(number)

    async def write_input(self, content: bytes) -> None:
        """Write its whole standard input. Raises nothing if it has ended: the waiting methods report that."""
        assert self._process.stdin is not None
        with suppress(ConnectionError):
            self._process.stdin.write(content)
            await self._process.stdin.drain()
            self._process.stdin.close()
            await self._process.stdin.wait_closed()

    async def wait(self) -> int:
        """Wait until it ends. Returns the exit code."""
        return await self._process.wait()

    async def wait_until_ready(
        self,
        probe: Callable[[], Awaitable[bool | str]],
        waits: PendingStarts | None = None,
        *,
        port: int | None = None,
        timeout_seconds: float = READY_TIMEOUT_SECONDS,
    ) -> None:
        """Wait until `probe` returns True. `waits` shows meanwhile what the process does.

        probe: True, or False, or in words what the process answered instead. port: where it will listen, if anywhere.
        Raises StackProblem, with the last line of the log, if the process ends or is not ready in timeout_seconds.
        """
        waits = waits or PendingStarts()
        began = reported = waits.clock()
        with waits.wait_for(self.name) as set_activity:
            while self.running:
                answer = await probe()
                if answer is True:
                    return
                now = waits.clock()
                if now - reported >= _REPORT_SECONDS:
                    reported = now
                    set_activity(answer or await self._describe_activity(port))
                if now - began > timeout_seconds:
                    raise StackProblem(
                        f"{display_name(self.name)} runs, and has not answered for {timeout_seconds / 60:.0f} minutes: "
                        f"{answer or self.describe_last_output()} (log: {self.log})"
                    )
                await asyncio.sleep(min(_LONGEST_POLL, max(_SHORTEST_POLL, (now - began) / 20)))
        raise StackProblem(
            f"{display_name(self.name)} ended before it was ready ({describe_exit(self.exit_code)}): "
            f"{self.describe_last_output()} (log: {self.log})"
        )

    async def _describe_activity(self, port: int | None) -> str:
        """What it seems to do, in a few words."""
        if port is not None and await listens(port):
            return "listening, not ready yet"
        line = self._read_last_line()
        return f"“{line[:_MAX_MESSAGE_LENGTH]}”" if line else self._initial_activity

    async def stop(self, timeout_seconds: float = 10.0) -> None:
        """Ask it to end, kill it after timeout_seconds, and wait until it is gone."""
        if self.running:
            self._process.send_signal(self._stop_signal)
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._register.remove(self.name)

    def read_tail(self, lines: int = 12) -> list[str]:
        """The last lines of its log."""
        return self.log.read_text(errors="replace").splitlines()[-lines:]

    def describe_last_output(self) -> str:
        """The last line of its log that is not blank; for an empty log, what is known instead."""
        return self._read_last_line() or describe_silence(self._initial_activity, self.pid if self.running else None)

    def _read_last_line(self) -> str:
        return next((line.strip() for line in reversed(self.read_tail()) if line.strip()), "")
