"""A function in an isolated subprocess: its result, its errors, its end."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.isolation.subprocess import (
    CallCancelled,
    IsolatedProcess,
    IsolationOptions,
    ResourceLimits,
    Sandbox,
    run_isolated,
)
from models.errors import TimedOut, UnusableMedia, WatchgraphError

pytestmark = pytest.mark.slow


NOTES = ResourceLimits(file_bytes=1000)


def adds(one: int, other: int) -> tuple[int, int]:
    return one + other, os.getpid()


def counts(on_progress: Callable[[int], None]) -> str:
    for number in range(3):
        on_progress(number)
    return "done"


def refuses() -> None:
    raise UnusableMedia("VIDEO_TOO_LARGE", width=9000, height=9)


def fails() -> None:
    raise ZeroDivisionError("in the child")


def crashes() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hangs(note: Path) -> None:
    note.write_text(str(os.getpid()))
    time.sleep(600)


def call(function: Callable[..., object], *args: object, **more: Any) -> object:
    return run_isolated(IsolationOptions(threading.Event(), **more), function, *args)


def test_answers_from_another_process() -> None:
    result = call(adds, 2, 3)
    assert isinstance(result, tuple)
    assert result[0] == 5
    assert result[1] != os.getpid()


def test_tells_progress_on_the_way() -> None:
    told: list[int] = []
    assert run_isolated(IsolationOptions(threading.Event()), counts, on_progress=told.append) == "done"
    assert told == [0, 1, 2]


def loaded(module: str) -> tuple[bool, int]:
    return module in sys.modules, os.nice(0)


def test_one_that_waits_already_has_imported_what_it_will_need_and_keeps_its_bounds() -> None:
    bounds = ResourceLimits(memory_bytes=2 << 30, cpu_seconds=60, niceness=0)
    assert call(loaded, "colorsys", limits=bounds) == (False, os.nice(0))
    assert call(loaded, "colorsys", limits=bounds, child=IsolatedProcess("colorsys")) == (True, os.nice(0))


def test_one_that_was_never_needed_is_gone_when_it_is_ended() -> None:
    child = IsolatedProcess()
    child.kill()
    assert child.wait_for_exit() == -signal.SIGKILL
    with pytest.raises(WatchgraphError, match="SIGKILL"):
        call(adds, 2, 3, child=child)


def test_raises_what_the_function_raised() -> None:
    with pytest.raises(UnusableMedia, match="9000×9"):
        call(refuses)
    with pytest.raises(RuntimeError, match="in the child"):
        call(fails)


def test_a_crash_is_the_childs_own() -> None:
    with pytest.raises(WatchgraphError, match="SIGSEGV") as raised:
        call(crashes)
    assert raised.value.code == "ANALYSIS_CRASHED"


def test_ends_the_child_when_its_result_is_not_wanted_any_more(tmp_path: Path) -> None:
    stopped, note = threading.Event(), tmp_path / "pid"

    def stop_once_it_runs() -> None:
        while not (note.exists() and note.read_text()):
            time.sleep(0.01)
        stopped.set()

    watching = threading.Thread(target=stop_once_it_runs, daemon=True)
    watching.start()
    with pytest.raises(CallCancelled):
        run_isolated(IsolationOptions(stopped, NOTES, Sandbox(writes=str(tmp_path))), hangs, note)
    watching.join()
    assert not is_alive(int(note.read_text()))


def test_gives_up_on_a_child_that_is_silent_for_too_long(tmp_path: Path) -> None:
    with pytest.raises(TimedOut):
        call(hangs, tmp_path / "pid", stalled_seconds=0.5, sandbox=Sandbox(writes=str(tmp_path)), limits=NOTES)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
