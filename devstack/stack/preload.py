"""The API and the workers import while the services start: either takes seconds, and needs nothing of the other."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devstack.processes.environment import build_child_environment
from devstack.processes.orphans import ProcessRegister
from devstack.processes.process import ChildProcess
from devstack.state import State

REPOSITORY = Path(__file__).resolve().parents[2]
# As they are called in the register and for people: the modules that they are.
API = "api"


def module_name(name: str) -> str:
    """The door of the product that a program of this name is."""
    return "app" if name == API else "worker"


class PreloadedPrograms:
    """Programs that were started and were not told their settings yet."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = names
        self._waiting: dict[str, ChildProcess] = {}

    async def start(self, state: State, register: ProcessRegister) -> None:
        """Start them all. What is not taken until the end, whoever calls this has to stop."""
        for name in self._names:
            self._waiting[name] = await ChildProcess.start(
                name,
                [sys.executable, "-m", "devstack.processes.preloaded", module_name(name)],
                state=state,
                register=register,
                environment={**build_child_environment(), "PYTHONUNBUFFERED": "1"},
                folder=REPOSITORY,
                input_later=True,
            )

    async def activate(self, name: str, environment: Mapping[str, str]) -> ChildProcess | None:
        """The program of this name, which begins now, under these settings; None where none waits that lives."""
        child = self._waiting.pop(name, None)
        if child is None:
            return None
        if not child.running:
            await child.stop()
            return None
        await child.write_input(json.dumps(dict(environment)).encode())
        return child

    async def stop(self) -> None:
        """End those that nobody took."""
        left, self._waiting = self._waiting, {}
        await asyncio.gather(*(child.stop() for child in left.values()))
