"""Run a function over footage in a process of its own.

Uploaded files are hostile input to decoders written in C: what they bring down must not be the worker. The child is
ended at once when its result is not wanted any more, and ends by itself when the worker does; its memory goes with it.
It has no secret, no network and no file but those it is given (see domain.isolation.confinement), and limits (domain.isolation.limits).
"""

import importlib
import json
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from domain.isolation.confinement import Sandbox, build_environment, enter_sandbox
from domain.isolation.file_proxy import ProxiedFile, ServedFile, serve_file
from domain.isolation.limits import (
    ResourceLimits,
    apply_limits,
    clamp_to_ceiling,
    error_from_exception,
    error_from_exit_status,
)
from domain.isolation.messages import MAX_MESSAGE_BYTES, UnsafeMessage, decode_message
from models.errors import TimedOut, WatchgraphError

__all__ = ["CallCancelled", "IsolatedProcess", "ResourceLimits", "Sandbox", "run_isolated"]

Result = TypeVar("Result")
_POLL_SECONDS = 0.1
_STALLED_SECONDS = 300.0
_EXIT_SECONDS = 10.0
_WORKING_FOLDER = "/"
# Ends of a child that footage brings about. Being killed is none of them: that is the system's doing.
CRASH_SIGNALS = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})


class IsolatedProcess:
    """A process for one call of apart, which may be started before it is known what to call. Holds no secret.

    modules: what it imports while it waits. room: what it may reach; nothing that changes, unless said.
    """

    def __init__(self, *modules: str, sandbox: Sandbox | None = None) -> None:
        self.is_called = False
        sandbox = sandbox or Sandbox()
        self.connection, theirs = multiprocessing.Pipe()
        self.file_connection, borrowing = multiprocessing.Pipe()
        with theirs, borrowing:
            descriptors = [theirs.fileno(), borrowing.fileno()]
            self._process = subprocess.Popen(  # noqa: S603
                # -P: nothing is imported from the folder that it stands in.
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "domain.isolation.subprocess",
                    *map(str, descriptors),
                    json.dumps(asdict(sandbox)),
                    *modules,
                ],
                cwd=_WORKING_FOLDER,
                env=build_environment(sandbox.writes or _WORKING_FOLDER, network=sandbox.network),
                stdin=subprocess.DEVNULL,
                pass_fds=descriptors,
            )

    @property
    def is_waiting(self) -> bool:
        """Whether it lives and nothing was called yet."""
        return not self.is_called and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for_exit(self) -> int:
        """How it ended, once it has said its last; one that does not end is killed."""
        try:
            return self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def kill(self) -> None:
        """End it at once, whatever it does; from any thread, also while another one waits for its result."""
        self._process.kill()
        self._process.wait()


class CallCancelled(Exception):
    """The result was not wanted any more."""


def run_isolated(
    function: Callable[..., Result],
    *args: Any,
    stopped: threading.Event,
    on_progress: Callable[..., object] | None = None,
    stalled_seconds: float = _STALLED_SECONDS,
    limits: ResourceLimits | None = None,
    child: IsolatedProcess | None = None,
    sandbox: Sandbox | None = None,
    proxied_file: ServedFile | None = None,
    **kwargs: Any,
) -> Result:
    """Call a module's function in a child process, and wait for its result; to be called in a thread.

    With on_progress, the function gets an on_progress of its own, whose arguments arrive at this one. Raises what the
    function raises (of models.errors; anything else as RuntimeError), TimedOut where it was silent for stalled_seconds,
    and Stopped soon after `stopped` is set. Where the child died, ANALYSIS_CRASHED, or what domain.isolation.limits says of a
    bound that it went past. room: what it may reach. child: one that waits already, in a room of its own; it is ended
    like any other. lent: a file that is read here for the child, which gets a LentFile as its first argument; closed.
    """
    limits = clamp_to_ceiling(limits or ResourceLimits())
    child = child or IsolatedProcess(sandbox=sandbox)
    child.is_called = True
    lender = (
        None
        if proxied_file is None
        else threading.Thread(target=serve_file, args=(child.file_connection, proxied_file), daemon=True)
    )
    try:
        # Before the function, whose module is imported when it is received.
        child.connection.send(limits)
        child.connection.send((function, args, kwargs, on_progress is not None, proxied_file is not None))
        if lender is not None:
            # It ends when the child is gone, after a read that may take its time: nobody waits for that.
            lender.start()
        result: Result = _await_result(child.connection, stopped, on_progress, stalled_seconds)
        return result
    except (EOFError, ConnectionError):
        raise error_from_exit_status(child.wait_for_exit(), limits) or _crash_error(child.wait_for_exit()) from None
    except UnsafeMessage as problem:
        raise WatchgraphError("ANALYSIS_CRASHED", cause=str(problem)) from None
    finally:
        child.connection.close()
        child.kill()
        if lender is None or lender.ident is None:
            child.file_connection.close()


