"""python -m bench.ingest: footage that comes by itself, while agents, services and the line are killed at random.

Half of the cameras are recorded over RTSP by `python -m ingest rtsp`, the others by files that grow, which `python -m
ingest watch` sends, to the product as `make run` starts it. Processes get kill -9; of the line between agents and
product all connections are reset, or left half-open. At the end every video is downloaded: each frame has a number, so
that what is missing or doubled shows. Exit code 1 if a frame of a file is missing, if any is doubled or has a time that
is off by half a second, or if something is left over.

With --drop it drops so many small files at once instead, and looks at the order and at memory.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bench.chaos.product import ProductProcess
from bench.harness.api_process import find_free_port
from bench.harness.client import BenchClient
from bench.ingest.agents import PATTERN, AgentProcess, GrowingFiles, mux, name_file, read_resident_mib
from bench.ingest.kills import Victims
from bench.ingest.line import Line
from bench.ingest.moving_picture import encode_moving_picture
from bench.ingest.rtsp_server import ServedCamera, serve_rtsp
from bench.ingest.stored import StoredCamera, list_videos, read_cameras
from devstack.token import access_token

MAX_OFF_SECONDS, MAX_AGENT_MIB, MAX_API_GROWTH_MIB = 0.5, 150.0, 64.0
# What a kill of the recording agent costs at five pictures a second: two that FFmpeg has, and those on their way.
MAX_LOST_SECONDS_PER_KILL = 1.0
_SEND_SECONDS, _START_SECONDS = 600.0, 300.0
_FPS = 5


class Bench:
    """One run against a product of its own, in a folder that is removed."""

    def __init__(self, product: ProductProcess, client: BenchClient, token: str, folder: Path) -> None:
        self.product, self.client, self.folder = product, client, folder
        self._token = token
        self._url = f"{product.address}/graphql"
        self.api_peak_mib = 0.0

    async def wait_for_product(self) -> None:
        async with asyncio.timeout(_START_SECONDS):
            while True:
                with suppress(httpx.HTTPError, RuntimeError, ValueError):
                    await list_videos(self.client)
                    return
                await asyncio.sleep(0.5)

    def build_agent(self, name: str, *words: str, line: str | None = None) -> AgentProcess:
        return AgentProcess((*words, "--url", self._url), self.folder / name, self._token, line)

    def measure_api(self) -> float:
        found = read_resident_mib(pid) if (pid := self.product.find_pid("api")) else 0.0
        self.api_peak_mib = max(self.api_peak_mib, found)
        return found


async def run_kills(bench: Bench, cameras: int, minutes: float, kills: int, chance: random.Random) -> bool:
    """Whether every figure is met."""
    over_rtsp = cameras // 2
    # Each camera has a picture of its own: equal footage is one video.
    pictures = [await asyncio.to_thread(encode_moving_picture, 160 + 16 * n, 120, _FPS) for n in range(cameras)]
    served = {f"rtsp-{n}": ServedCamera(pictures[n], reports=n % 2 == 0) for n in range(over_rtsp)}
    drop = bench.folder / "drop"
    drop.mkdir()
    growing = [GrowingFiles(f"file-{n}", drop, pictures[n], 15) for n in range(over_rtsp, cameras)]
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serve_rtsp(served))
        line = Line()
        proxy = await stack.enter_async_context(line.serve())
        spool = bench.folder / "spool"
        urls = [f"{name}={address}/{name}" for name in served]
        agents = {
            "rtsp": bench.build_agent("spool", "rtsp", *urls, "--spool", str(spool), "--minutes", "1", line=proxy),
            "watch": bench.build_agent("drop", "watch", str(drop), "--pattern", PATTERN, "--settle", "3", line=proxy),
        }
        for agent in agents.values():
            await agent.start()
            stack.push_async_callback(agent.end, signal.SIGKILL)
        stopping = asyncio.Event()
        recording = asyncio.gather(*(files.record(stopping) for files in growing))
        victims = Victims(bench.product, agents, line, bench.measure_api)
        lost = await victims.kill_at_random(minutes, kills, chance)
        stopping.set()
        await recording
        await agents["rtsp"].end(signal.SIGTERM)
        for camera in served.values():
            camera.refuses = "503 Service Unavailable"
        await agents["rtsp"].start()
        sent = [await agent.wait_until_sent(_SEND_SECONDS) for agent in agents.values()]
        left = len(list(spool.glob("[!.]*/*"))) + len(list(spool.glob(".recording/*/*")))
        print(
            f"all sent: {all(sent)}; {left} files of the spool left over; {line.cuts} connections cut; memory at most:"
        )
        for name, agent in agents.items():
            print(f"  {name} agent {agent.peak_mib:.0f} MiB")
        allowed = (lost + 1) * MAX_LOST_SECONDS_PER_KILL
        return await _compare(bench, growing, served, allowed) and all(sent) and not left


async def _compare(
    bench: Bench, growing: Sequence[GrowingFiles], served: Mapping[str, ServedCamera], allowed_seconds: float
) -> bool:
    """Whether the product has what was recorded. allowed_seconds: what may be missing of a camera over RTSP."""
    videos = await list_videos(bench.client)
    # An upload that was requested just before a kill is known to nobody; the server ends it with its token.
    whole = [video for video in videos if video["status"] != "UPLOADING"]
    print(f"{len(whole)} videos; {len(videos) - len(whole)} uploads that a kill left to end with their tokens")
    truth = {name: camera.time_of for name, camera in served.items()}
    truth |= {files.name: files.time_of for files in growing}
    stored = await read_cameras(whole, truth)
    good = [_tell(files.name, stored[files.name], files.numbers, 0.0) for files in growing]
    good += [_tell(name, stored[name], camera.sent, allowed_seconds) for name, camera in served.items()]
    return all(good)


def _tell(name: str, stored: StoredCamera, expected: list[int], allowed_seconds: float) -> bool:
    missing = stored.count_missing(expected) / _FPS
    there, wanted = len(set(stored.numbers)) / _FPS, len(set(expected)) / _FPS
    # What a live camera showed while no agent was connected, nobody can have.
    away = (max(expected) + 1 - min(expected)) / _FPS - wanted if expected else 0.0
    print(
        f"  {name:8} {there:7.1f} s there, {stored.doubled / _FPS:.1f} s twice, {missing:.1f} s of {wanted:.1f} s"
        f" missing, times off by at most {stored.off_seconds:.3f} s; {away:.1f} s without an agent"
    )
    return stored.doubled == 0 and missing <= allowed_seconds and stored.off_seconds <= MAX_OFF_SECONDS


async def run_drop(bench: Bench, count: int, minutes: float) -> bool:
    """Whether order and memory are right, of as many as are sent in these minutes."""
    picture = await asyncio.to_thread(encode_moving_picture, 160, 120, _FPS, 1)
    drop, began = bench.folder / "drop", datetime(2026, 1, 1, tzinfo=UTC)
    (drop / "gate").mkdir(parents=True)
    for number in range(count):
        moment = (began + timedelta(seconds=number)).timestamp()
        content = mux(picture, range(_FPS * number, _FPS * (number + 1)))
        (drop / "gate" / name_file(moment)).write_bytes(content)
    idle = bench.measure_api()
    bench.api_peak_mib = idle
    agent = bench.build_agent("drop", "watch", str(drop), "--pattern", PATTERN, "--settle", "2")
    await agent.start()
    deadline, sent = time.monotonic() + minutes * 60, 0
    try:
        while time.monotonic() < deadline and sent < count:
            agent.measure()
            bench.measure_api()
            sent = (await agent.fetch_status()).get("recordings", {}).get("SENT", {}).get("count", sent)
            await asyncio.sleep(0.5)
    finally:
        await agent.end(signal.SIGTERM)
    # The last one may be under way, and one whose answer got lost was requested twice.
    videos = [video for video in await list_videos(bench.client) if video["status"] != "UPLOADING"]
    times = [datetime.fromisoformat(video["recordedAt"]) for video in videos]
    expected = [began + timedelta(seconds=number) for number in range(len(videos))]
    if unexpected := next((pair for pair in zip(times, expected, strict=True) if pair[0] != pair[1]), None):
        print(f"the first that is not in its turn: {unexpected[0]} instead of {unexpected[1]}")
        print(agent.read_log()[-4000:])
    growth = bench.api_peak_mib - idle
    print(f"{sent} of {count} sent in {minutes} min; oldest first, each once: {times == expected}")
    print(f"agent at most {agent.peak_mib:.0f} MiB (wanted {MAX_AGENT_MIB:.0f}), API {growth:.0f} MiB above idle")
    return times == expected and bool(sent) and agent.peak_mib <= MAX_AGENT_MIB and growth <= MAX_API_GROWTH_MIB


async def run(options: argparse.Namespace) -> bool:
    chance = random.Random(options.seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory(prefix="watchgraph-ingest-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        await asyncio.to_thread(folder.chmod, 0o711)
        product = ProductProcess(folder / "state", find_free_port())
        await asyncio.to_thread(product.start)
        try:
            async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
                token = access_token(product.state.load_secrets()["secret_key"], organization="ingest")
                bench = Bench(product, BenchClient(http, product.address, token), token, folder)
                await bench.wait_for_product()
                if options.drop:
                    return await run_drop(bench, options.drop, options.minutes)
                return await run_kills(bench, options.cameras, options.minutes, options.kills, chance)
        finally:
            await product.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    new_seed = random.randrange(10**6)  # noqa: S311 - moments, not secrets
    parser.add_argument("--cameras", type=int, default=4, help="half over RTSP, half as files (default: 4; issue: 16)")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long they record (default: 1; issue: 20)")
    parser.add_argument("--kills", type=int, default=5, help="kills in that time (default: 5; issue: 20)")
    parser.add_argument("--drop", type=int, default=0, help="drop so many files at once instead (issue: 10000)")
    parser.add_argument("--seed", type=int, default=new_seed, help="seed of the moments (default: a new one)")
    options = parser.parse_args()
    # SIGTERM also stops the product, like Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"seed {options.seed}; {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}", flush=True)
    well = asyncio.run(run(options))
    print("PASS" if well else "FAIL")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
