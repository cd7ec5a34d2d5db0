"""Where downloads stand while they are worked at."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_download_folder() -> Iterator[Path]:
    """A folder of this process's own; those of workers that were killed are removed on the way."""
    above = Path(tempfile.gettempdir())
    for left in above.glob("watchgraph-worker-*"):
        pid = left.name.split("-")[2]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"watchgraph-worker-{os.getpid()}-") as folder:
        yield Path(folder)


def _is_alive(pid: int) -> bool:
    """Whether there is a process of this number, on systems without /proc too."""
    try:
        os.kill(pid, 0)
    except (OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
