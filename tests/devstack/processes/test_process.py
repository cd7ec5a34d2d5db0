"""Child processes, and leftovers of an earlier start."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from devstack.problem import StackProblem
from devstack.processes import orphans
from devstack.processes.orphans import ProcessRegister
from devstack.processes.process import ChildProcess
from devstack.state import State

pytestmark = pytest.mark.slow
_REPOSITORY = Path(__file__).resolve().parents[3]


@pytest_asyncio.fixture(loop_scope="session")
async def children(tmp_path: Path) -> AsyncIterator["Children"]:
    made = Children(tmp_path)
    with made.state.lock():
        yield made
        for child in made.started:
            await child.stop()


class Children:
    def __init__(self, folder: Path) -> None:
        self.state = State(folder / "state")
        self.register = ProcessRegister(self.state.folder / "processes.json")
        self.started: list[ChildProcess] = []

    async def python(self, code: str) -> ChildProcess:
        child = await ChildProcess.start(
            "program",
            [sys.executable, "-c", code],
            state=self.state,
            register=self.register,
            environment={},
            folder=self.state.folder,
        )
        self.started.append(child)
        return child


async def _ended(pid: int) -> None:
    """Wait for the end of a process that is not our child. Linux only."""
    ended = asyncio.Event()
    descriptor = os.pidfd_open(pid)
    asyncio.get_running_loop().add_reader(descriptor, ended.set)
    try:
        async with asyncio.timeout(120):
            await ended.wait()
    finally:
        asyncio.get_running_loop().remove_reader(descriptor)
        os.close(descriptor)


async def test_what_a_child_writes_goes_to_its_log(children: Children) -> None:
    child = await children.python("import sys; print('one'); print('two', file=sys.stderr)")
    assert await child.wait() == 0
    assert sorted(child.read_tail()) == ["one", "two"]
    assert child.log == children.state.logs / "program.log"


async def test_a_child_that_ends_before_it_is_ready_is_said_with_its_last_words(children: Children) -> None:
    child = await children.python("import sys; sys.exit('the port is on fire')")

    async def never() -> bool:
        return False

    with pytest.raises(StackProblem, match=r"program ended before it was ready \(exit code 1\): the port is on fire"):
        await child.wait_until_ready(never)


async def test_a_program_that_does_not_exist_is_said(children: Children) -> None:
    child = await ChildProcess.start(
        "absent",
        ["/nowhere/absent"],
        state=children.state,
        register=children.register,
        environment={},
        folder=children.state.folder,
    )
    assert await child.wait() == 1
    assert child.describe_last_output() == "/nowhere/absent: No such file or directory"


async def test_a_child_that_ignores_the_request_to_stop_is_killed(children: Children) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = await children.python(code)

    async def deaf() -> bool:
        return "deaf" in child.read_tail()

    await child.wait_until_ready(deaf)
    await child.stop(timeout_seconds=0.1)
    assert child.exit_code == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
async def test_children_die_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from tests.devstack.processes.test_process import Children
async def main():
    children = Children(Path(sys.argv[1]))
    with children.state.lock():
        print((await children.python("import time; time.sleep(60)")).pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, str(tmp_path)), stdout=asyncio.subprocess.PIPE, cwd=_REPOSITORY
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert orphans.read_start_mark(pid) is not None
    parent.kill()
    await parent.wait()
    await _ended(pid)


async def test_what_an_earlier_start_left_running_is_ended(tmp_path: Path) -> None:
    left = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    ProcessRegister(tmp_path / "processes.json").add("s3", left.pid, signal.SIGTERM)
    assert await ProcessRegister(tmp_path / "processes.json").end_leftovers() == ["s3"]
    assert await left.wait() == -signal.SIGTERM


async def test_a_stranger_with_the_id_of_one_of_ours_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "processes.json"
    record.write_text(json.dumps({"s3": [os.getpid(), "another birth", int(signal.SIGTERM)]}))
    assert await ProcessRegister(record).end_leftovers() == []
