"""The API and the workers import while the services start: either takes seconds, and needs nothing of the other."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devstack.processes.environment import surroundings
from devstack.processes.orphans import Register
from devstack.processes.process import Child
from devstack.stack.state import State

REPOSITORY = Path(__file__).resolve().parents[2]
# As they are called in the register and for people: the modules that they are.
API = "api"


def module(name: str) -> str:
    """The door of the product that a program of this name is."""
    return "app" if name == API else "worker"


class Ahead:
    """Programs that were started and were not told their settings yet."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = names
        self._waiting: dict[str, Child] = {}

    async def start(self, state: State, register: Register) -> None:
        """Start them all. What is not taken until the end, whoever calls this has to stop."""
        for name in self._names:
            self._waiting[name] = await Child.start(
                name,
                [sys.executable, "-m", "devstack.processes.preloaded", module(name)],
                state=state,
                register=register,
                environment={**surroundings(), "PYTHONUNBUFFERED": "1"},
                folder=REPOSITORY,
                told_later=True,
            )

    async def take(self, name: str, environment: Mapping[str, str]) -> Child | None:
        """The program of this name, which begins now, under these settings; None where none waits that lives."""
        child = self._waiting.pop(name, None)
        if child is None:
            return None
        if not child.running:
            await child.stop()
            return None
        await child.tell(json.dumps(dict(environment)).encode())
        return child

    async def stop(self) -> None:
        """End those that nobody took."""
        left, self._waiting = self._waiting, {}
        await asyncio.gather(*(child.stop() for child in left.values()))
