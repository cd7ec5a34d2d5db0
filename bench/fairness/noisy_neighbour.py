"""Makes a heavy load of one organization, as a separate process: python -m bench.fairness.noisy_neighbour KIND

It reads a line of JSON (address, token, and what the kind needs), writes "begun" when the load is complete, continues
until its input ends, and writes the answers that it got. Loopback only.
"""

import asyncio
import contextlib
import json
import resource
import sys
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from struct import pack
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.fairness.measuring import ASK_MUTATION
from bench.harness.client import BenchClient

REQUEST_MUTATION = """mutation ($video: ID!, $size: BigInt!) {
  requestThumbnailUpload(videoId: $video, contentType: "image/png", sizeBytes: $size) {
    url headers { name value } uploadToken userErrors { code }
  }
}"""
CONFIRM_MUTATION = "mutation ($token: String!) { confirmThumbnailUpload(uploadToken: $token) { userErrors { code } } }"
# 39.7 million pixels, just below the limit, in about 115 kB.
_PICTURE_SIDE = 6300
PICTURES, QUESTIONS, HEAVY_AT_ONCE, SOCKETS, LOOPS = 60, 500, 20, 1500, 150
HEAVY_QUESTION = "bench: how often do two events of one kind fall together?"
_RETRY_SECONDS = 1.0

AnswerCounts = Counter[str]


def make_png(side: int = _PICTURE_SIDE) -> bytes:
    """A square PNG of one colour; by default the largest that the API accepts."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * (3 * side)) * side, 9)
    head = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def confirm_thumbnails(client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any]) -> None:
    """Confirm sixty thumbnails at the same moment, again and again. A refused one is tried again after a second."""
    content = make_png()

    async def run_client() -> None:
        while True:
            ticket = await client.execute(REQUEST_MUTATION, video=options["video"], size=len(content))
            await client.upload(ticket, content)
            # The first round starts at the same moment.
            await start.wait()
            while (code := await _send_for_code(client, CONFIRM_MUTATION, token=ticket["uploadToken"])) == "BUSY":
                counts[code] += 1
                await asyncio.sleep(_RETRY_SECONDS)
            counts[code] += 1

    start = asyncio.Event()
    tasks = [asyncio.create_task(run_client()) for _ in range(PICTURES)]
    await asyncio.sleep(4)
    start.set()
    _signal_begun()
    await asyncio.gather(*tasks)


async def ask_questions(
    client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any], *, wait: bool = True
) -> None:
    """Ask five hundred questions at once; each client asks again when it is answered or refused."""

    async def run_client() -> None:
        while True:
            code = await _send_for_code(client, ASK_MUTATION, video=options["video"], wait=wait)
            counts[code] += 1
            if code != "done":
                await asyncio.sleep(_RETRY_SECONDS)
            elif not wait:
                return

    tasks = [asyncio.create_task(run_client()) for _ in range(QUESTIONS)]
    _signal_begun()
    await asyncio.gather(*tasks)
    await asyncio.Event().wait()


async def queue_questions(client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any]) -> None:
    """Ask five hundred questions at once for the workers; a refused question is asked again."""
    await ask_questions(client, counts, options, wait=False)


async def wait_for_analyses(client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any]) -> None:
    """Do nothing: the analyses are rows in the database already."""
    _signal_begun()
    await asyncio.Event().wait()


async def ask_heavy_questions(client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any]) -> None:
    """Ask, twenty at once, a question that the model answers with a statement that times out."""
    text = ASK_MUTATION.replace("Who stood on the left?", HEAVY_QUESTION)

    async def run_client() -> None:
        while True:
            counts[await _send_for_code(client, text, video=options["video"], wait=True)] += 1

    tasks = [asyncio.create_task(run_client()) for _ in range(HEAVY_AT_ONCE)]
    await asyncio.sleep(1)
    _signal_begun()
    await asyncio.gather(*tasks)


async def hold_slow_sockets(client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any]) -> None:
    """Hold 1,500 connections that send a header byte every second, and open them again when they are closed."""
    port = urlsplit(options["address"]).port

    async def run_client() -> None:
        while True:
            try:
                async with asyncio.timeout(30):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
            except (OSError, TimeoutError):
                counts["refused"] += 1
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            counts["opened"] += 1
            try:
                for letter in b"POST /graphql HTTP/1.1\r\nx-slow: " + b"a" * 1000:
                    writer.write(bytes([letter]))
                    await writer.drain()
                    await asyncio.sleep(1)
            except OSError:
                counts["ended"] += 1
            finally:
                writer.close()

    tasks = [asyncio.create_task(run_client()) for _ in range(SOCKETS)]
    await asyncio.sleep(2)
    _signal_begun()
    await asyncio.gather(*tasks)


async def poll_readyz(client: BenchClient, counts: AnswerCounts, options: Mapping[str, Any]) -> None:
    """Poll /readyz in 150 loops."""

    async def run_client(http: httpx.AsyncClient) -> None:
        while True:
            try:
                counts[str((await http.get("/readyz")).status_code)] += 1
            except httpx.HTTPError as error:
                counts[type(error).__name__] += 1
                await asyncio.sleep(0.1)

    limits = httpx.Limits(max_connections=LOOPS)
    async with httpx.AsyncClient(base_url=options["address"], timeout=60, trust_env=False, limits=limits) as http:
        tasks = [asyncio.create_task(run_client(http)) for _ in range(LOOPS)]
        await asyncio.sleep(1)
        _signal_begun()
        await asyncio.gather(*tasks)


async def _send_for_code(client: BenchClient, text: str, **variables: Any) -> str:
    """The code of the error, or `done` without one."""
    try:
        answer = (await client.send(text, variables)).json()
    except (httpx.HTTPError, ValueError) as error:
        return type(error).__name__
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    mistakes = next(iter(answer["data"].values()))["userErrors"]
    return str(mistakes[0]["code"]) if mistakes else "done"


def _signal_begun() -> None:
    print("begun", flush=True)


LOADS: Mapping[str, Callable[[BenchClient, AnswerCounts, Mapping[str, Any]], Awaitable[None]]] = {
    "thumbnails": confirm_thumbnails,
    "prompts": ask_questions,
    "queued prompts": queue_questions,
    "analyses": wait_for_analyses,
    "heavy SQL": ask_heavy_questions,
    "slow sockets": hold_slow_sockets,
    "readyz": poll_readyz,
}


async def _main(kind: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else max(soft, 65536), hard))
    options = json.loads(sys.stdin.readline())
    counts: AnswerCounts = Counter()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=150, trust_env=False, limits=limits) as http:
        working = asyncio.ensure_future(
            LOADS[kind](BenchClient(http, options["address"], options["token"]), counts, options)
        )
        ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        await asyncio.wait({working, ended}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
    print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
