"""Measures what an answer costs without the calls of its models, each of which takes a fixed time.

python -m bench.ask [--milliseconds 300] [--rounds 40] [--at-once 50] [--processes N] [--state FOLDER]

A question that filters can answer ("fields") takes two calls in sequence: one to plan, while the question is embedded,
and one to write. A question with a condition in words takes a third call between them, to rerank. The overhead is the
time from sending the question over HTTP to its answer, minus those calls. The first word is measured at a subscriber.

Concurrent questions are sent at the same moment, and the next ones when all are answered; in rows marked "always", each
as soon as its caller has an answer. They are spread over as many API processes as the machine has CPUs. These, the
endpoint, PostgreSQL and the clients share the CPUs, so the CPU time of each is printed beside the times.
"""

import argparse
import asyncio
import os
import secrets
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

import config
from bench.ask.asking import QUESTIONS, AnswerTimes, QuestionLoad
from bench.ask.cost import CpuTimes, count_sent, find_parent
from bench.ask.slow import EMBEDDINGS, LANGUAGE, RERANK
from bench.harness.api import KeepAliveClient, serve_api
from bench.harness.api_process import find_free_port, start_api_process
from bench.harness.database import open_target
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from devstack.processes.http_probe import answers_ok
from devstack.token import access_token
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode

STATE = Path(".watchgraph-bench-ask")
PRINCIPAL = Principal("bench", "bench-ask", frozenset())
EVENTS = 200
_CONCURRENT_ROUNDS = 6
MAX_FIRST_WORD_MS, MAX_OVERHEAD_MS, MAX_CONCURRENT_P95_MS = 60, 40, 250


async def run_bench(
    settings: config.OwnerSettings, endpoint: int, seconds: float, rounds: int, at_once: int, apis: int
) -> bool:
    video = encode(Kind.VIDEO, await _create_video(settings))
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; {1000 * seconds:.0f} ms a call")
    async with serve_api(settings, PRINCIPAL.organization) as client:
        await _print_statement_counts(QuestionLoad([client], settings.database_owner_url, video))
    token = access_token(settings.secret_key, organization=PRINCIPAL.organization)
    passed = True
    async with AsyncExitStack() as stack:
        served = [await stack.enter_async_context(start_api_process(settings)) for _ in range(apis)]
        clients = [
            KeepAliveClient(*await asyncio.open_connection("127.0.0.1", api.port, limit=2**24), token) for api in served
        ]  # fmt: skip
        load = QuestionLoad(clients, settings.database_owner_url, video)
        processes = {
            "API": [api.process.pid for api in served],
            "PostgreSQL": [await _find_server_pid(settings.database_owner_url)],
            "clients": [os.getpid()],
            "endpoint": [endpoint],
        }
        columns = f"{'question':<9}{'at once':>8}{'first word':>18}{'overhead p50':>14}{'p95':>7}   (ms)"
        print(f"\n{columns}   CPU ms a question")
        for kind, together, times, always in (
            ("fields", 1, rounds, False),
            ("words", 1, rounds, False),
            ("fields", at_once, _CONCURRENT_ROUNDS, False),
            ("words", at_once, _CONCURRENT_ROUNDS, False),
            ("fields", at_once, _CONCURRENT_ROUNDS, True),
            ("words", at_once, _CONCURRENT_ROUNDS, True),
        ):
            # Warm up: a process opens its connections once, and a connection prepares each statement once.
            await load.ask_concurrently(kind, together, 2)
            spent = CpuTimes(processes, "PostgreSQL")
            answers = await load.ask_concurrently(kind, together, times, continuous=always)
            cpu = ", ".join(f"{name} {time / len(answers):.1f}" for name, time in spent.measure_elapsed().items())
            good = _print_row(kind, together, answers, seconds, cpu + (", always" if always else ""))
            passed = passed and good
        for client in clients:
            client.close()
    print(
        f"\nalone: first word at most calls + {MAX_FIRST_WORD_MS} ms, overhead at most {MAX_OVERHEAD_MS} ms (p50); "
        f"at once: p95 under {MAX_CONCURRENT_P95_MS} ms: " + ("PASS" if passed else "FAIL")
    )
    return passed


