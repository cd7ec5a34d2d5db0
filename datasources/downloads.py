"""The temporary folder for files that are being downloaded and processed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_download_folder() -> Iterator[Path]:
    """A folder for this process only. Also removes the folders of workers that were killed."""
    temp_folder = Path(tempfile.gettempdir())
    for leftover in temp_folder.glob("watchgraph-worker-*"):
        pid = leftover.name.split("-")[2]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"watchgraph-worker-{os.getpid()}-") as folder:
        yield Path(folder)


def _is_alive(pid: int) -> bool:
    """Whether a process with this id exists. Works without /proc."""
    try:
        os.kill(pid, 0)
    except (OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
