"""Processes that a start left behind, told from strangers that inherited their ids."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

# Id, birth, and the signal that asks it to end.
ProcessEntry: TypeAlias = tuple[int, str, int]
_LINUX_BOOT = Path("/proc/sys/kernel/random/boot_id")


def read_start_mark(pid: int) -> str | None:
    """What no other process with this id can have: the time it started. None when there is no such process."""
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
    """The command line of a process; empty when there is none."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    answer = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout


def find_processes_in(folder: Path) -> list[int]:
    """Processes whose working directory is this folder. Only Linux tells; elsewhere none."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder:
                found.append(int(link.parent.name))
        except OSError:
            # It ended meanwhile, or is another user's.
            continue
    return found


async def end_process(pid: int, stop_signal: signal.Signals, timeout: float = 5.0) -> None:
    """Ask a process that is not our child to stop; kill it when it does not within `patience` seconds."""
    born = read_start_mark(pid)
    for request, wait in ((stop_signal, timeout), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, request)
        except ProcessLookupError:
            return
        deadline = asyncio.get_running_loop().time() + wait
        while asyncio.get_running_loop().time() < deadline:
            if read_start_mark(pid) != born:
                return
            await asyncio.sleep(0.02)


class ProcessRegister:
    """The processes of one state folder, written down so that a later start can find those that outlived theirs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, ProcessEntry] = {}
        self._left: dict[str, ProcessEntry] = {}

    def add(self, name: str, pid: int, stop_signal: signal.Signals) -> None:
        born = read_start_mark(pid)
        if born is not None:
            self._known[name] = (pid, born, int(stop_signal))
            self._write()

    def remove(self, name: str) -> None:
        if self._known.pop(name, None) is not None:
            self._write()

    async def end_leftovers(self) -> list[str]:
        """Stop what an earlier start recorded and what still is the same process. Answers the names."""
        left = self.find_leftovers()
        await self.end(left)
        return list(left)

    def find_leftovers(self) -> dict[str, ProcessEntry]:
        """What an earlier start recorded and what still is the same process, by name. It stays recorded until `end`."""
        try:
            recorded = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        ours: dict[str, ProcessEntry] = {
            name: tuple(entry) for name, entry in recorded.items() if read_start_mark(entry[0]) == entry[1]
        }
        self._left = {f"{name} of an earlier start": entry for name, entry in ours.items()}
        return ours

    async def end(self, left: Mapping[str, ProcessEntry]) -> None:
        """Stop these leftovers."""
        await asyncio.gather(*(end_process(pid, signal.Signals(ask)) for pid, _, ask in left.values()))
        self._left = {}
        if self._known:
            self._write()
        else:
            self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self._known | self._left))
        fresh.replace(self._path)