def _print_row(kind: str, together: int, answers: Sequence[AnswerTimes], seconds: float, cpu: str) -> bool:
    """Print a line of the table. Returns whether its figures are within the limits."""
    calls = QUESTIONS[kind][1]
    word = statistics.median(1000 * (answer.first_word - calls * seconds) for answer in answers)
    overheads = sorted(1000 * (answer.answer - calls * seconds) for answer in answers)
    p50, p95 = statistics.median(overheads), overheads[int(0.95 * (len(overheads) - 1))]
    print(
        f"{kind:<9}{together:>8}{f'{calls} calls + {word:.0f}':>18}{p50:>14.0f}{p95:>7.0f}          {cpu}", flush=True
    )
    if together == 1:
        return word <= MAX_FIRST_WORD_MS and p50 <= MAX_OVERHEAD_MS
    return p95 < MAX_CONCURRENT_P95_MS


async def _print_statement_counts(load: QuestionLoad) -> None:
    """Print what a question sends to PostgreSQL, counted in an API within this process."""
    for kind in QUESTIONS:
        await load.ask_concurrently(kind, 1, 2)
        with count_sent() as sent:
            await load.ask_concurrently(kind, 1, 4)
        print(f"{kind}: {sent.statements / 4:.1f} statements in {sent.transactions / 4:.1f} transactions a question")


async def _find_server_pid(dsn: str) -> int:
    """The database server's process, whose children serve the connections; 0 if it is not on this machine."""
    connection = await asyncpg.connect(dsn)
    try:
        return find_parent(await connection.fetchval("SELECT pg_backend_pid()"))
    finally:
        await connection.close()


async def _create_video(settings: config.OwnerSettings) -> UUID:
    """Store a video with events that the questions find."""
    postgres = await Postgres.connect(settings.sqlalchemy_url)
    owner = await asyncpg.connect(settings.database_owner_url)
    try:
        await owner.execute("DELETE FROM prompt_session WHERE organization = $1", PRINCIPAL.organization)
        await owner.execute("DELETE FROM video WHERE organization = $1", PRINCIPAL.organization)
        video: UUID = await owner.fetchval(
            "INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status,"
            " duration_seconds) VALUES ($1, 'Aisle', 'a.mp4', 'video/mp4', 1, 'a', 'READY', 3600) RETURNING id",
            PRINCIPAL.organization,
        )
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
        ids = await events.store(PRINCIPAL, video, rows)
        vector = [1.0] + [0.0] * 1023
        await events.store_embeddings(PRINCIPAL, video, EMBEDDINGS, dict.fromkeys(ids, vector))
        # A database that has run for a minute has statistics; without them PostgreSQL plans badly.
        await owner.execute("ANALYZE")
    finally:
        await owner.close()
        await postgres.close()
    return video


@asynccontextmanager
async def _start_endpoint(seconds: float) -> AsyncIterator[tuple[str, int]]:
    """Run the slow endpoint; yields its URL and process id."""
    port = find_free_port()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.ask.slow", str(port), str(seconds), *(text for text, _ in QUESTIONS.values())),
        env={**os.environ},
    )
    try:
        while not await answers_ok(port, "/healthz"):
            if child.returncode is not None:
                raise SystemExit(f"the endpoint ended with exit code {child.returncode}")
            await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}", child.pid
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ask", description=__doc__)
    parser.add_argument("--milliseconds", type=int, default=300, help="duration of every call")
    parser.add_argument("--rounds", type=int, default=40, help="questions asked one after the other")
    parser.add_argument("--at-once", type=int, default=50, help="questions asked together")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="API processes")
    parser.add_argument("--state", type=Path, default=STATE, help="folder of the embedded stack")
    chosen = parser.parse_args()
    seconds = chosen.milliseconds / 1000

    async def run() -> bool:
        async with open_target(chosen.state) as settings, _start_endpoint(seconds) as (url, endpoint):
            os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = "bench", secrets.token_hex()
            changed = settings.model_copy(
                update={
                    "aws_endpoint_url_bedrock_runtime": url,
                    "aws_endpoint_url_bedrock_agent_runtime": url,
                    "aws_bedrock_model_id": LANGUAGE,
                    "aws_bedrock_embedding_model_id": EMBEDDINGS,
                    "aws_bedrock_rerank_model_id": RERANK,
                    # These models use no CPU of this machine.
                    "model_calls_at_once": 256,
                }
            )
            return await run_bench(changed, endpoint, seconds, chosen.rounds, chosen.at_once, chosen.processes)

    return 0 if asyncio.run(run()) else 1


if __name__ == "__main__":
    sys.exit(main())
