"""What takes long to make, made once for a whole test run, however many pytest-xdist workers it has."""

import fcntl
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def find_run_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder of this run alone, which all of its workers have."""
    base = factory.getbasetemp()
    # Under xdist each worker's folder lies in one that they share.
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def make_once(folder: Path, name: str, make: Callable[[], Made]) -> Made:
    """What `make` returns, kept in the folder. The first caller makes it; workers that ask meanwhile wait for it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.pickle"
    with suppress(FileNotFoundError):
        return _load(path, make)
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            fresh = folder / f"{name}.new"
            fresh.write_bytes(pickle.dumps(make()))
            fresh.replace(path)
    return _load(path, make)


def _load(path: Path, _kind: Callable[[], Made]) -> Made:
    made: Made = pickle.loads(path.read_bytes())
    return made
