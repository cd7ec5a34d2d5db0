"""Run a function over footage in a process of its own.

Uploaded files are hostile input to decoders written in C: what they bring down must not be the worker. The child is
ended at once when its result is not wanted any more, and ends by itself when the worker does; its memory goes with it.
"""

import importlib
import multiprocessing.connection
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from models.errors import TimedOut, WatchgraphError

Result = TypeVar("Result")
_ROOT = Path(__file__).resolve().parent.parent
_POLL_SECONDS = 0.1
_STALLED_SECONDS = 300.0
_BELOW_THE_WORKER = 5
# Ends of a child that footage brings about. Being killed is none of them: that is the system's doing.
BY_FOOTAGE = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may take, on systems that enforce it: address space, and processor time before it is killed.

    niceness: how far it steps back behind its parent; 0 where somebody waits for it.
    """

    memory_bytes: int
    cpu_seconds: int
    niceness: int = _BELOW_THE_WORKER


class Child:
    """A process for one call of apart, which may be started before it is known what to call. Holds no secret.

    modules: what it imports while it waits.
    """

    def __init__(self, *modules: str) -> None:
        self.called = False
        self.connection, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "domain.apart", str(theirs.fileno()), *modules],
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    @property
    def waits(self) -> bool:
        """Whether it lives and nothing was called yet."""
        return not self.called and self._process.poll() is None

    def status(self) -> int:
        """How it ended, waiting until it has."""
        return self._process.wait()

    def end(self) -> None:
        """End it at once, whatever it does; from any thread, also while another one waits for its result."""
        self._process.kill()
        self._process.wait()


class Stopped(Exception):
    """The result was not wanted any more."""


def apart(
    function: Callable[..., Result],
    *args: Any,
    stopped: threading.Event,
    on_progress: Callable[..., object] | None = None,
    stalled_seconds: float = _STALLED_SECONDS,
    bounds: Bounds | None = None,
    child: Child | None = None,
    **kwargs: Any,
) -> Result:
    """Call a module's function in a child process, and wait for its result; to be called in a thread.

    With on_progress, the function gets an on_progress of its own, whose arguments arrive at this one. Raises what the
    function raises (of models.errors; anything else as RuntimeError), ANALYSIS_CRASHED where the child died, TimedOut
    where it was silent for stalled_seconds, and Stopped soon after `stopped` is set. bounds are kept by the child's own
    system: past them it is out of memory, or dies. child: one that waits already; it is ended like any other.
    """
    child = child or Child()
    child.called = True
    try:
        # Before the function, whose module is imported when it is received.
        child.connection.send(bounds)
        child.connection.send((function, args, kwargs, on_progress is not None))
        result: Result = _result(child.connection, stopped, on_progress, stalled_seconds)
        return result
    except (EOFError, ConnectionError):
        raise WatchgraphError("ANALYSIS_CRASHED", cause=_cause(child.status())) from None
    finally:
        child.connection.close()
        child.end()


def _result(
    ours: "multiprocessing.connection.Connection[Any, Any]",
    stopped: threading.Event,
    on_progress: Callable[..., object] | None,
    stalled_seconds: float,
) -> Any:
    heard = time.monotonic()
    while True:
        if stopped.is_set():
            raise Stopped
        if not ours.poll(_POLL_SECONDS):
            if time.monotonic() - heard > stalled_seconds:
                raise TimedOut(service="analysis")
            continue
        heard = time.monotonic()
        said, value = ours.recv()
        if said == "progress" and on_progress is not None:
            on_progress(*value)
        elif said == "result":
            return value
        elif said == "refused":
            kind, code, values = value
            raise kind(code, **values)
        elif said == "failed":
            raise RuntimeError(value)


def _cause(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit code {status}"


def _main(descriptor: int, modules: Sequence[str]) -> None:
    # Ctrl-C reaches the whole process group; the worker decides when its child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker: multiprocessing.connection.Connection[Any, Any] = multiprocessing.connection.Connection(descriptor)
    with worker:
        for module in modules:
            importlib.import_module(module)
        try:
            _keep_within(worker.recv())
            function, args, kwargs, tells = worker.recv()
        except (EOFError, ConnectionError):
            # Nothing was to be called after all.
            return
        threading.Thread(target=_end_with, args=(worker,), daemon=True).start()
        if tells:
            kwargs["on_progress"] = lambda *told: worker.send(("progress", told))
        try:
            worker.send(("result", function(*args, **kwargs)))
        except MemoryError:
            worker.send(("refused", (WatchgraphError, "ANALYSIS_CRASHED", {"cause": "out of memory"})))
        except WatchgraphError as error:
            worker.send(("refused", (type(error), error.code, dict(error.values))))
        except Exception:
            worker.send(("failed", traceback.format_exc()))


def _keep_within(bounds: Bounds | None) -> None:
    os.nice(_BELOW_THE_WORKER if bounds is None else bounds.niceness)
    if bounds is not None:
        resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_seconds, bounds.cpu_seconds))


def _end_with(worker: "multiprocessing.connection.Connection[Any, Any]") -> None:
    """The worker says nothing more: hearing anything from it means that it is gone, however it died."""
    try:
        worker.recv()
    except (EOFError, OSError):
        os._exit(1)


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2:])
