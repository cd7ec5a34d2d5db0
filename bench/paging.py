"""Compares late pages of a list with early ones: `python -m bench.paging`, on the rows of `bench.seed`.

It pages through events by cursor, 100 per page, in each order. Then it reads the first and the last hundred pages
again, in turns, and prints their medians and the ratio. Exit code 1 if events are missing or repeated.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import config
from bench.harness.api import KeepAliveClient, serve_api
from bench.harness.database import open_target
from bench.reads import ORGANIZATION
from devstack.problem import StackProblem
from models.enums import EventOrder

PAGE_SIZE, COMPARED_PAGES = 100, 100
QUERY = """query ($after: String, $order: EventOrder!) {
  events(first: 100, after: $after, orderBy: $order) { edges { node { id } } pageInfo { hasNextPage endCursor } }
}"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.paging", description=__doc__)
    parser.add_argument(
        "--events", type=int, default=100_000, help="how many events to page through (default: 100,000)"
    )
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
    async with open_target(state) as settings, serve_api(settings, ORGANIZATION) as client:
        print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
        print(f"{'':24} {'events':>9} {'first pages':>12} {'last pages':>12} {'ratio':>7}")
        return all([await _page_through(client, events, order) for order in orders])


async def _page_through(client: KeepAliveClient, events: int, order: EventOrder) -> bool:
    seen: set[str] = set()
    cursors: list[str | None] = [None]
    while (len(cursors) - 1) * PAGE_SIZE < events:
        page = (await client.fetch_data(QUERY, after=cursors[-1], order=order.value))["events"]
        seen.update(edge["node"]["id"] for edge in page["edges"])
        cursors.append(page["pageInfo"]["endCursor"])
        if not page["pageInfo"]["hasNextPage"]:
            break
    pages = len(cursors) - 1
    first, last = [], []
    # In turns, so that other load on the machine affects both.
    for early, late in zip(cursors[:COMPARED_PAGES], cursors[:-1][-COMPARED_PAGES:], strict=True):
        first.append(await _measure_milliseconds(client, early, order))
        last.append(await _measure_milliseconds(client, late, order))
    complete = len(seen) > (pages - 1) * PAGE_SIZE
    first_median, last_median = statistics.median(first), statistics.median(last)
    print(
        f"{order:24} {len(seen):>9,} {first_median:>9.2f} ms {last_median:>9.2f} ms "
        f"{last_median / first_median:>7.2f}" + ("" if complete else "  events came twice or not at all"),
        flush=True,
    )
    return complete


async def _measure_milliseconds(client: KeepAliveClient, after: str | None, order: EventOrder) -> float:
    began = time.perf_counter()
    await client.fetch_data(QUERY, after=after, order=order.value)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
