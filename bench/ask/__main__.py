"""What an answer costs beyond the calls of its models, each of which takes a fixed time.

python -m bench.ask [--milliseconds 300] [--rounds 40] [--at-once 50] [--state FOLDER]

A question that fields answer takes two calls, one after the other: to plan (the question is embedded meanwhile) and to
write. One with a condition in words takes a third between them, to rerank. The overhead is the time from sending the
question, over HTTP, to its answer, less those calls; the first word counts when a subscriber hears it. The endpoint,
PostgreSQL and the client run on the same machine, and their CPU time is part of the overhead.
"""

import argparse
import asyncio
import os
import secrets
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

import config
from bench.api import Client, serving
from bench.ask.slow import EMBEDDINGS, LANGUAGE, RERANK
from bench.target import target
from datasources.postgres.engine import Postgres
from datasources.postgres.events import Events
from datasources.postgres.progress import CHANNEL
from devstack.http_probe import answers_ok
from models.principal import Principal
from resolvers.ids import Kind, decode, encode

STATE = Path(".watchgraph-bench-ask")
WHO = Principal("bench", "bench-ask", frozenset())
QUESTIONS = {"fields": ("Who stood on the left?", 2), "words": ("Who had a red umbrella?", 3)}
PROMPT = """mutation ($text: String!, $video: ID!) {
  prompt(input: {text: $text, videoId: $video}) {
    history { id status response degraded error { message } citations { number } } userErrors { code }
  }
}"""
EVENTS = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds until the first word and until the answer."""

    first_word: float
    answer: float


class Bench:
    def __init__(self, client: Client, dsn: str, video: str) -> None:
        self._client, self._dsn, self._video = client, dsn, video

    async def rounds(self, kind: str, count: int, at_once: int) -> list[Taken]:
        """So many questions, at_once of them at any time."""
        clients = [await self._client.another() for _ in range(at_once)]
        words: dict[UUID, float] = {}
        waiting = iter(range(count))
        async with self._listening(words):
            took = await asyncio.gather(*(self._ask(client, kind, waiting) for client in clients))
            await asyncio.sleep(0.3)
        for client in clients:
            client.close()
        return [Taken(words[key] - start, end - start) for own in took for key, start, end in own]

    async def _ask(self, client: Client, kind: str, waiting: Any) -> list[tuple[UUID, float, float]]:
        took = []
        for _ in waiting:
            began = time.perf_counter()
            data = await client.data(PROMPT, text=QUESTIONS[kind][0], video=self._video)
            ended = time.perf_counter()
            history = data["prompt"]["history"]
            if history is None or history["status"] != "COMPLETED" or history["degraded"]:
                raise RuntimeError(f"not answered as it should be: {data}")
            key = decode(Kind.PROMPT_HISTORY, history["id"])
            assert key is not None
            took.append((key, began, ended))
        return took

    @asynccontextmanager
    async def _listening(self, words: dict[UUID, float]) -> AsyncIterator[None]:
        """Note when a question's first text became known to whoever follows it."""
        connection = await asyncpg.connect(self._dsn)
        heard: asyncio.Queue[tuple[UUID, float]] = asyncio.Queue()

        async def look() -> None:
            while True:
                key, at = await heard.get()
                if key not in words and await connection.fetchval(
                    "SELECT EXISTS (SELECT FROM progress WHERE subject_id = $1 AND payload ->> 'textDelta' <> '')", key
                ):
                    words[key] = at

        def note(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            heard.put_nowait((UUID(str(payload).rpartition(":")[2]), time.perf_counter()))

        await connection.add_listener(CHANNEL, note)
        looking = asyncio.create_task(look())
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await connection.close()


async def bench(settings: config.Settings, seconds: float, rounds: int, at_once: int) -> bool:
    video = await _footage(settings)
    passed = True
    async with serving(settings, WHO.organization) as client:
        asking = Bench(client, settings.database_owner_url, encode(Kind.VIDEO, video))
        await asking.rounds("fields", 4, 2)
        print(f"{'question':<10}{'at once':>8}{'':>6}{'first word':>22}{'overhead p50':>14}{'p95':>8}   (ms)")
        for kind, together, count in (
            ("fields", 1, rounds),
            ("words", 1, rounds),
            ("fields", at_once, 4 * at_once),
            ("words", at_once, 4 * at_once),
        ):
            took = await asking.rounds(kind, count, together)
            calls = QUESTIONS[kind][1]
            words = sorted(1000 * (one.first_word - calls * seconds) for one in took)
            over = sorted(1000 * (one.answer - calls * seconds) for one in took)
            p95 = over[int(0.95 * (len(over) - 1))]
            first = f"{calls} calls + {statistics.median(words):.0f}"
            print(f"{kind:<10}{together:>8}{'':>6}{first:>22}{statistics.median(over):>14.0f}{p95:>8.0f}", flush=True)
            if together == 1:
                passed = passed and statistics.median(words) <= 60 and statistics.median(over) <= 40
            else:
                passed = passed and p95 < 250
    print(
        "\nalone: first word at most calls + 60 ms, overhead at most 40 ms (p50); together: p95 under 250 ms: "
        + ("PASS" if passed else "FAIL")
    )
    return passed


async def _footage(settings: config.Settings) -> UUID:
    """A video with some visits, which a question finds among those of others."""
    postgres = await Postgres.connect(settings.sqlalchemy_url)
    try:
        owner = await asyncpg.connect(settings.database_owner_url)
        await owner.execute("DELETE FROM prompt_session WHERE organization = $1", WHO.organization)
        await owner.execute("DELETE FROM video WHERE organization = $1", WHO.organization)
        video: UUID = await owner.fetchval(
            "INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status,"
            " duration_seconds) VALUES ($1, 'Aisle', 'a.mp4', 'video/mp4', 1, 'a', 'READY', 3600) RETURNING id",
            WHO.organization,
        )
        await owner.close()
        rows: Sequence[dict[str, Any]] = [
            {
                "type": "STANDING" if number % 20 == 0 else "WALKING",
                "start_seconds": 15.0 * number,
                "end_seconds": 15.0 * number + 5,
                "frame_number": number,
                "location": "LEFT" if number % 2 == 0 else "RIGHT",
                "track_id": f"P{number}",
                "description": f"A person with a red umbrella is there for the {number}th time.",
                "description_ko": "빨간 우산을 든 사람이 있습니다.",
                "confidence": 0.9,
                "source": "bench/1",
            }
            for number in range(EVENTS)
        ]
        events = Events(postgres)
        ids = await events.store(WHO, video, rows)
        vector = [1.0] + [0.0] * 1023
        await events.store_embeddings(WHO, video, EMBEDDINGS, dict.fromkeys(ids, vector))
    finally:
        await postgres.close()
    return video


@asynccontextmanager
async def _endpoint(seconds: float) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.ask.slow", str(port), str(seconds)), env={**os.environ}
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            if await answers_ok(port, "/healthz"):
                break
            await asyncio.sleep(0.1)
        yield url
    finally:
        child.terminate()
        await child.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ask", description=__doc__)
    parser.add_argument("--milliseconds", type=int, default=300, help="what every call takes")
    parser.add_argument("--rounds", type=int, default=40, help="questions asked one after the other")
    parser.add_argument("--at-once", type=int, default=50, help="questions asked together")
    parser.add_argument("--state", type=Path, default=STATE, help="folder of the embedded stack")
    chosen = parser.parse_args()
    seconds = chosen.milliseconds / 1000

    async def run() -> bool:
        async with target(chosen.state) as settings, _endpoint(seconds) as url:
            os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = "bench", secrets.token_hex()
            changed = settings.model_copy(
                update={
                    "aws_endpoint_url_bedrock_runtime": url,
                    "aws_endpoint_url_bedrock_agent_runtime": url,
                    "aws_bedrock_model_id": LANGUAGE,
                    "aws_bedrock_embedding_model_id": EMBEDDINGS,
                    "aws_bedrock_rerank_model_id": RERANK,
                }
            )
            return await bench(changed, seconds, chosen.rounds, chosen.at_once)

    return 0 if asyncio.run(run()) else 1


if __name__ == "__main__":
    sys.exit(main())
