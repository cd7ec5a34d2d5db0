"""The child's side of an isolated call: `python -m domain.isolation.child`, started by domain.isolation.subprocess
alone.

It receives limits, then a function with its arguments. It sends ("progress", arguments) any number of times, and one of
("result", value), ("refused", error) and ("failed", traceback).
"""

import importlib
import json
import multiprocessing.connection
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from domain.isolation.confinement import Sandbox, enter_sandbox
from domain.isolation.file_proxy import ProxiedFile
from domain.isolation.limits import ResourceLimits, apply_limits, error_from_exception
from models.errors import WatchgraphError

# How often a child checks its memory where the system does not (macOS).
_POLL_SECONDS = 0.1


def main(descriptor: int, file_descriptor: int, sandbox: Sandbox, modules: Sequence[str]) -> None:
    """Wait for one call, run it, send its result. modules: imported while it waits."""
    # Ctrl-C reaches the whole process group; the parent decides when its child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # First of all: a thread made before would stay outside the sandbox.
    enter_sandbox(sandbox)
    parent: multiprocessing.connection.Connection[Any, Any] = multiprocessing.connection.Connection(descriptor)
    with parent, multiprocessing.connection.Connection(file_descriptor) as file_connection:
        for module in modules:
            importlib.import_module(module)
        try:
            limits: ResourceLimits = parent.recv()
            apply_limits(limits)
            function, args, kwargs, reports_progress, reads_file = parent.recv()
        except (EOFError, ConnectionError):
            # The parent closed the connection without a call.
            return
        threading.Thread(target=_exit_with_parent, args=(parent, limits), daemon=True).start()
        if reports_progress:
            kwargs["on_progress"] = lambda *values: parent.send(("progress", values))
        if reads_file:
            args = (ProxiedFile(file_connection), *args)
        parent.send(_call(function, args, kwargs, limits))


def _call(
    function: Callable[..., object], args: Sequence[Any], kwargs: dict[str, Any], limits: ResourceLimits
) -> tuple[str, object]:
    try:
        return "result", function(*args, **kwargs)
    except WatchgraphError as error:
        return _encode_error(error)
    except Exception as error:
        reason = error_from_exception(error, limits)
        return ("failed", traceback.format_exc()) if reason is None else _encode_error(reason)


def _encode_error(error: WatchgraphError) -> tuple[str, object]:
    return "refused", (type(error), error.code, dict(error.values))


def _exit_with_parent(parent: "multiprocessing.connection.Connection[Any, Any]", limits: ResourceLimits) -> None:
    """End this process with its parent. The parent sends nothing after the call, so any event here is its end."""
    try:
        while not parent.poll(_POLL_SECONDS if limits.needs_memory_watch else None):
            limits.enforce_memory()
        parent.recv()
    except (EOFError, OSError):
        os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Sandbox(**json.loads(sys.argv[3])), sys.argv[4:])
