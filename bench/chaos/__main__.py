"""python -m bench.chaos: kills (kill -9) each process of the product in turn, at random moments, under load.

It starts `python -m devstack run` on its own state folder. One client uploads video after video and asks about each.
The recovery after a kill lasts until all processes run again and another video was uploaded, analyzed and asked about.
At the end it checks rows and objects: nothing may be lost or done twice. Exit code 1 if that fails, or if a recovery
took longer than 30 s.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from bench.chaos.consistency import find_faults
from bench.chaos.journey import Journey, JourneyFailed, run_journey
from bench.chaos.product import PROCESSES, ProductProcess
from bench.harness.api_process import find_free_port
from bench.harness.client import BenchClient
from devstack.token import access_token
from evals.scenes.catalogue import SCENES
from evals.scenes.render import render

MAX_RECOVERY_SECONDS, _TIMEOUT_SECONDS, _MAX_PAUSE_SECONDS = 30.0, 300.0, 4.0
_ORGANIZATION = "chaos"


@dataclass(slots=True)
class ChaosResult:
    """seconds: of each recovery, with the name of the killed process. faults: what is wrong at the end."""

    seconds: list[tuple[str, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def run_chaos(kills: int, seed: int, victims: Sequence[str] = PROCESSES) -> ChaosResult:
    """Kill the victims in turn, `kills` times. Raises TimeoutError if the product does not recover; JourneyFailed."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory(prefix="watchgraph-chaos-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        await asyncio.to_thread(folder.chmod, 0o711)
        video, _ = await asyncio.to_thread(render, replace(SCENES["crossing"], fps=6.25), folder)
        content = await asyncio.to_thread(video.read_bytes)
        product = ProductProcess(folder / "state", find_free_port())
        await asyncio.to_thread(product.start)
        try:
            async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
                token = access_token(product.state.load_secrets()["secret_key"], organization=_ORGANIZATION)
                return await _run_rounds(
                    product, BenchClient(http, product.address, token), content, kills, chance, victims
                )
        finally:
            await product.stop()


async def _run_rounds(
    product: ProductProcess,
    client: BenchClient,
    content: bytes,
    kills: int,
    chance: random.Random,
    victims: Sequence[str],
) -> ChaosResult:
    outcome, journeys = ChaosResult(), list[Journey]()
    began = time.monotonic()
    await _wait_until_whole(product, client, content, journeys)
    print(f"started, with a first answer after {time.monotonic() - began:.1f} s", flush=True)
    stopping = asyncio.Event()
    sending = asyncio.create_task(_send_videos(client, content, journeys, stopping))
    for number in range(kills):
        victim = victims[number % len(victims)]
        await asyncio.sleep(chance.uniform(0, _MAX_PAUSE_SECONDS))
        began = time.monotonic()
        killed = await product.kill(victim)
        _, there = await asyncio.gather(
            _wait_until_whole(product, client, content, journeys), _wait_for_processes(product, victim, killed, began)
        )
        seconds = time.monotonic() - began
        outcome.seconds.append((victim, seconds))
        print(
            f"kill {number + 1:2}: {victim:10} whole again after {seconds:4.1f} s, all processes there after "
            f"{there:4.1f} s; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    stopping.set()
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        await sending
    # Wait for work that no client waits for, such as summaries.
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while unfinished := await find_faults(product.state, _ORGANIZATION, journeys, content):
        if time.monotonic() > deadline or not any("a job is not done" in line for line in unfinished):
            break
        await asyncio.sleep(0.5)
    outcome.faults = unfinished
    print(f"{len(journeys)} videos went through")
    return outcome


async def _wait_for_processes(product: ProductProcess, victim: str, killed: int, began: float) -> float:
    """Wait until every process runs. Returns the seconds since `began`. A process that still imports counts."""
    while product.find_pid(victim) == killed or product.list_missing():  # noqa: ASYNC110 - other processes end the wait
        await asyncio.sleep(0.1)
    return time.monotonic() - began


async def _wait_until_whole(
    product: ProductProcess, client: BenchClient, content: bytes, journeys: list[Journey]
) -> None:
    """Until every process is there and a fresh video has gone the whole way."""
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        journeys.append(journey := Journey())
        await run_journey(client, content, f"Video {len(journeys)}", journey)
        while product.list_missing():  # noqa: ASYNC110 - other processes end the wait
            await asyncio.sleep(0.1)


async def _send_videos(client: BenchClient, content: bytes, journeys: list[Journey], stopping: asyncio.Event) -> None:
    """Send one video after the other until `stopping` is set."""
    while not stopping.is_set():
        journeys.append(journey := Journey())
        await run_journey(client, content, f"Video {len(journeys)}", journey)
        with suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                await stopping.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="number of kills (default: 20)")
    new_seed = random.randrange(10**6)  # noqa: S311 - moments, not secrets
    parser.add_argument("--seed", type=int, default=new_seed, help="seed of the moments (default: a new one)")
    parser.add_argument(
        "--victims", nargs="+", choices=PROCESSES, default=PROCESSES, help="the processes to kill (default: all)"
    )
    options = parser.parse_args()
    # SIGTERM also stops the product, like Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"seed {options.seed}; {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}", flush=True)
    try:
        outcome = asyncio.run(run_chaos(options.kills, options.seed, options.victims))
    except (JourneyFailed, TimeoutError) as problem:
        print(f"it did not become whole again: {str(problem) or 'time is over'}")
        return 1
    for line in outcome.faults:
        print(f"  {line}")
    slowest = max((seconds for _, seconds in outcome.seconds), default=0.0)
    well = slowest <= MAX_RECOVERY_SECONDS and not outcome.faults
    print(f"slowest {slowest:.1f} s (at most {MAX_RECOVERY_SECONDS:.0f} s wanted), {len(outcome.faults)} faults")
    print("PASS" if well else "FAIL")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