def _await_result(
    connection: "multiprocessing.connection.Connection[Any, Any]",
    stopped: threading.Event,
    on_progress: Callable[..., object] | None,
    stalled_seconds: float,
) -> Any:
    heard = time.monotonic()
    while True:
        if stopped.is_set():
            raise CallCancelled
        if not connection.poll(_POLL_SECONDS):
            if time.monotonic() - heard > stalled_seconds:
                raise TimedOut(service="analysis")
            continue
        heard = time.monotonic()
        # Not recv: what a child says is data, however its decoder fared.
        said, value = decode_message(_receive_message(connection))
        if said == "progress" and on_progress is not None:
            on_progress(*value)
        elif said == "result":
            return value
        elif said == "refused":
            kind, code, values = value
            raise _rebuild_error(kind, code, values)
        elif said == "failed":
            raise RuntimeError(value)


def _receive_message(connection: "multiprocessing.connection.Connection[Any, Any]") -> bytes:
    try:
        return connection.recv_bytes(MAX_MESSAGE_BYTES)
    except ConnectionError:
        raise
    except OSError:
        raise UnsafeMessage("a message that is too long") from None


def _rebuild_error(kind: type[WatchgraphError], code: str, values: dict[str, Any]) -> WatchgraphError:
    if not issubclass(kind, WatchgraphError):
        raise UnsafeMessage(f"{kind} is no error of ours")
    return kind(code, **values)


def _crash_error(status: int) -> WatchgraphError:
    return WatchgraphError(
        "ANALYSIS_CRASHED", cause=signal.Signals(-status).name if status < 0 else f"exit code {status}"
    )


def _main(descriptor: int, file_descriptor: int, sandbox: Sandbox, modules: Sequence[str]) -> None:
    # Ctrl-C reaches the whole process group; the worker decides when its child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before anything that may make a thread, which would stay outside.
    enter_sandbox(sandbox)
    worker: multiprocessing.connection.Connection[Any, Any] = multiprocessing.connection.Connection(descriptor)
    with worker, multiprocessing.connection.Connection(file_descriptor) as lender:
        for module in modules:
            importlib.import_module(module)
        try:
            bounds: ResourceLimits = worker.recv()
            apply_limits(bounds)
            function, args, kwargs, tells, borrows = worker.recv()
        except (EOFError, ConnectionError):
            # Nothing was to be called after all.
            return
        threading.Thread(target=_exit_with_parent, args=(worker, bounds), daemon=True).start()
        if tells:
            kwargs["on_progress"] = lambda *told: worker.send(("progress", told))
        if borrows:
            args = (ProxiedFile(lender), *args)
        worker.send(_call(function, args, kwargs, bounds))


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
    """The worker says nothing more: hearing anything from it means that it is gone, however it died."""
    try:
        while not parent.poll(_POLL_SECONDS if limits.needs_memory_watch else None):
            limits.enforce_memory()
        parent.recv()
    except (EOFError, OSError):
        os._exit(1)


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]), Sandbox(**json.loads(sys.argv[3])), sys.argv[4:])
