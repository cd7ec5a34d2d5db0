"""Programs of the product that import while the services start, and run when they get their settings."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from devstack.processes.orphans import ProcessRegister, read_start_mark
from devstack.processes.process import ChildProcess
from devstack.stack import preload as ahead
from devstack.stack.preload import PreloadedPrograms
from tests.devstack.processes.test_process import Children, children  # noqa: F401 - the fixture

pytestmark = pytest.mark.slow
# A door that says what it sees.
DOOR = """
import os, sys
print("imported", flush=True)
def main():
    print("settings", os.environ.get("DATABASE_URL"), os.environ.get("PORT"), sys.argv[1:], repr(sys.stdin.read()))
    sys.exit(7)
"""


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "door.py").write_text(DOOR)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ahead.REPOSITORY}")
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/wg")
    monkeypatch.setattr(ahead, "module_name", lambda _name: "door")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110  (it happens elsewhere)
            await asyncio.sleep(0.02)


def recorded(register: Children) -> dict[str, list[object]]:
    found: dict[str, list[object]] = json.loads((register.state.folder / "processes.json").read_text())
    return found


async def waiting(children: Children, *names: str) -> tuple[PreloadedPrograms, list[ChildProcess]]:  # noqa: F811
    early = PreloadedPrograms(names)
    await early.start(children.state, children.register)
    found = list(early._waiting.values())
    children.started += found
    await until(lambda: all(child.read_tail() == ["imported"] for child in found))
    return early, found


@pytest.mark.usefixtures("door")
async def test_it_imports_at_once_and_begins_when_it_is_told(children: Children) -> None:  # noqa: F811
    early, [child] = await waiting(children, "api")
    assert list(recorded(children)) == ["api"]
    assert await early.activate("worker-1", {}) is None
    assert await early.activate("api", {"DATABASE_URL": "postgresql://here", "PORT": "1"}) is child
    assert await child.wait() == 7
    assert child.read_tail() == ["imported", "settings postgresql://here 1 [] ''"]
    # It begins once: the next one is started as ever.
    assert await early.activate("api", {}) is None


@pytest.mark.usefixtures("door")
async def test_one_that_died_meanwhile_is_not_taken(children: Children) -> None:  # noqa: F811
    early, [child] = await waiting(children, "api")
    child.send_signal(signal.SIGKILL)
    await child.wait()
    assert await early.activate("api", {}) is None


@pytest.mark.usefixtures("door")
async def test_what_nobody_takes_is_ended(children: Children) -> None:  # noqa: F811
    early, found = await waiting(children, "api", "worker-1")
    await early.stop()
    assert not any(child.running for child in found)
    assert recorded(children) == {}


@pytest.mark.usefixtures("door")
async def test_without_settings_it_ends_by_itself(children: Children) -> None:  # noqa: F811
    _, [child] = await waiting(children, "api")
    await child.write_input(b"")
    assert await child.wait() == 1
    assert child.read_tail() == ["imported", "the stack was not started"]


@pytest.mark.usefixtures("door")
async def test_what_an_earlier_start_left_stays_recorded_until_it_has_ended(children: Children) -> None:  # noqa: F811
    path = children.state.folder / "processes.json"
    left = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    ProcessRegister(path).add("api", left.pid, signal.SIGTERM)
    found = children.register.find_leftovers()
    assert list(found) == ["api"]
    _, [child] = await waiting(children, "api")
    # Whoever starts after a third end finds both.
    assert {entry[0] for entry in recorded(children).values()} == {left.pid, child.pid}
    await children.register.end(found)
    assert await left.wait() == -signal.SIGTERM
    assert {name: entry[0] for name, entry in recorded(children).items()} == {"api": child.pid}
    assert read_start_mark(child.pid) is not None
