"""Finds and ends processes that an earlier start left behind.

A start mark tells them from strangers that got the same id later.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

# Process id, start mark, and the signal that ends it cleanly.
ProcessEntry: TypeAlias = tuple[int, str, int]
_LINUX_BOOT = Path("/proc/sys/kernel/random/boot_id")


def read_start_mark(pid: int) -> str | None:
    """The start time of a process, which no other process with this id has. None if there is no such process."""
    if sys.platform == "linux":
        try:
            # The second field is the command in parentheses and may hold spaces; the 22nd is the start in clock ticks.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        if fields[0] in "ZX":
            return None
        return f"{_LINUX_BOOT.read_text().strip()}:{fields[19]}"
    answer = subprocess.run(["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def read_command_line(pid: int) -> str:
    """The command line of a process; empty if there is no such process."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    answer = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout


def find_processes_in(folder: Path) -> list[int]:
    """Ids of the processes whose working directory is this folder. Works on Linux only; elsewhere the list is empty."""
    pids = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder:
                pids.append(int(link.parent.name))
        except OSError:
            # It ended meanwhile, or belongs to another user.
            continue
    return pids


async def end_process(pid: int, stop_signal: signal.Signals, timeout_seconds: float = 5.0) -> None:
    """Ask a process that is not our child to stop; kill it if it still runs after timeout_seconds."""
    mark = read_start_mark(pid)
    for number, wait_seconds in ((stop_signal, timeout_seconds), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = asyncio.get_running_loop().time() + wait_seconds
        while asyncio.get_running_loop().time() < deadline:
            if read_start_mark(pid) != mark:
                return
            await asyncio.sleep(0.02)


class ProcessRegister:
    """Records the processes of one state folder, so that a later start can find those that still run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, ProcessEntry] = {}
        self._left: dict[str, ProcessEntry] = {}

    def add(self, name: str, pid: int, stop_signal: signal.Signals) -> None:
        mark = read_start_mark(pid)
        if mark is not None:
            self._known[name] = (pid, mark, int(stop_signal))
            self._write()

    def remove(self, name: str) -> None:
        if self._known.pop(name, None) is not None:
            self._write()

    async def end_leftovers(self) -> list[str]:
        """Stop the leftovers of an earlier start. Returns their names."""
        leftovers = self.find_leftovers()
        await self.end(leftovers)
        return list(leftovers)

    def find_leftovers(self) -> dict[str, ProcessEntry]:
        """The recorded processes of an earlier start that still run, by name. They stay recorded until `end`."""
        try:
            recorded = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        leftovers: dict[str, ProcessEntry] = {
            name: tuple(entry) for name, entry in recorded.items() if read_start_mark(entry[0]) == entry[1]
        }
        self._left = {f"{name} of an earlier start": entry for name, entry in leftovers.items()}
        return leftovers

    async def end(self, leftovers: Mapping[str, ProcessEntry]) -> None:
        """Stop these leftovers."""
        await asyncio.gather(*(end_process(pid, signal.Signals(number)) for pid, _, number in leftovers.values()))
        self._left = {}
        if self._known:
            self._write()
        else:
            self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self._known | self._left))
        fresh.replace(self._path)
