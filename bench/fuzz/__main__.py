"""`python -m bench.fuzz`: ten thousand operations that schemathesis makes from the schema, none of which may fail.

Without --url it runs the product on an embedded stack of its own, whose rates and budgets are set so high that nothing
is turned away by them, and looks through the logs of API and worker, too. Printed are, by root field and by outcome,
how many operations ran and how many a measure of the door refused. Ends with 1 where an answer was a 5xx or INTERNAL,
or a line of a log tells of what nobody foresaw. Loopback only.
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
    """Some at once, as clients do."""
    waiting = list(reversed(batch))

    async def sender() -> None:
        while waiting:
            one = waiting.pop()
            try:
                answer = await client.send(one.text)
                outcomes.add(one.field, one.text, answer.status_code, answer.json())
            except (httpx.HTTPError, ValueError) as error:
                outcomes.add_failure(f"no answer in JSON ({error!r}) {one.field}: {one.text}")

    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))


async def run(server: BenchServer, number: int, seed: int) -> int:
    outcomes = Outcomes()
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as http:
        client = BenchClient(http, server.address, server.token)
        ids = await create_test_data(client)
        print(f"{len(ids)} things to ask about; seed {seed}", flush=True)
        made_operations = generate_operations(SDL.read_text(encoding="utf-8"), number, ids, seed)
        began = told = time.monotonic()
        while batch := await asyncio.to_thread(_take_batch, made_operations):
            await send_batch(client, batch, outcomes)
            if time.monotonic() - told > 30:
                told = time.monotonic()
                print(f"{outcomes.sent.total()} after {told - began:.0f} s, {outcomes.failed} wrong", flush=True)
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
    parser.add_argument("--operations", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another one brings other operations")
    parser.add_argument("--url", help="a running server on this machine instead of one of our own")
    parser.add_argument("--token", help="an access token that it takes, of an organization that may be filled")
    return asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
