"""How soon those who follow see what was told: `python -m bench.subscribers`.

An API process of its own serves a thousand WebSocket subscribers of one video's analysis, whose progress is told as a
worker tells it. Each must see every step or a newer one, and the end. Printed beside an idle echo (a ping of the
protocol) on the same sockets: the time from before a step's transaction until a client has it, and the memory that each
subscriber takes of the API.
"""

import argparse
import asyncio
import os
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert

import config
from bench.harness.api_process import ApiProcess, start_api_process
from bench.harness.database import open_target
from bench.harness.sockets import BenchSubscriber, BenchWebSocket
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from devstack.problem import StackProblem
from devstack.token import access_token
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.jobs import Claim, NewJob, ProgressUpdate
from models.tables import Video
from resolvers.core.ids import Kind, encode

MAX_P99_MS, MAX_KILOBYTES = 250.0, 40.0
WARM_UP, BATCH_SIZE = 50, 50


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.subscribers", description=__doc__)
    parser.add_argument("--subscribers", type=int, default=1000, help="how many follow (default: 1000)")
    parser.add_argument("--steps", type=int, default=100, help="how many steps are told (default: 100)")
    parser.add_argument("--every", type=float, default=0.2, help="seconds between steps (default: 0.2, as a worker)")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    chosen = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    try:
        return asyncio.run(_bench(chosen.state, chosen.subscribers, chosen.steps, chosen.every))
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1


async def _bench(state: Path | None, subscribers: int, steps: int, every: float) -> int:
    async with open_target(state) as settings:
        postgres = await Postgres.connect(settings.sqlalchemy_url)
        principal = Principal("bench", f"bench-{uuid4().hex[:12]}", frozenset(Role))
        async with start_api_process(settings) as api:
            print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; {subscribers:,} subscribers, {steps} steps")
            warm = await _connect_subscribers(
                api, settings, principal, await _create_claimed_video(postgres, principal), WARM_UP
            )
            await _disconnect(warm)
            before = api.read_memory_kilobytes()
            video = await add_video(postgres, principal)
            claim = await claim_analysis(postgres, principal, video)
            began = time.perf_counter()
            followers = await _connect_subscribers(api, settings, principal, video, subscribers)
            print(f"all there after {time.perf_counter() - began:.1f} s")
            taken = (api.read_memory_kilobytes() - before) / subscribers
            idle = await _measure_echo(followers[0].socket, 200)
            told = await report_steps(Jobs(postgres), claim, steps, every)
            await asyncio.wait_for(asyncio.gather(*(one.complete.wait() for one in followers)), 60)
            after = (api.read_memory_kilobytes() - before) / subscribers
            problems = [problem for one in followers if (problem := find_missed(one, told))]
            await _disconnect(followers)
        await postgres.close()
    times = sorted(late for one in followers for late in compute_latencies(one, told))
    p50, p99 = _quantile(times, 0.5), _quantile(times, 0.99)
    sent = sum(len(one.seen) for one in followers) / subscribers - 1
    print(f"every one saw each of {len(told)} steps or a newer one, and the end: {'no' if problems else 'yes'}")
    print(f"messages a subscriber: {sent:.1f} of {len(told)}")
    print(f"commit to client: p50 {p50:.1f} ms, p99 {p99:.1f} ms, slowest {times[-1]:.1f} ms")
    print(f"idle echo: p50 {_quantile(idle, 0.5):.2f} ms, p99 {_quantile(idle, 0.99):.2f} ms")
    print(f"memory a subscriber: {taken:.1f} kB at rest, {after:.1f} kB at the end")
    for problem in problems[:5]:
        print(problem)
    good = not problems and p99 < MAX_P99_MS and max(taken, after) <= MAX_KILOBYTES
    print("PASS" if good else f"FAIL: wanted p99 below {MAX_P99_MS:.0f} ms and at most {MAX_KILOBYTES:.0f} kB")
    return 0 if good else 1


