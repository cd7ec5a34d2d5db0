"""Resource limits of a subprocess, and the errors for a file that exceeds them.

The entry point of a process sets a memory ceiling for all its subprocesses once. Memory is limited by the size of the
address space. Where the system does not enforce that (macOS), the subprocess checks its own memory.
"""

import errno
import os
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.errors import DiskFull, ResourceExhausted, UnusableMedia, WatchgraphError

DEFAULT_MEMORY_BYTES = 3 << 30
_DEFAULT_NICENESS = 5
# The exit status of a child that exceeded its memory; nothing else of ours exits with it.
_OUT_OF_MEMORY_STATUS = 77
_MIB = 1 << 20
_EXIT_CAUSES: Mapping[int, str] = {-signal.SIGXCPU: "cpu", _OUT_OF_MEMORY_STATUS: "memory", -signal.SIGKILL: "killed"}
_memory_ceiling = DEFAULT_MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """memory_bytes: of address space. cpu_seconds: processor time of all threads. file_bytes: the largest file that it
    may write. niceness: added to the parent's; 0 where a user waits.
    """

    memory_bytes: int = DEFAULT_MEMORY_BYTES
    cpu_seconds: int = 3600
    niceness: int = _DEFAULT_NICENESS
    file_bytes: int = 0

    @property
    def needs_memory_watch(self) -> bool:
        """Whether the child has to check its memory, as the system does not."""
        return sys.platform == "darwin"

    def enforce_memory(self) -> None:
        """Exit where this process exceeds its memory."""
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > self.memory_bytes:
            os._exit(_OUT_OF_MEMORY_STATUS)


def set_memory_ceiling(memory_bytes: int) -> None:
    """Limit the memory of every subprocess; an entry point calls this once."""
    global _memory_ceiling
    _memory_ceiling = memory_bytes


def clamp_to_ceiling(limits: ResourceLimits) -> ResourceLimits:
    return replace(limits, memory_bytes=min(limits.memory_bytes, _memory_ceiling))


def apply_limits(limits: ResourceLimits) -> None:
    """Apply the limits to this process, irrevocably."""
    os.nice(limits.niceness)
    _set_rlimit(resource.RLIMIT_AS, limits.memory_bytes)
    # SIGXCPU first, by which the parent recognizes the cause; five seconds later SIGKILL.
    _set_rlimit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 5)
    _set_rlimit(resource.RLIMIT_FSIZE, limits.file_bytes)


def _set_rlimit(kind: int, soft: int, hard: int | None = None) -> None:
    _, most = resource.getrlimit(kind)
    limits = [value if most == resource.RLIM_INFINITY else min(value, most) for value in (soft, hard or soft)]
    try:
        resource.setrlimit(kind, (limits[0], limits[1]))
    except (ValueError, OSError):
        # macOS has the limit of address space but refuses to set it: see ResourceLimits.needs_memory_watch.
        if sys.platform != "darwin":
            raise


def error_from_exception(error: Exception, limits: ResourceLimits) -> WatchgraphError | None:
    """The error to raise where a limit or a full disk caused this one; None for other causes."""
    number = getattr(error, "errno", None)
    # C++ libraries report std::bad_alloc in a message.
    if isinstance(error, MemoryError) or number == errno.ENOMEM or "bad_alloc" in str(error):
        return _out_of_memory(limits)
    if number == errno.ENOSPC:
        return DiskFull()
    if number == errno.EFBIG:
        return UnusableMedia("RESULT_TOO_LARGE", largest_mib=limits.file_bytes // _MIB)
    return None


def error_from_exit_status(status: int, limits: ResourceLimits) -> WatchgraphError | None:
    """The error for an exit status that a limit caused; None for other statuses."""
    end = _EXIT_CAUSES.get(status)
    if end == "cpu":
        return UnusableMedia("DECODING_TOO_SLOW", seconds=limits.cpu_seconds)
    if end == "memory":
        return _out_of_memory(limits)
    if end == "killed":
        # Usually the kernel's out-of-memory killer; the memory may have been used by another process.
        return ResourceExhausted("DECODER_KILLED")
    return None


def _out_of_memory(limits: ResourceLimits) -> WatchgraphError:
    return ResourceExhausted("OUT_OF_MEMORY", limit_mib=limits.memory_bytes // _MIB)
