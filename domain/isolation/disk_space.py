"""Free disk space: checked before a file is downloaded or written."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import DiskFull

# Space that stays free for the rest of the machine, such as logs, or a database on the same disk.
HEADROOM_BYTES = 512 << 20
_MAX_RESULT_BYTES = 16 << 30
_MIB = 1 << 20


class Disk:
    """The disk of a folder, shared by the concurrent downloads of this process."""

    def __init__(self, folder: Path, headroom_bytes: int = HEADROOM_BYTES) -> None:
        self._folder = folder
        self._headroom = headroom_bytes
        self._reserved = 0

    @contextmanager
    def reserve(self, size_bytes: int) -> Iterator[None]:
        """Reserve space for a file within the block. Raises DiskFull, also where the disk fills up meanwhile."""
        needed, free = size_bytes + self._headroom, shutil.disk_usage(self._folder).free - self._reserved
        if free < needed:
            raise DiskFull(needed_mib=-(-needed // _MIB), free_mib=max(0, free) // _MIB)
        self._reserved += size_bytes
        try:
            yield
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise _disk_full(self._folder, size_bytes) from None
        finally:
            self._reserved -= size_bytes


def max_writable_bytes(folder: Path, headroom_bytes: int = HEADROOM_BYTES) -> int:
    """The largest size in bytes of a new file in this folder. Raises DiskFull where no space is left."""
    free = shutil.disk_usage(folder).free - headroom_bytes
    if free <= 0:
        raise _disk_full(folder, 0, headroom_bytes)
    return min(free, _MAX_RESULT_BYTES)


def _disk_full(folder: Path, size_bytes: int, headroom_bytes: int = HEADROOM_BYTES) -> DiskFull:
    free = shutil.disk_usage(folder).free
    return DiskFull(needed_mib=-(-(size_bytes + headroom_bytes) // _MIB), free_mib=free // _MIB)
