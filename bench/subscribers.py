"""Measures how soon subscribers get a progress step: `python -m bench.subscribers`.

A separate API process serves a thousand WebSocket subscribers of one video's analysis; the bench reports its progress
as a worker does. Each subscriber must get every step or a newer one, and the last step. The bench prints the time from
before a step's transaction until a client has the step, the time of an idle echo (a ping of the protocol) on the same
sockets, and the API's memory per subscriber.
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
    parser.add_argument("--subscribers", type=int, default=1000, help="how many subscribers (default: 1000)")
    parser.add_argument("--steps", type=int, default=100, help="how many steps (default: 100)")
    parser.add_argument("--every", type=float, default=0.2, help="seconds between steps (default: 0.2, like a worker)")
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
            subscribed = await _connect_subscribers(api, settings, principal, video, subscribers)
            print(f"all there after {time.perf_counter() - began:.1f} s")
            taken = (api.read_memory_kilobytes() - before) / subscribers
            idle = await _measure_echo(subscribed[0].socket, 200)
            reported = await report_steps(Jobs(postgres), claim, steps, every)
            await asyncio.wait_for(asyncio.gather(*(subscriber.complete.wait() for subscriber in subscribed)), 60)
            after = (api.read_memory_kilobytes() - before) / subscribers
            problems = [problem for subscriber in subscribed if (problem := find_missed(subscriber, reported))]
            await _disconnect(subscribed)
        await postgres.close()
    times = sorted(late for subscriber in subscribed for late in compute_latencies(subscriber, reported))
    p50, p99 = _quantile(times, 0.5), _quantile(times, 0.99)
    sent = sum(len(subscriber.seen) for subscriber in subscribed) / subscribers - 1
    print(f"every one saw each of {len(reported)} steps or a newer one, and the end: {'no' if problems else 'yes'}")
    print(f"messages a subscriber: {sent:.1f} of {len(reported)}")
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
    """Claim the video's analysis, so that the bench can report its progress."""
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
    """Report the steps and the end. Returns, for each sequence number, the time before its transaction."""
    reported: dict[int, float] = {}
    first = 2  # queuing the job reported number 1
    for number in range(steps):
        await asyncio.sleep(every)
        reported[first + number] = time.perf_counter()
        percent = 100 * number // steps
        await jobs.report(
            claim, ProgressUpdate("ANALYZING", "DETECTING", percent, {"eventsFound": number, "error": None})
        )
    await asyncio.sleep(every)
    reported[first + steps] = time.perf_counter()
    await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100, {"eventsFound": steps, "error": None}))
    return reported


async def _connect_subscribers(
    api: ApiProcess, settings: config.Settings, principal: Principal, video: UUID, number: int
) -> list[BenchSubscriber]:
    """Subscribers of fifty users, connected in batches."""
    connected: list[BenchSubscriber] = []
    tokens = [
        access_token(settings.secret_key, user=f"operator-{n}", organization=principal.organization) for n in range(50)
    ]
    for at in range(0, number, BATCH_SIZE):
        batch = [
            BenchSubscriber.subscribe(api.port, tokens[n % len(tokens)], encode(Kind.VIDEO, video))
            for n in range(at, min(at + BATCH_SIZE, number))
        ]
        connected += await asyncio.gather(*batch)
    return connected


async def _disconnect(subscribers: Sequence[BenchSubscriber]) -> None:
    for subscriber in subscribers:
        subscriber.socket.close()
    await asyncio.gather(*(subscriber.socket.closed.wait() for subscriber in subscribers))


async def _measure_echo(socket: BenchWebSocket, rounds: int) -> list[float]:
    """Round-trip times of the protocol's ping in milliseconds, sorted."""
    answered = asyncio.Event()
    previous, socket._on_message = socket._on_message, lambda _body, _at: answered.set()
    times = []
    for _ in range(rounds):
        answered.clear()
        sent = time.perf_counter()
        socket.send(type="ping")
        await answered.wait()
        times.append((time.perf_counter() - sent) * 1000)
    socket._on_message = previous
    return sorted(times)


def compute_latencies(subscriber: BenchSubscriber, reported: dict[int, float]) -> list[float]:
    """For each step, the milliseconds until this subscriber had it or a newer one."""
    latencies = []
    received = iter(subscriber.seen)
    sequence, at = next(received)
    for step in sorted(reported):
        while sequence < step:
            sequence, at = next(received)
        latencies.append((at - reported[step]) * 1000)
    return latencies


def find_missed(subscriber: BenchSubscriber, reported: dict[int, float]) -> str | None:
    """What a subscriber missed; None if it got every step or a newer one, in order, and the last step."""
    sequences = [sequence for sequence, _ in subscriber.seen]
    if sequences != sorted(set(sequences)):
        return f"out of order: {sequences}"
    if not sequences or sequences[-1] != max(reported):
        return f"ended with {sequences[-1:]}, not {max(reported)}"
    return None


def _quantile(ordered: Sequence[float], part: float) -> float:
    return statistics.quantiles(ordered, n=1000, method="inclusive")[round(part * 1000) - 1]


if __name__ == "__main__":
    sys.exit(main())
