"""What is known of a process that ended, or of one that says nothing."""

import os
import signal
from pathlib import Path


def describe_exit(code: int | None) -> str:
    """An exit code in words. A negative one is the number of the signal that ended the process."""
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
    """Why a log is empty: what the process was at; for one that lives (pid), its processor time and the load."""
    told = f"it wrote nothing, as it was still {doing}"
    if pid is None:
        return told
    seconds = read_processor_seconds(pid)
    if seconds is not None:
        told += f"; it has had {seconds:.1f} s of processor time"
    return f"{told}; the load of this machine is {os.getloadavg()[0]:.1f} on {os.cpu_count() or 1} processors"


def read_processor_seconds(pid: int) -> float | None:
    """Processor time that a process took so far; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # The 14th and 15th: in user and in kernel mode, in clock ticks.
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
