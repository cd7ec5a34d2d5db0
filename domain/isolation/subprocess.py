"""Runs a function over footage in an isolated subprocess.

Uploaded files are hostile input to decoders written in C; a crash of a decoder must not end the worker. The subprocess
("child") ends as soon as its result is not needed any more, and when its parent ends. It has no secret, no network, no
files but the given ones (domain.isolation.confinement), and limited resources (domain.isolation.limits).
"""

import json
import multiprocessing.connection
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from domain.isolation.confinement import Sandbox, build_environment
from domain.isolation.file_proxy import ProxiedFile, ServedFile, serve_file
from domain.isolation.limits import ResourceLimits, clamp_to_ceiling, error_from_exit_status
from domain.isolation.messages import MAX_MESSAGE_BYTES, UnsafeMessage, decode_message
from models.errors import TimedOut, WatchgraphError

__all__ = [
    "CallCancelled",
    "IsolatedProcess",
    "IsolationOptions",
    "ResourceLimits",
    "Sandbox",
    "run_isolated",
    "run_isolated_on_file",
]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
_POLL_SECONDS = 0.1
_STALLED_SECONDS = 300.0
_EXIT_SECONDS = 10.0
_WORKING_FOLDER = "/"
_DEFAULT_LIMITS = ResourceLimits()
# Signals that end a child because of the footage. SIGKILL is not among them: the system sends it.
CRASH_SIGNALS = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})


class IsolatedProcess:
    """A subprocess for one call, which may be started before the call is known. It holds no secret.

    modules: imported while it waits. sandbox: what it may reach; nothing but code by default.
    """

    def __init__(self, *modules: str, sandbox: Sandbox | None = None) -> None:
        self.is_called = False
        sandbox = sandbox or Sandbox()
        self.connection, child_end = multiprocessing.Pipe()
        self.file_connection, child_file_end = multiprocessing.Pipe()
        with child_end, child_file_end:
            descriptors = [child_end.fileno(), child_file_end.fileno()]
            arguments = [*map(str, descriptors), json.dumps(asdict(sandbox)), *modules]
            self._process = subprocess.Popen(  # noqa: S603
                # -P: nothing is imported from the working folder.
                [sys.executable, "-P", "-m", "domain.isolation.child", *arguments],
                cwd=_WORKING_FOLDER,
                env=build_environment(sandbox.writes or _WORKING_FOLDER, network=sandbox.network),
                stdin=subprocess.DEVNULL,
                pass_fds=descriptors,
            )

    @property
    def is_waiting(self) -> bool:
        """Whether it is alive and not called yet."""
        return not self.is_called and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for_exit(self) -> int:
        """The exit status, once it has closed its connection; a process that does not exit is killed."""
        try:
            return self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def kill(self) -> None:
        """End it at once; from any thread, also while another one waits for its result."""
        self._process.kill()
        self._process.wait()


class CallCancelled(Exception):
    """The result is not needed any more."""


@dataclass(frozen=True, slots=True)
class IsolationOptions:
    """How a function is run in a child.

    stopped: once it is set, the call ends soon with CallCancelled. limits: within those of the process. sandbox: what
    the child may reach. child: a process that waits already, in a sandbox of its own; it is ended like any other.
    stalled_seconds: how long the child may be silent.
    """

    stopped: threading.Event
    limits: ResourceLimits = _DEFAULT_LIMITS
    sandbox: Sandbox | None = None
    child: IsolatedProcess | None = None
    stalled_seconds: float = _STALLED_SECONDS


def run_isolated(
    options: IsolationOptions,
    function: Callable[Parameters, Result],
    /,
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Result:
    """Call a module's function in a child process, and return its result. Call this in a thread.

    A keyword on_progress stays in this process, and is called with the arguments that the function passes to its
    on_progress. Raises what the function raises (of models.errors; anything else as RuntimeError), TimedOut where the
    child is silent for stalled_seconds, and CallCancelled soon after `stopped` is set. Where the child dies, raises
    ANALYSIS_CRASHED, or what domain.isolation.limits says of a limit that it exceeded.
    """
    result: Result = _run(options, None, function, args, kwargs)
    return result


def run_isolated_on_file(
    options: IsolationOptions,
    file: ServedFile,
    function: Callable[Concatenate[ProxiedFile, Parameters], Result],
    /,
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Result:
    """The same for a function whose first argument is a file: this process reads it for the child, and closes it."""
    result: Result = _run(options, file, function, args, kwargs)
    return result


def _run(
    options: IsolationOptions,
    file: ServedFile | None,
    function: Callable[..., Any],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> Any:
    limits = clamp_to_ceiling(options.limits)
    child = options.child or IsolatedProcess(sandbox=options.sandbox)
    child.is_called = True
    file_thread = (
        None if file is None else threading.Thread(target=serve_file, args=(child.file_connection, file), daemon=True)
    )
    child_kwargs = dict(kwargs)
    on_progress = child_kwargs.pop("on_progress", None)
    try:
        # Limits come first: receiving the function imports its module.
        child.connection.send(limits)
        child.connection.send((function, args, child_kwargs, on_progress is not None, file is not None))
        if file_thread is not None:
            # It ends with the child, after a read that may take long: nobody joins it.
            file_thread.start()
        return _await_result(child.connection, options, on_progress)
    except (EOFError, ConnectionError):
        raise error_from_exit_status(child.wait_for_exit(), limits) or _crash_error(child.wait_for_exit()) from None
    except UnsafeMessage as problem:
        raise WatchgraphError("ANALYSIS_CRASHED", cause=str(problem)) from None
    finally:
        child.connection.close()
        child.kill()
        if file_thread is None or file_thread.ident is None:
            child.file_connection.close()


def _await_result(
    connection: "multiprocessing.connection.Connection[Any, Any]", options: IsolationOptions, on_progress: Any
) -> Any:
    last_message_at = time.monotonic()
    while True:
        if options.stopped.is_set():
            raise CallCancelled
        if not connection.poll(_POLL_SECONDS):
            if time.monotonic() - last_message_at > options.stalled_seconds:
                raise TimedOut(service="analysis")
            continue
        last_message_at = time.monotonic()
        # Not connection.recv, which unpickles anything: a child that was taken over may send anything.
        kind, value = decode_message(_receive_message(connection))
        if kind == "progress" and on_progress is not None:
            on_progress(*value)
        elif kind == "result":
            return value
        elif kind == "refused":
            error_type, code, values = value
            raise _rebuild_error(error_type, code, values)
        elif kind == "failed":
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
