"""Kills at random: agents, services, and the line between them."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.chaos.product import ProductProcess
from bench.ingest.agents import AgentProcess
from bench.ingest.line import Line

_SERVICES = ("api", "s3", "worker-1")
_LINE = "line"
# How long a line that was reset stays away.
_SHORTEST_CUT_SECONDS, _LONGEST_CUT_SECONDS = 1.0, 15.0


@dataclass(frozen=True, slots=True)
class Victims:
    """measure: is called twice a second, between the kills."""

    product: ProductProcess
    agents: Mapping[str, AgentProcess]
    line: Line
    measure: Callable[[], object]

    async def kill_at_random(self, minutes: float, kills: int, chance: random.Random) -> int:
        """How often the recording agent was killed. It takes the whole time."""
        began, lost = time.monotonic(), 0
        moments = sorted(chance.uniform(5, minutes * 60) for _ in range(kills))
        for number, moment in enumerate([*moments, minutes * 60]):
            while time.monotonic() - began < moment:
                self.measure()
                for agent in self.agents.values():
                    agent.measure()
                await asyncio.sleep(0.5)
            if number == kills:
                break
            victim = chance.choice([*self.agents, *_SERVICES, _LINE])
            how = await self._kill(victim, chance)
            print(f"{moment:6.1f} s: {how} {victim}", flush=True)
            lost += victim == "rtsp"
        return lost

    async def _kill(self, victim: str, chance: random.Random) -> str:
        """What was done, in words."""
        if victim in self.agents:
            await self.agents[victim].kill()
        elif victim != _LINE:
            await self.product.kill(victim)
        elif chance.random() < 0.5:
            self.line.silence()
            return "half-open"
        else:
            seconds = chance.uniform(_SHORTEST_CUT_SECONDS, _LONGEST_CUT_SECONDS)
            self.line.drop(seconds)
            return f"{seconds:.0f} s without"
        return "kill -9"
