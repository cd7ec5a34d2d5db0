"""`python -m bench.fairness`: how long one organization's lists and questions take while another does its worst.

On an embedded stack of its own, with the API, a worker, and the models of this machine. Alone and beside each worst by
turns, in one run; ratios of medians. Ends with 1 where a list takes three times as long as alone, or a question five
times, or one was not answered. With names of kinds, those alone.
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
from pathlib import Path

import httpx

from bench.fairness.measuring import Felt, Neighbour, late, middle
from bench.fairness.noisy_neighbour import KINDS
from bench.fairness.world import NEIGHBOUR, WORST, World, forget_queued, made, queue_analyses
from bench.harness.api_process import free_port
from config import OwnerSettings
from devstack.processes.http_probe import answers_ok
from devstack.stack.product import product
from devstack.stack.stack import Options, Stack
from devstack.token import access_token

MOST_VIDEOS, MOST_PROMPT = 3.0, 5.0
_ALONE_SECONDS, _BESIDE_SECONDS, _REST_SECONDS = 4.0, 12.0, 2.0
_ROOT = Path(__file__).resolve().parent.parent.parent
# Of loopback only Linux has more than one without being told.
_NEIGHBOURS_ADDRESS = "127.0.0.2" if sys.platform == "linux" else None


async def run(kinds: Sequence[str], seconds: float) -> int:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="watchgraph-bench-", ignore_cleanup_errors=True) as name:
        # PostgreSQL runs as another user where we are root.
        await asyncio.to_thread(Path(name).chmod, 0o711)
        async with Stack(Path(name) / "state", Options(durable=False)) as stack, _models(stack):
            values = {name.lower(): value for name, value in {**stack.environment, **stack.owner}.items()}
            known = {key: value for key, value in values.items() if key in OwnerSettings.model_fields}
            settings = OwnerSettings.model_validate(known)
            for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                os.environ[key] = stack.environment[key]
            world = await made(settings)
            tell = lambda line: print(line, file=sys.stderr)  # noqa: E731
            async with product(stack, stack.ports["api"], 1, tell) as address:
                print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; begun after", end=" ")
                print(f"{time.perf_counter() - began:.0f} s")
                failed = await _measured(settings, address, world, kinds, seconds)
    print(f"{time.perf_counter() - began:.0f} s in all")
    return failed


async def _measured(settings: OwnerSettings, address: str, world: World, kinds: Sequence[str], seconds: float) -> int:
    token = access_token(settings.secret_key, organization=NEIGHBOUR.organization)
    alone, beside = Felt(), {}
    # Another's connections come from another address: within one, the door lets go of those that wait.
    transport = httpx.AsyncHTTPTransport(local_address=_NEIGHBOURS_ADDRESS)
    async with httpx.AsyncClient(timeout=90, trust_env=False, transport=transport) as http:
        neighbour = Neighbour(http, address, token, world.neighbour)
        await neighbour.felt(_ALONE_SECONDS)  # statements are prepared, and models loaded
        for kind in kinds:
            alone.add(await neighbour.felt(_ALONE_SECONDS))
            if kind == "analyses":
                await queue_analyses(settings)
            async with _worst(kind, settings, address, world):
                beside[kind] = await neighbour.felt(seconds)
            await forget_queued(settings)
            await asyncio.sleep(_REST_SECONDS)
        alone.add(await neighbour.felt(_ALONE_SECONDS))
    return _table(alone, beside)


def _table(alone: Felt, beside: dict[str, Felt]) -> int:
    columns = {"videos": "videos", "prompt": "prompt", "query": "prompt with SQL", "queued": "prompt by worker"}
    print(f"{'':16}" + "".join(f"{name:>20}" for name in columns.values()) + "   (ms: median, 9 of 10, times alone)")
    print(f"{'alone':16}" + "".join(f"{_told(getattr(alone, one)):>20}" for one in columns))
    failed = len(alone.wrong)
    for kind, felt in beside.items():
        ratios = [middle(getattr(felt, one)) / middle(getattr(alone, one)) for one in columns]
        good = ratios[0] < MOST_VIDEOS and max(ratios[1:]) < MOST_PROMPT and not felt.wrong
        failed += not good
        cells = [f"{_told(getattr(felt, one))} {ratio:5.1f}x" for one, ratio in zip(columns, ratios, strict=True)]
        print(f"{kind:16}" + "".join(f"{cell:>20}" for cell in cells) + ("   PASS" if good else "   FAIL"))
    for kind, felt in {"alone": alone, **beside}.items():
        for problem in felt.wrong[:3]:
            print(f"  {kind}: {problem}")
    print(
        f"videos under {MOST_VIDEOS:.0f} times, prompts under {MOST_PROMPT:.0f} times: {'FAIL' if failed else 'PASS'}"
    )
    return 1 if failed else 0


def _told(took: Sequence[float]) -> str:
    return f"{middle(took):.0f} {late(took):.0f}"


@asynccontextmanager
async def _worst(kind: str, settings: OwnerSettings, address: str, world: World) -> AsyncIterator[None]:
    """The other organization at its worst inside the block; what it was answered is printed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.fairness.noisy_neighbour", kind, cwd=_ROOT, stdin=PIPE, stdout=PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    token = access_token(settings.secret_key, organization=WORST.organization)
    given = {"address": address, "token": token, "video": world.worst}
    try:
        child.stdin.write(f"{json.dumps(given)}\n".encode())
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
async def _models(stack: Stack) -> AsyncIterator[None]:
    """The embedded models, behind what answers one question with a heavy query."""
    port, name = free_port(), "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"
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
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--seconds", type=float, default=_BESIDE_SECONDS, help="beside each worst")
    chosen = parser.parse_args()
    return asyncio.run(run(chosen.kinds or list(KINDS), chosen.seconds))


if __name__ == "__main__":
    sys.exit(main())
