"""What a child may take of the machine, and what is said of a file that would take more.

All children of a process stay within `at_most`, which its door sets once. A limit of the address space bounds the
memory: whatever is in memory is in it. Systems that do not enforce it (macOS) are watched by the child itself.
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
# A child that is past its memory says so by this: nothing else of ours ends with it.
_OUT_OF_MEMORY_STATUS = 77
_MIB = 1 << 20
_EXIT_CAUSES: Mapping[int, str] = {-signal.SIGXCPU: "cpu", _OUT_OF_MEMORY_STATUS: "memory", -signal.SIGKILL: "killed"}
_memory_ceiling = DEFAULT_MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """memory_bytes: of address space. cpu_seconds: of processor time, of all its threads. file_bytes: the largest file
    it may write. niceness: how far it steps back behind its parent; 0 where somebody waits for it.
    """

    memory_bytes: int = DEFAULT_MEMORY_BYTES
    cpu_seconds: int = 3600
    niceness: int = _DEFAULT_NICENESS
    file_bytes: int = 0

    @property
    def needs_memory_watch(self) -> bool:
        """Whether this system leaves it to the child to stay within its memory."""
        return sys.platform == "darwin"

    def enforce_memory(self) -> None:
        """End this process where it is past its memory."""
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > self.memory_bytes:
            os._exit(_OUT_OF_MEMORY_STATUS)


def set_memory_ceiling(memory_bytes: int) -> None:
    """Let no child of this process take more memory than this; the door says so once."""
    global _memory_ceiling
    _memory_ceiling = memory_bytes


def clamp_to_ceiling(limits: ResourceLimits) -> ResourceLimits:
    return replace(limits, memory_bytes=min(limits.memory_bytes, _memory_ceiling))


def apply_limits(limits: ResourceLimits) -> None:
    """Hold this process to its bounds, for good."""
    os.nice(limits.niceness)
    _set_rlimit(resource.RLIMIT_AS, limits.memory_bytes)
    # First a signal of its own, by which it is told what happened; a child that takes it lightly is killed.
    _set_rlimit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 5)
    _set_rlimit(resource.RLIMIT_FSIZE, limits.file_bytes)


def _set_rlimit(kind: int, soft: int, hard: int | None = None) -> None:
    _, most = resource.getrlimit(kind)
    both = [one if most == resource.RLIM_INFINITY else min(one, most) for one in (soft, hard or soft)]
    try:
        resource.setrlimit(kind, (both[0], both[1]))
    except (ValueError, OSError):
        # macOS knows the limit of address space, and takes none that is in use: see Bounds.watch.
        if sys.platform != "darwin":
            raise


def error_from_exception(error: Exception, limits: ResourceLimits) -> WatchgraphError | None:
    """What an error of the child's function means where it was a bound, or the disk; None where it was neither."""
    number = getattr(error, "errno", None)
    # Libraries in C++ tell it in words of their own.
    if isinstance(error, MemoryError) or number == errno.ENOMEM or "bad_alloc" in str(error):
        return _out_of_memory(limits)
    if number == errno.ENOSPC:
        return DiskFull()
    if number == errno.EFBIG:
        return UnusableMedia("RESULT_TOO_LARGE", largest_mib=limits.file_bytes // _MIB)
    return None


def error_from_exit_status(status: int, limits: ResourceLimits) -> WatchgraphError | None:
    """What the end of a child tells of its bounds; None where it ended otherwise."""
    end = _EXIT_CAUSES.get(status)
    if end == "cpu":
        return UnusableMedia("DECODING_TOO_SLOW", seconds=limits.cpu_seconds)
    if end == "memory":
        return _out_of_memory(limits)
    if end == "killed":
        # Mostly the system's doing, where memory runs out: of this child's, or another's.
        return ResourceExhausted("DECODER_KILLED")
    return None


def _out_of_memory(limits: ResourceLimits) -> WatchgraphError:
    return ResourceExhausted("OUT_OF_MEMORY", limit_mib=limits.memory_bytes // _MIB)
