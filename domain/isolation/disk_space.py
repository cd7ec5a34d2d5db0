"""Room on the disk: looked for before a file is fetched or made, not when it is half there."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import DiskFull

# What stays free for the rest of the machine: logs, the database where it is on the same disk.
RESERVE_BYTES = 512 << 20
_LARGEST_RESULT = 16 << 30
_MIB = 1 << 20


class Disk:
    """The disk of a folder, shared by the files that this process fetches at the same time."""

    def __init__(self, folder: Path, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._folder = folder
        self._reserve = reserve_bytes
        self._promised = 0

    @contextmanager
    def room_for(self, size_bytes: int) -> Iterator[None]:
        """Promise room for a file to the block inside. Raises DiskFull, also where the disk fills up meanwhile."""
        needed, free = size_bytes + self._reserve, shutil.disk_usage(self._folder).free - self._promised
        if free < needed:
            raise DiskFull(needed_mib=-(-needed // _MIB), free_mib=max(0, free) // _MIB)
        self._promised += size_bytes
        try:
            yield
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise _full(self._folder, size_bytes) from None
        finally:
            self._promised -= size_bytes


def most_to_write(folder: Path, reserve_bytes: int = RESERVE_BYTES) -> int:
    """Bytes that a file made in this folder may have. Raises DiskFull where there is no room for any."""
    free = shutil.disk_usage(folder).free - reserve_bytes
    if free <= 0:
        raise _full(folder, 0, reserve_bytes)
    return min(free, _LARGEST_RESULT)


def _full(folder: Path, size_bytes: int, reserve_bytes: int = RESERVE_BYTES) -> DiskFull:
    free = shutil.disk_usage(folder).free
    return DiskFull(needed_mib=-(-(size_bytes + reserve_bytes) // _MIB), free_mib=free // _MIB)
