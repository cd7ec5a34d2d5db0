"""Starts API and workers early, so that they import while the services start: each takes seconds on its own."""

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
# The API's name in the register and in messages; its module is `app`.
API = "api"


def module_name(name: str) -> str:
    """The module of the program of this name."""
    return "app" if name == API else "worker"


class PreloadedPrograms:
    """Programs that import already and wait for their settings."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = names
        self._waiting: dict[str, ChildProcess] = {}

    async def start(self, state: State, register: ProcessRegister) -> None:
        """Start them all. The caller must `stop` those that are never activated."""
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
        """Run the waiting program of this name with these settings. None if no such program waits or it has ended."""
        child = self._waiting.pop(name, None)
        if child is None:
            return None
        if not child.running:
            await child.stop()
            return None
        await child.write_input(json.dumps(dict(environment)).encode())
        return child

    async def stop(self) -> None:
        """End those that were not activated."""
        waiting, self._waiting = self._waiting, {}
        await asyncio.gather(*(child.stop() for child in waiting.values()))
