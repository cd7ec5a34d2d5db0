"""Describes why a process ended, or why its log is empty."""

import os
import signal
from pathlib import Path


def describe_exit(code: int | None) -> str:
    """An exit code in words. A negative code is the number of the signal that ended the process."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGKILL":
        return "killed by SIGKILL, as the system does when memory runs out"
    return f"ended by {name}"


def describe_silence(doing: str, pid: int | None) -> str:
    """Why a log is empty: what the process was doing; for one that runs (pid), also its CPU time and the load."""
    message = f"it wrote nothing, as it was still {doing}"
    if pid is None:
        return message
    seconds = read_processor_seconds(pid)
    if seconds is not None:
        message += f"; it has had {seconds:.1f} s of processor time"
    return f"{message}; the load of this machine is {os.getloadavg()[0]:.1f} on {os.cpu_count() or 1} processors"


def read_processor_seconds(pid: int) -> float | None:
    """CPU time of a process so far; None if the system does not say (only Linux does)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # The 14th and 15th: in user and in kernel mode, in clock ticks.
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
