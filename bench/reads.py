"""Compares reads through the API with their bare SQL: `python -m bench.reads`, on the rows of `bench.seed`.

Each operation goes over a socket to the API in this process, in turns with the SQL that it sends, which runs alone
through asyncpg. Both are printed in milliseconds (median and 95th percentile), with the API's time as a multiple of the
SQL's. The rows are warm: the same page is read again and again.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

import config
from bench.harness.api import KeepAliveClient, serve_api
from bench.harness.database import open_target
from bench.harness.statements import Statement, capture_statements
from bench.seed.plan import START
from devstack.problem import StackProblem

ORGANIZATION = "seed-1"
WARM_UP = 15

VIDEOS = """{ videos(first: 50) { edges { node {
  id name originalFilename camera timezone recordedAt createdAt sizeBytes durationSeconds width height status
} } } }"""
VIDEOS_EVENTS = """{ videos(first: 20) { edges { node { id name
  events(first: 20) { edges { node { id type startSeconds endSeconds location description confidence } } }
} } } }"""
EVENTS_VIDEO = """{ events(first: 50, orderBy: OCCURRED_NEWEST_FIRST) { edges { node {
  id type startSeconds endSeconds occurredAt description confidence video { id name camera recordedAt }
} } } }"""
SESSIONS = """{ promptSessions(first: 20) { edges { node { id title number status createdAt
  video { id name } mainEvent { id type startSeconds description }
  histories(first: 3) { edges { node { id prompt response status createdAt } } }
} } } }"""
STATISTICS = """query ($from: DateTime!, $to: DateTime!) { eventStatistics(
  filter: { types: [THEFT], occurredAt: { from: $from, to: $to } }, groupBy: HOUR_OF_DAY
) { key count people } }"""
DAY = """query ($from: DateTime!, $to: DateTime!) { eventStatistics(
  filter: { occurredAt: { from: $from, to: $to } }, groupBy: TYPE
) { key count people } }"""
_DAY_RANGE = {"from": (START + timedelta(days=1)).isoformat(), "to": (START + timedelta(days=2)).isoformat()}
READS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("nothing from the database", "{ viewer { id } }", {}),
    ("50 videos with 12 fields", VIDEOS, {}),
    ("20 videos x first 20 events", VIDEOS_EVENTS, {}),
    ("50 events with their video", EVENTS_VIDEO, {}),
    ("20 sessions with all around", SESSIONS, {}),
    ("a day's thefts by hour", STATISTICS, _DAY_RANGE),
    ("a day's events by type", DAY, _DAY_RANGE),
)


@dataclass(frozen=True, slots=True)
class ReadTimes:
    """api, sql: milliseconds of each round. statements: how many the operation sends."""

    name: str
    api: Sequence[float]
    sql: Sequence[float]
    statements: int

    def format_line(self) -> str:
        api, api_slow = _median_and_p95(self.api)
        if not self.statements:
            return f"{self.name:28} {0:>4} {api:9.2f} {api_slow:9.2f}"
        sql, sql_slow = _median_and_p95(self.sql)
        return (
            f"{self.name:28} {self.statements:>4} {api:9.2f} {api_slow:9.2f} {sql:9.2f} {sql_slow:9.2f}"
            f" {api / sql:7.1f} {api_slow / sql_slow:7.1f}"
        )


def _median_and_p95(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reads", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="how often each is measured (default: 200)")
    parser.add_argument("--only", default="", help="only operations whose name holds this")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    chosen = parser.parse_args()
    try:
        asyncio.run(_bench(chosen.state, chosen.rounds, chosen.only))
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _bench(state: Path | None, rounds: int, only: str) -> None:
    async with open_target(state) as settings:
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute(
            f"SELECT set_config('watchgraph.organization', '{ORGANIZATION}', false),"
            " set_config('watchgraph.sites', 'all', false)"
        )
        events = await connection.fetchval("SELECT count(*) FROM event", timeout=120)
        load = f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
        print(f"{events:,} events of {ORGANIZATION}; {load}; {rounds} rounds")
        print(f"{'':28} {'SQL':>4} {'API p50':>9} {'p95':>9} {'SQL p50':>9} {'p95':>9} {'x p50':>7} {'x p95':>7}")
        async with serve_api(settings, ORGANIZATION) as client:
            for name, query, variables in READS:
                if only in name:
                    print(
                        (await _measure(client, connection, name, query, variables, rounds)).format_line(), flush=True
                    )
        await connection.close()


async def _measure(
    client: KeepAliveClient, connection: Any, name: str, query: str, variables: dict[str, Any], rounds: int
) -> ReadTimes:
    with capture_statements() as statements:
        await client.fetch_data(query, **variables)
    body = json.dumps({"query": query, "variables": variables}).encode()
    api, sql = [], []
    for _ in range(WARM_UP + rounds):
        began = time.perf_counter()
        await client.send(body)
        between = time.perf_counter()
        await _run_statements(connection, statements)
        api.append((between - began) * 1000)
        sql.append((time.perf_counter() - between) * 1000)
    return ReadTimes(name, api[WARM_UP:], sql[WARM_UP:], len(statements))


async def _run_statements(connection: Any, statements: Sequence[Statement]) -> None:
    for statement in statements:
        await connection.fetch(statement.sql, *statement.values)


if __name__ == "__main__":
    sys.exit(main())