async def add_video(postgres: Postgres, principal: Principal) -> UUID:
    video = Video.__table__
    row = {
        "organization": principal.organization,
        "name": "Entrance",
        "original_filename": "entrance.mp4",
        "content_type": "video/mp4",
        "size_bytes": 1000,
        "object_key": f"{principal.organization}/none/original.mp4",
    }
    async with postgres.transaction(principal) as connection:
        added: UUID = (await connection.execute(insert(video).values(**row).returning(video.c.id))).scalar_one()
    return added


async def claim_analysis(postgres: Postgres, principal: Principal, video: UUID) -> Claim:
    """The video's analysis, in our hands."""
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "bench", video_id=video))
    claim = await jobs.claim(principal, job.id, "bench", 3600)
    assert claim is not None
    return claim


async def _create_claimed_video(postgres: Postgres, principal: Principal) -> UUID:
    video = await add_video(postgres, principal)
    await claim_analysis(postgres, principal, video)
    return video


async def report_steps(jobs: Jobs, claim: Claim, steps: int, every: float) -> dict[int, float]:
    """Tell these many steps and the end: sequence → the time before its transaction."""
    told: dict[int, float] = {}
    first = 2  # the first was told when the job was queued
    for number in range(steps):
        await asyncio.sleep(every)
        told[first + number] = time.perf_counter()
        percent = 100 * number // steps
        await jobs.report(
            claim, ProgressUpdate("ANALYZING", "DETECTING", percent, {"eventsFound": number, "error": None})
        )
    await asyncio.sleep(every)
    told[first + steps] = time.perf_counter()
    await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100, {"eventsFound": steps, "error": None}))
    return told


async def _connect_subscribers(
    api: ApiProcess, settings: config.Settings, principal: Principal, video: UUID, number: int
) -> list[BenchSubscriber]:
    """Followers of fifty users, a batch at a time."""
    found: list[BenchSubscriber] = []
    tokens = [
        access_token(settings.secret_key, user=f"operator-{n}", organization=principal.organization) for n in range(50)
    ]
    for at in range(0, number, BATCH_SIZE):
        coming = [
            BenchSubscriber.subscribe(api.port, tokens[n % len(tokens)], encode(Kind.VIDEO, video))
            for n in range(at, min(at + BATCH_SIZE, number))
        ]
        found += await asyncio.gather(*coming)
    return found


async def _disconnect(followers: Sequence[BenchSubscriber]) -> None:
    for one in followers:
        one.socket.close()
    await asyncio.gather(*(one.socket.closed.wait() for one in followers))


async def _measure_echo(socket: BenchWebSocket, rounds: int) -> list[float]:
    """Milliseconds that the protocol's ping takes to come back, sorted."""
    answered = asyncio.Event()
    heard, socket._on_message = socket._on_message, lambda _body, _at: answered.set()
    times = []
    for _ in range(rounds):
        answered.clear()
        sent = time.perf_counter()
        socket.send(type="ping")
        await answered.wait()
        times.append((time.perf_counter() - sent) * 1000)
    socket._on_message = heard
    return sorted(times)


def compute_latencies(follower: BenchSubscriber, reported: dict[int, float]) -> list[float]:
    """For each step, the milliseconds until this follower had it or a newer one."""
    found = []
    coming = iter(follower.seen)
    sequence, at = next(coming)
    for step in sorted(reported):
        while sequence < step:
            sequence, at = next(coming)
        found.append((at - reported[step]) * 1000)
    return found


def find_missed(follower: BenchSubscriber, reported: dict[int, float]) -> str | None:
    """What is wrong with what a follower saw; None where it saw every step or a newer one, in order, and the end."""
    sequences = [sequence for sequence, _ in follower.seen]
    if sequences != sorted(set(sequences)):
        return f"out of order: {sequences}"
    if not sequences or sequences[-1] != max(reported):
        return f"ended with {sequences[-1:]}, not {max(reported)}"
    return None


def _quantile(ordered: Sequence[float], part: float) -> float:
    return statistics.quantiles(ordered, n=1000, method="inclusive")[round(part * 1000) - 1]


if __name__ == "__main__":
    sys.exit(main())
