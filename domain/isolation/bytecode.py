"""Compiles the modules that only isolated subprocesses import, such as SciPy, which comes with the tracker.

These subprocesses may write no files, not even Python's bytecode cache, so each would compile the modules again.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

from domain.isolation.confinement import build_environment

_TRACKER, _LAST_LIBRARY = "vision.people.track", "norfair"


def start_precompiling() -> "subprocess.Popen[bytes] | None":
    """Import the modules in a process that reads no footage and may write; None where they are compiled already.

    The caller has to end the process.
    """
    spec = importlib.util.find_spec(_LAST_LIBRARY)
    if sys.dont_write_bytecode or spec is None or spec.origin is None:
        return None
    if Path(importlib.util.cache_from_source(spec.origin)).exists():
        return None
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", f"import os; os.nice(10); import {_TRACKER}"],
        cwd="/",
        env=build_environment("/", network=False),
        stdin=subprocess.DEVNULL,
    )
