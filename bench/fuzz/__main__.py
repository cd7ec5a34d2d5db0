"""`python -m bench.fuzz`: sends ten thousand operations that schemathesis generates from the schema; none may fail.

Without --url it runs the product on its own embedded stack, with rates and budgets that never refuse, and also checks
the logs of API and worker. It prints, by root field and by outcome, how many operations ran and how many the operation
guard refused. Exit code 1 if an answer is a 5xx or INTERNAL, or if a log has an unexpected line. Loopback only.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import httpx

from bench.fuzz.generated import GeneratedOperation, generate_operations
from bench.fuzz.outcomes import Outcomes
from bench.fuzz.world import create_test_data
from bench.harness.client import BenchClient
from bench.harness.server import BenchServer, start_server

SDL = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"
_AT_ONCE, _BATCH, _TIMEOUT_SECONDS = 6, 60, 150


async def send_batch(client: BenchClient, batch: Sequence[GeneratedOperation], outcomes: Outcomes) -> None:
    """Send a batch, several operations at once."""
    pending = list(reversed(batch))

    async def sender() -> None:
        while pending:
            operation = pending.pop()
            try:
                answer = await client.send(operation.text)
                outcomes.add(operation.field, operation.text, answer.status_code, answer.json())
            except (httpx.HTTPError, ValueError) as error:
                outcomes.add_failure(f"no answer in JSON ({error!r}) {operation.field}: {operation.text}")

    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))


async def run(server: BenchServer, number: int, seed: int) -> int:
    outcomes = Outcomes()
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as http:
        client = BenchClient(http, server.address, server.token)
        ids = await create_test_data(client)
        print(f"{len(ids)} things to ask about; seed {seed}", flush=True)
        operations = generate_operations(SDL.read_text(encoding="utf-8"), number, ids, seed)
        began = reported = time.monotonic()
        while batch := await asyncio.to_thread(_take_batch, operations):
            await send_batch(client, batch, outcomes)
            if time.monotonic() - reported > 30:
                reported = time.monotonic()
                print(f"{outcomes.sent.total()} after {reported - began:.0f} s, {outcomes.failed} wrong", flush=True)
    print("\n".join(outcomes.format_table()))
    lines = list(server.list_unhandled())
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}, {time.monotonic() - began:.0f} s")
    print(f"wrong answers: {outcomes.failed}; lines of the logs that nobody foresaw: {len(lines)}")
    for what in (*outcomes.wrong, *lines[:20]):
        print(f"! {what[:2000]}")
    return 1 if outcomes.failed or lines else 0


def _take_batch(generated: Iterator[GeneratedOperation]) -> list[GeneratedOperation]:
    return list(islice(generated, _BATCH))


async def _main(chosen: argparse.Namespace) -> int:
    async with start_server(chosen.url, chosen.token, workers=1) as server:
        return await run(server, chosen.operations, chosen.seed)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000, help="number of operations (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other operations")
    parser.add_argument("--url", help="a running server on this machine, instead of a new one")
    parser.add_argument("--token", help="an access token for it, of an organization whose data may change")
    return asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
