"""Compile what children import, once, before they come: they may write nothing, not even Python's own cache.

What only children import (SciPy comes with the tracker) would otherwise be compiled anew in each of them.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

from domain.isolation.confinement import build_environment

_TRACKER, _LAST_LIBRARY = "vision.people.track", "norfair"


def start_precompiling() -> "subprocess.Popen[bytes] | None":
    """Start to import them in a process that reads no footage, so that it may write; None where that was done before.

    The caller ends it when it ends itself.
    """
    found = importlib.util.find_spec(_LAST_LIBRARY)
    if sys.dont_write_bytecode or found is None or found.origin is None:
        return None
    if Path(importlib.util.cache_from_source(found.origin)).exists():
        return None
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", f"import os; os.nice(10); import {_TRACKER}"],
        cwd="/",
        env=build_environment("/", network=False),
        stdin=subprocess.DEVNULL,
    )
