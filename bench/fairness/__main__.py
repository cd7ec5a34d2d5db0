"""`python -m bench.fairness`: measures one organization's lists and questions while another one makes a heavy load.

It runs its own embedded stack with the API, a worker and the local models. In one run it measures in turns without load
and beside each kind of load, and prints ratios of medians. Exit code 1 if a list takes three times as long as alone, a
question five times, or one is not answered. Names of kinds select these kinds.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx

from bench.fairness.measuring import Latencies, NeighbourClient, median, percentile_90
from bench.fairness.noisy_neighbour import LOADS
from bench.fairness.world import NEIGHBOUR, WORST, FairnessVideos, cancel_queued, create_videos, queue_analyses
from bench.harness.api_process import find_free_port
from config import OwnerSettings
from devstack.processes.http_probe import answers_ok
from devstack.stack.product import run_product
from devstack.stack.stack import Options, Stack
from devstack.token import access_token

MAX_VIDEOS_RATIO, MAX_PROMPT_RATIO = 3.0, 5.0
_ALONE_SECONDS, _LOAD_SECONDS, _PAUSE_SECONDS = 4.0, 12.0, 2.0
_ROOT = Path(__file__).resolve().parent.parent.parent
# Only Linux has more than one loopback address by default.
_NEIGHBOURS_ADDRESS = "127.0.0.2" if sys.platform == "linux" else None


async def run(kinds: Sequence[str], seconds: float) -> int:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="watchgraph-bench-", ignore_cleanup_errors=True) as name:
        # Under root, PostgreSQL runs as another user.
        await asyncio.to_thread(Path(name).chmod, 0o711)
        async with Stack(Path(name) / "state", Options(durable=False)) as stack, _start_models(stack):
            values = {name.lower(): value for name, value in {**stack.environment, **stack.owner_environment}.items()}
            known = {key: value for key, value in values.items() if key in OwnerSettings.model_fields}
            settings = OwnerSettings.model_validate(known)
            for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                os.environ[key] = stack.environment[key]
            world = await create_videos(settings)
            report = partial(print, file=sys.stderr)
            async with run_product(stack, stack.ports["api"], 1, report) as address:
                print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; begun after", end=" ")
                print(f"{time.perf_counter() - began:.0f} s")
                failed = await _measure(settings, address, world, kinds, seconds)
    print(f"{time.perf_counter() - began:.0f} s in all")
    return failed


async def _measure(
    settings: OwnerSettings, address: str, world: FairnessVideos, kinds: Sequence[str], seconds: float
) -> int:
    token = access_token(settings.secret_key, organization=NEIGHBOUR.organization)
    alone, beside = Latencies(), {}
    # The neighbour has another address: the API closes waiting connections of an address that has too many.
    transport = httpx.AsyncHTTPTransport(local_address=_NEIGHBOURS_ADDRESS)
    async with httpx.AsyncClient(timeout=90, trust_env=False, transport=transport) as http:
        neighbour = NeighbourClient(http, address, token, world.neighbour)
        await neighbour.measure_latencies(_ALONE_SECONDS)  # warm up: prepares statements and loads models
        for kind in kinds:
            alone.add(await neighbour.measure_latencies(_ALONE_SECONDS))
            if kind == "analyses":
                await queue_analyses(settings)
            async with _start_load(kind, settings, address, world):
                beside[kind] = await neighbour.measure_latencies(seconds)
            await cancel_queued(settings)
            await asyncio.sleep(_PAUSE_SECONDS)
        alone.add(await neighbour.measure_latencies(_ALONE_SECONDS))
    return _print_table(alone, beside)


def _print_table(alone: Latencies, beside: dict[str, Latencies]) -> int:
    columns = {"videos": "videos", "prompt": "prompt", "query": "prompt with SQL", "queued": "prompt by worker"}
    print(f"{'':16}" + "".join(f"{name:>20}" for name in columns.values()) + "   (ms: median, 9 of 10, times alone)")
    print(f"{'alone':16}" + "".join(f"{_format_times(getattr(alone, column)):>20}" for column in columns))
    failed = len(alone.problems)
    for kind, latencies in beside.items():
        ratios = [median(getattr(latencies, column)) / median(getattr(alone, column)) for column in columns]
        good = ratios[0] < MAX_VIDEOS_RATIO and max(ratios[1:]) < MAX_PROMPT_RATIO and not latencies.problems
        failed += not good
        cells = [
            f"{_format_times(getattr(latencies, column))} {ratio:5.1f}x"
            for column, ratio in zip(columns, ratios, strict=True)
        ]
        print(f"{kind:16}" + "".join(f"{cell:>20}" for cell in cells) + ("   PASS" if good else "   FAIL"))
    for kind, latencies in {"alone": alone, **beside}.items():
        for problem in latencies.problems[:3]:
            print(f"  {kind}: {problem}")
    verdict = "FAIL" if failed else "PASS"
    print(f"videos under {MAX_VIDEOS_RATIO:.0f} times, prompts under {MAX_PROMPT_RATIO:.0f} times: {verdict}")
    return 1 if failed else 0


def _format_times(times: Sequence[float]) -> str:
    return f"{median(times):.0f} {percentile_90(times):.0f}"


@asynccontextmanager
async def _start_load(kind: str, settings: OwnerSettings, address: str, world: FairnessVideos) -> AsyncIterator[None]:
    """Run a load of the other organization inside the block; afterwards print the answers that it got."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.fairness.noisy_neighbour", kind, cwd=_ROOT, stdin=PIPE, stdout=PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    token = access_token(settings.secret_key, organization=WORST.organization)
    options = {"address": address, "token": token, "video": world.worst}
    try:
        child.stdin.write(f"{json.dumps(options)}\n".encode())
        await child.stdin.drain()
        async with asyncio.timeout(60):
            if (await child.stdout.readline()).strip() != b"begun":
                raise RuntimeError(f"{kind} did not begin")
        yield
        child.stdin.close()
        async with asyncio.timeout(30):
            print(f"  {kind}: {(await child.stdout.read()).decode().strip()}")
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


@asynccontextmanager
async def _start_models(stack: Stack) -> AsyncIterator[None]:
    """Put a proxy before the embedded models that answers one question with a heavy query."""
    port, name = find_free_port(), "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.fairness.model", str(port), stack.environment[name]), cwd=_ROOT
    )
    try:
        for _ in range(100):
            if await answers_ok(port, "/healthz"):
                break
            await asyncio.sleep(0.1)
        stack.environment[name] = f"http://127.0.0.1:{port}"
        yield
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fairness", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"loads: {', '.join(LOADS)} (default: all)")
    parser.add_argument("--seconds", type=float, default=_LOAD_SECONDS, help="seconds beside each load")
    chosen = parser.parse_args()
    return asyncio.run(run(chosen.kinds or list(LOADS), chosen.seconds))


if __name__ == "__main__":
    sys.exit(main())
