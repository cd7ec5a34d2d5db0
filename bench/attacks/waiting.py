"""Attacks that take time: connections that are slow, many, or gone. Each ends as it should, and costs others little."""

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
# Beyond the longest default: thirty seconds for a body, and a while for a machine that has other things to do.
_TIMEOUT_SECONDS = 60.0
SLOW_SOCKETS, READYZ_LOOPS, ABORTING_CLIENTS, MAX_SLOWDOWN = 1500, 150, 300, 3.0
_VIDEOS = "{ videos(first: 20) { edges { node { id name status } } } }"

# Name → what is sent at first, what is sent each second from then on, the longest that the server may bear it, and the
# status with which it ends it; 0 for none.
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
    """Seconds until the server ends it, and its status; 0 for none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began, said = time.perf_counter(), b""
    writer.write(first)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            while not reader.at_eof():
                try:
                    async with asyncio.timeout(1):
                        said += await reader.read(4096)
                except TimeoutError:
                    writer.write(then)
    except OSError:
        pass
    finally:
        writer.transport.abort()
    return time.perf_counter() - began, int(said.split(b" ", 2)[1]) if said else 0


async def abort_mid_body(port: int, token: str) -> None:
    """A client that goes away amid its body."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_HEAD + b"Authorization: Bearer %b\r\nContent-Length: 100\r\n\r\n" % token.encode() + _BODY)
    await asyncio.sleep(0.01)
    writer.transport.abort()


@asynccontextmanager
async def start_crowd(port: int, *, sockets: int = 0, loops: int = 0) -> AsyncIterator[None]:
    """So many at the door, from another process, so that they take nothing of this one's time."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.attacks.crowd", str(port), "--sockets", str(sockets), "--loops", str(loops)),
        stdin=asyncio.subprocess.PIPE,
        cwd=_REPOSITORY,
    )
    try:
        # Until all of them are there.
        await asyncio.sleep(6)
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _measure_videos_ms(server: BenchServer, times: int = 60) -> float:
    """Median milliseconds of another caller's read, each on a connection of its own half of the time."""
    took = []
    async with httpx.AsyncClient(timeout=60, trust_env=False) as kept:
        for number in range(times):
            async with httpx.AsyncClient(timeout=60, trust_env=False) as fresh:
                client = BenchClient(kept if number % 2 else fresh, server.address, server.token)
                began = time.perf_counter()
                await client.execute(_VIDEOS)
                took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def run_slow_attacks(server: BenchServer, port: int) -> int:
    """Run them all, and print what came of each; how many were answered otherwise than they should be."""
    wrong = 0

    def tell(name: str, well: bool, what: str) -> None:
        nonlocal wrong
        wrong += not well
        print(f"{'  ' if well else '! '}{what:44} {name}")

    ended = await asyncio.gather(
        *(time_slow_request(port, first, then) for first, then, _, _ in SLOW_REQUESTS.values())
    )
    for (name, (_, _, most, status)), (seconds, answered) in zip(SLOW_REQUESTS.items(), ended, strict=True):
        told = f"{answered or 'closed'} after {seconds:.1f} s (at most {most:.0f})"
        tell(name, answered == status and seconds < most + 5, told)
    before = len(list(server.list_unhandled()))
    await asyncio.gather(*(abort_mid_body(port, server.token) for _ in range(ABORTING_CLIENTS)))
    await asyncio.sleep(1)
    lines = len(list(server.list_unhandled())) - before
    tell(f"gone: {ABORTING_CLIENTS} clients amid their bodies", not lines, f"{lines} lines that nobody foresaw")
    alone = await _measure_videos_ms(server)
    crowds: dict[str, Callable[[], Awaitable[float]]] = {
        f"crowd: {SLOW_SOCKETS:,} slow sockets": lambda: _measure_under_crowd(server, port, sockets=SLOW_SOCKETS),
        f"crowd: {READYZ_LOOPS} loops on /readyz": lambda: _measure_under_crowd(server, port, loops=READYZ_LOOPS),
    }
    for name, beside in crowds.items():
        took = await beside()
        told = f"videos {took:.1f} ms, alone {alone:.1f}: {took / alone:.1f} times"
        tell(name, took < MAX_SLOWDOWN * alone, told)
    return wrong


async def _measure_under_crowd(server: BenchServer, port: int, *, sockets: int = 0, loops: int = 0) -> float:
    async with start_crowd(port, sockets=sockets, loops=loops):
        return await _measure_videos_ms(server)
