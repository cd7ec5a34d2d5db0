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

from domain.isolation.confinement import Room, confine, environment
from domain.isolation.file_proxy import LentFile, Loan, lend
from domain.isolation.limits import Bounds, beyond, keep_within, past_memory, within_the_most
from domain.isolation.messages import LONGEST, NotData, told
from models.errors import TimedOut, WatchgraphError

__all__ = ["Bounds", "Child", "Room", "Stopped", "apart"]

Result = TypeVar("Result")
_POLL_SECONDS = 0.1
_STALLED_SECONDS = 300.0
_LAST_SECONDS = 10.0
_NOWHERE = "/"
# Ends of a child that footage brings about. Being killed is none of them: that is the system's doing.
BY_FOOTAGE = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})


class Child:
    """A process for one call of apart, which may be started before it is known what to call. Holds no secret.

    modules: what it imports while it waits. room: what it may reach; nothing that changes, unless said.
    """

    def __init__(self, *modules: str, room: Room | None = None) -> None:
        self.called = False
        room = room or Room()
        self.connection, theirs = multiprocessing.Pipe()
        self.lending, borrowing = multiprocessing.Pipe()
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
                    json.dumps(asdict(room)),
                    *modules,
                ],
                cwd=_NOWHERE,
                env=environment(room.writes or _NOWHERE, network=room.network),
                stdin=subprocess.DEVNULL,
                pass_fds=descriptors,
            )

    @property
    def waits(self) -> bool:
        """Whether it lives and nothing was called yet."""
        return not self.called and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def status(self) -> int:
        """How it ended, once it has said its last; one that does not end is killed."""
        try:
            return self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
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
    room: Room | None = None,
    lent: Loan | None = None,
    **kwargs: Any,
) -> Result:
    """Call a module's function in a child process, and wait for its result; to be called in a thread.

    With on_progress, the function gets an on_progress of its own, whose arguments arrive at this one. Raises what the
    function raises (of models.errors; anything else as RuntimeError), TimedOut where it was silent for stalled_seconds,
    and Stopped soon after `stopped` is set. Where the child died, ANALYSIS_CRASHED, or what domain.isolation.limits says of a
    bound that it went past. room: what it may reach. child: one that waits already, in a room of its own; it is ended
    like any other. lent: a file that is read here for the child, which gets a LentFile as its first argument; closed.
    """
    bounds = within_the_most(bounds or Bounds())
    child = child or Child(room=room)
    child.called = True
    lender = None if lent is None else threading.Thread(target=lend, args=(child.lending, lent), daemon=True)
    try:
        # Before the function, whose module is imported when it is received.
        child.connection.send(bounds)
        child.connection.send((function, args, kwargs, on_progress is not None, lent is not None))
        if lender is not None:
            # It ends when the child is gone, after a read that may take its time: nobody waits for that.
            lender.start()
        result: Result = _result(child.connection, stopped, on_progress, stalled_seconds)
        return result
    except (EOFError, ConnectionError):
        raise beyond(child.status(), bounds) or _crashed(child.status()) from None
    except NotData as problem:
        raise WatchgraphError("ANALYSIS_CRASHED", cause=str(problem)) from None
    finally:
        child.connection.close()
        child.end()
        if lender is None or lender.ident is None:
            child.lending.close()


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
        # Not recv: what a child says is data, however its decoder fared.
        said, value = told(_message(ours))
        if said == "progress" and on_progress is not None:
            on_progress(*value)
        elif said == "result":
            return value
        elif said == "refused":
            kind, code, values = value
            raise _error(kind, code, values)
        elif said == "failed":
            raise RuntimeError(value)


def _message(ours: "multiprocessing.connection.Connection[Any, Any]") -> bytes:
    try:
        return ours.recv_bytes(LONGEST)
    except ConnectionError:
        raise
    except OSError:
        raise NotData("a message that is too long") from None


def _error(kind: type[WatchgraphError], code: str, values: dict[str, Any]) -> WatchgraphError:
    if not issubclass(kind, WatchgraphError):
        raise NotData(f"{kind} is no error of ours")
    return kind(code, **values)


def _crashed(status: int) -> WatchgraphError:
    return WatchgraphError(
        "ANALYSIS_CRASHED", cause=signal.Signals(-status).name if status < 0 else f"exit code {status}"
    )


def _main(descriptor: int, borrowing: int, room: Room, modules: Sequence[str]) -> None:
    # Ctrl-C reaches the whole process group; the worker decides when its child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before anything that may make a thread, which would stay outside.
    confine(room)
    worker: multiprocessing.connection.Connection[Any, Any] = multiprocessing.connection.Connection(descriptor)
    with worker, multiprocessing.connection.Connection(borrowing) as lender:
        for module in modules:
            importlib.import_module(module)
        try:
            bounds: Bounds = worker.recv()
            keep_within(bounds)
            function, args, kwargs, tells, borrows = worker.recv()
        except (EOFError, ConnectionError):
            # Nothing was to be called after all.
            return
        threading.Thread(target=_end_with, args=(worker, bounds), daemon=True).start()
        if tells:
            kwargs["on_progress"] = lambda *told: worker.send(("progress", told))
        if borrows:
            args = (LentFile(lender), *args)
        worker.send(_outcome(function, args, kwargs, bounds))


def _outcome(
    function: Callable[..., object], args: Sequence[Any], kwargs: dict[str, Any], bounds: Bounds
) -> tuple[str, object]:
    try:
        return "result", function(*args, **kwargs)
    except WatchgraphError as error:
        return _refusal(error)
    except Exception as error:
        reason = past_memory(error, bounds)
        return ("failed", traceback.format_exc()) if reason is None else _refusal(reason)


def _refusal(error: WatchgraphError) -> tuple[str, object]:
    return "refused", (type(error), error.code, dict(error.values))


def _end_with(worker: "multiprocessing.connection.Connection[Any, Any]", bounds: Bounds) -> None:
    """The worker says nothing more: hearing anything from it means that it is gone, however it died."""
    try:
        while not worker.poll(_POLL_SECONDS if bounds.watched else None):
            bounds.watch()
        worker.recv()
    except (EOFError, OSError):
        os._exit(1)


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]), Room(**json.loads(sys.argv[3])), sys.argv[4:])
