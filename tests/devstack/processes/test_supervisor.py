"""Programs that are restarted."""

import asyncio
from pathlib import Path

import pytest

from devstack.processes import supervisor as supervised
from devstack.processes.process import ChildProcess
from devstack.processes.supervisor import SupervisedProgram
from tests.devstack.processes.test_process import Children

pytestmark = pytest.mark.slow


async def test_a_program_that_dies_is_said_with_the_end_of_its_log_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervised, "_FIRST_PAUSE", 0.01)
    children = Children(tmp_path)
    told: list[str] = []
    starts = 0
    again = asyncio.Event()

    async def start() -> ChildProcess:
        nonlocal starts
        starts += 1
        if starts == 2:
            again.set()
            return await children.python("import time; time.sleep(60)")
        return await children.python("import sys; sys.exit('out of luck')")

    program = SupervisedProgram("worker-1", start, told.append)
    with children.state.lock():
        await program.start()
        keeper = asyncio.create_task(program.restart_when_ended())
        async with asyncio.timeout(120):
            await again.wait()
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await program.stop()
    for child in children.started:
        await child.stop()
    assert told[0].startswith("worker-1 ended unexpectedly (exit code 1)")
    assert "    out of luck" in told
