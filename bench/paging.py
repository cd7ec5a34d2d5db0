"""Whether a page far into a list costs what the first did: `python -m bench.paging`, on the rows of `bench.seed`.

Pages through events by cursor, 100 a page, in each order. Told are the medians of the first and the last hundred pages
and their ratio, and that the pages held as many different events as they should. Exit code 1 when they did not.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import config
from bench.api import Client, serving
from bench.reads import ORGANIZATION
from bench.target import target
from devstack.problem import StackProblem
from models.enums import EventOrder

PAGE, COMPARED = 100, 100
QUERY = """query ($after: String, $order: EventOrder!) {
  events(first: 100, after: $after, orderBy: $order) { edges { node { id } } pageInfo { hasNextPage endCursor } }
}"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.paging", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="how far to page (default: 100,000)")
    parser.add_argument("--order", choices=list(EventOrder), help="only this order (default: each)")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    chosen = parser.parse_args()
    orders = list(EventOrder) if chosen.order is None else [EventOrder(chosen.order)]
    try:
        return 0 if asyncio.run(_bench(chosen.state, chosen.events, orders)) else 1
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1


async def _bench(state: Path | None, events: int, orders: list[EventOrder]) -> bool:
    async with target(state) as settings, serving(settings, ORGANIZATION) as client:
        print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
        print(f"{'':24} {'events':>9} {'first pages':>12} {'last pages':>12} {'ratio':>7}")
        return all([await _page(client, events, order) for order in orders])


async def _page(client: Client, events: int, order: EventOrder) -> bool:
    seen: set[str] = set()
    times: list[float] = []
    variables: dict[str, Any] = {"after": None, "order": order.value}
    await client.data(QUERY, **variables)
    while len(times) * PAGE < events:
        began = time.perf_counter()
        page = (await client.data(QUERY, **variables))["events"]
        times.append((time.perf_counter() - began) * 1000)
        seen.update(edge["node"]["id"] for edge in page["edges"])
        variables["after"] = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    first, last = statistics.median(times[:COMPARED]), statistics.median(times[-COMPARED:])
    complete = len(seen) > (len(times) - 1) * PAGE
    print(
        f"{order:24} {len(seen):>9,} {first:>9.2f} ms {last:>9.2f} ms {last / first:>7.2f}"
        + ("" if complete else "  events came twice or not at all"),
        flush=True,
    )
    return complete


if __name__ == "__main__":
    sys.exit(main())
