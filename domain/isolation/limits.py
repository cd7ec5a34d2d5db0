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

from models.errors import DiskFull, Exhausting, UnusableMedia, WatchgraphError

MEMORY_BYTES = 3 << 30
_BELOW_THE_WORKER = 5
# A child that is past its memory says so by this: nothing else of ours ends with it.
_PAST_MEMORY = 77
_MIB = 1 << 20
_ends: Mapping[int, str] = {-signal.SIGXCPU: "cpu", _PAST_MEMORY: "memory", -signal.SIGKILL: "killed"}
_most_memory = MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class Bounds:
    """memory_bytes: of address space. cpu_seconds: of processor time, of all its threads. file_bytes: the largest file
    it may write. niceness: how far it steps back behind its parent; 0 where somebody waits for it.
    """

    memory_bytes: int = MEMORY_BYTES
    cpu_seconds: int = 3600
    niceness: int = _BELOW_THE_WORKER
    file_bytes: int = 0

    @property
    def watched(self) -> bool:
        """Whether this system leaves it to the child to stay within its memory."""
        return sys.platform == "darwin"

    def watch(self) -> None:
        """End this process where it is past its memory."""
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > self.memory_bytes:
            os._exit(_PAST_MEMORY)


def at_most(memory_bytes: int) -> None:
    """Let no child of this process take more memory than this; the door says so once."""
    global _most_memory
    _most_memory = memory_bytes


def within_the_most(bounds: Bounds) -> Bounds:
    return replace(bounds, memory_bytes=min(bounds.memory_bytes, _most_memory))


def keep_within(bounds: Bounds) -> None:
    """Hold this process to its bounds, for good."""
    os.nice(bounds.niceness)
    _limit(resource.RLIMIT_AS, bounds.memory_bytes)
    # First a signal of its own, by which it is told what happened; a child that takes it lightly is killed.
    _limit(resource.RLIMIT_CPU, bounds.cpu_seconds, bounds.cpu_seconds + 5)
    _limit(resource.RLIMIT_FSIZE, bounds.file_bytes)


def _limit(kind: int, wanted: int, hardly: int | None = None) -> None:
    _, most = resource.getrlimit(kind)
    both = [one if most == resource.RLIM_INFINITY else min(one, most) for one in (wanted, hardly or wanted)]
    try:
        resource.setrlimit(kind, (both[0], both[1]))
    except (ValueError, OSError):
        # macOS knows the limit of address space, and takes none that is in use: see Bounds.watch.
        if sys.platform != "darwin":
            raise


def past_memory(error: Exception, bounds: Bounds) -> WatchgraphError | None:
    """What an error of the child's function means where it was a bound, or the disk; None where it was neither."""
    number = getattr(error, "errno", None)
    # Libraries in C++ tell it in words of their own.
    if isinstance(error, MemoryError) or number == errno.ENOMEM or "bad_alloc" in str(error):
        return _memory(bounds)
    if number == errno.ENOSPC:
        return DiskFull()
    if number == errno.EFBIG:
        return UnusableMedia("RESULT_TOO_LARGE", largest_mib=bounds.file_bytes // _MIB)
    return None


def beyond(status: int, bounds: Bounds) -> WatchgraphError | None:
    """What the end of a child tells of its bounds; None where it ended otherwise."""
    end = _ends.get(status)
    if end == "cpu":
        return UnusableMedia("DECODING_TOO_SLOW", seconds=bounds.cpu_seconds)
    if end == "memory":
        return _memory(bounds)
    if end == "killed":
        # Mostly the system's doing, where memory runs out: of this child's, or another's.
        return Exhausting("DECODER_KILLED")
    return None


def _memory(bounds: Bounds) -> WatchgraphError:
    return Exhausting("OUT_OF_MEMORY", limit_mib=bounds.memory_bytes // _MIB)
