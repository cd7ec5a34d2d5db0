"""Attacks that take time: slow connections, many connections, and clients that disconnect."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bench.harness.client import BenchClient
from bench.harness.server import BenchServer

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_HEAD = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
_BODY = json.dumps({"query": "{ viewer { id } }"}).encode()
# Longer than the longest default, thirty seconds for a body, plus time for a busy machine.
_TIMEOUT_SECONDS = 60.0
SLOW_SOCKETS, READYZ_LOOPS, ABORTING_CLIENTS, MAX_SLOWDOWN = 1500, 150, 300, 3.0
_VIDEOS = "{ videos(first: 20) { edges { node { id name status } } } }"

# Name → bytes sent first, bytes sent each second after that, seconds after which the server must end the request, and
# the status of its answer; 0 for none.
SLOW_REQUESTS: dict[str, tuple[bytes, bytes, float, int]] = {
    "slow: nothing at all": (b"", b"", 10.0, 0),
    "slow: headers that stop": (_HEAD, b"", 10.0, 408),
    "slow: headers without an end": (_HEAD, b"x-a: b\r\n", 20.0, 408),
    "slow: a header byte by byte": (_HEAD, b"x", 20.0, 408),
    "slow: a body that stops": (_HEAD + b"Content-Length: 100\r\n\r\n{", b"", 10.0, 408),
    "slow: a body byte by byte": (_HEAD + b"Content-Length: 100000\r\n\r\n", b" ", 30.0, 408),
    "slow: chunks of a byte": (_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 30.0, 408),
}


async def time_slow_request(port: int, first: bytes, then: bytes) -> tuple[float, int]:
    """Seconds until the server ends the request, and the status of its answer; 0 for none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began, answer = time.perf_counter(), b""
    writer.write(first)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            while not reader.at_eof():
                try:
                    async with asyncio.timeout(1):
                        answer += await reader.read(4096)
                except TimeoutError:
                    writer.write(then)
    except OSError:
        pass
    finally:
        writer.transport.abort()
    return time.perf_counter() - began, int(answer.split(b" ", 2)[1]) if answer else 0


async def abort_mid_body(port: int, token: str) -> None:
    """Disconnect in the middle of a request body."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_HEAD + b"Authorization: Bearer %b\r\nContent-Length: 100\r\n\r\n" % token.encode() + _BODY)
    await asyncio.sleep(0.01)
    writer.transport.abort()


@asynccontextmanager
async def start_crowd(port: int, *, sockets: int = 0, loops: int = 0) -> AsyncIterator[None]:
    """Run a crowd of clients inside the block, in another process, so that they do not slow this one."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.attacks.crowd", str(port), "--sockets", str(sockets), "--loops", str(loops)),
        stdin=asyncio.subprocess.PIPE,
        cwd=_REPOSITORY,
    )
    try:
        # Until all of them are connected.
        await asyncio.sleep(6)
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _measure_videos_ms(server: BenchServer, times: int = 60) -> float:
    """Median milliseconds of another caller's read; every second read opens a new connection."""
    durations = []
    async with httpx.AsyncClient(timeout=60, trust_env=False) as shared:
        for number in range(times):
            async with httpx.AsyncClient(timeout=60, trust_env=False) as fresh:
                client = BenchClient(shared if number % 2 else fresh, server.address, server.token)
                began = time.perf_counter()
                await client.execute(_VIDEOS)
                durations.append((time.perf_counter() - began) * 1000)
    return statistics.median(durations)


async def run_slow_attacks(server: BenchServer, port: int) -> int:
    """Run all slow attacks and print their outcomes. Returns the number of wrong outcomes."""
    wrong = 0

    def report(name: str, passed: bool, outcome: str) -> None:
        nonlocal wrong
        wrong += not passed
        print(f"{'  ' if passed else '! '}{outcome:44} {name}")

    results = await asyncio.gather(
        *(time_slow_request(port, first, then) for first, then, _, _ in SLOW_REQUESTS.values())
    )
    for (name, (_, _, most, status)), (seconds, answered) in zip(SLOW_REQUESTS.items(), results, strict=True):
        outcome = f"{answered or 'closed'} after {seconds:.1f} s (at most {most:.0f})"
        report(name, answered == status and seconds < most + 5, outcome)
    before = len(list(server.list_unhandled()))
    await asyncio.gather(*(abort_mid_body(port, server.token) for _ in range(ABORTING_CLIENTS)))
    await asyncio.sleep(1)
    lines = len(list(server.list_unhandled())) - before
    report(f"gone: {ABORTING_CLIENTS} clients amid their bodies", not lines, f"{lines} lines that nobody foresaw")
    alone = await _measure_videos_ms(server)
    crowds: dict[str, Callable[[], Awaitable[float]]] = {
        f"crowd: {SLOW_SOCKETS:,} slow sockets": lambda: _measure_under_crowd(server, port, sockets=SLOW_SOCKETS),
        f"crowd: {READYZ_LOOPS} loops on /readyz": lambda: _measure_under_crowd(server, port, loops=READYZ_LOOPS),
    }
    for name, measure in crowds.items():
        crowded = await measure()
        report(
            name,
            crowded < MAX_SLOWDOWN * alone,
            f"videos {crowded:.1f} ms, alone {alone:.1f}: {crowded / alone:.1f} times",
        )
    return wrong


async def _measure_under_crowd(server: BenchServer, port: int, *, sockets: int = 0, loops: int = 0) -> float:
    async with start_crowd(port, sockets=sockets, loops=loops):
        return await _measure_videos_ms(server)
