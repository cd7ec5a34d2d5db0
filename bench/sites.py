"""What sites cost the reads of the performance rig: `python -m bench.sites`, on the rows of `bench.seed`.

The API runs in this process. Q1 to Q4 are asked in turns: of a database whose policies know organizations only, and of
one whose policies know sites, by a caller of every site, one who is limited to all of them, and one of one site in a
hundred. The policies are swapped in one database, which `bench.seed` filled; those of sites come back at the end,
whatever happens. Printed: the median CPU milliseconds of an answer, of the API and the database together, which other
load disturbs less than its time, and the median over the rounds of their ratios to the first column. Exit code 1 if the
policies of sites cost a caller of every site more than 5 %.
"""

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import asyncpg

import config
from bench.harness.api import KeepAliveClient, serve_api
from bench.harness.database import open_target
from bench.seed.plan import START
from devstack.problem import StackProblem
from devstack.token import access_token

ORGANIZATION = "seed-1"
SITES = 100
MAX_RATIO = 1.05
_MIGRATION = import_module("models.migrations.versions.0027_cameras_and_sites")
_EVENT_FIELDS = "id type startSeconds endSeconds frameNumber person { trackId } description confidence"
Q1 = """{ videos(first: 50) { edges { node {
  id name originalFilename camera recordedAt createdAt durationSeconds frameRate width height sizeBytes status
} } } }"""
Q2 = f"""{{ videos(first: 20) {{ edges {{ node {{ id name
  events(first: 20) {{ edges {{ node {{ {_EVENT_FIELDS} }} }} }} }} }} }} }}"""
Q3 = f"""query ($id: ID!) {{ video(id: $id) {{ id name camera durationSeconds
  events(first: 100, filter: {{ types: [WALKING] }}) {{ edges {{ node {{ {_EVENT_FIELDS} }} }} }} }} }}"""
Q4 = f"""query ($from: DateTime, $to: DateTime) {{
  events(first: 50, filter: {{ types: [RUNNING], occurredAt: {{ from: $from, to: $to }} }}) {{
    edges {{ node {{ {_EVENT_FIELDS} video {{ name }} }} }} }} }}"""


@dataclass(slots=True)
class Column:
    """A caller, under policies that know sites or not; CPU seconds per answer, by operation."""

    title: str
    token: str
    by_site: bool
    times: dict[str, list[float]] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sites", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="rounds of each operation (default: 30)")
    parser.add_argument("--requests", type=int, default=20, help="requests of each column in a round (default: 20)")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    chosen = parser.parse_args()
    try:
        return 0 if asyncio.run(_bench(chosen.state, chosen.rounds, chosen.requests)) else 1
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1


async def _bench(state: Path | None, rounds: int, requests: int) -> bool:
    async with open_target(state) as settings:
        owner = await asyncpg.connect(settings.database_owner_url)
        try:
            videos = await _spread_over_sites(owner)
            load = f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
            print(f"{videos:,} videos of {ORGANIZATION} at {SITES} sites; {load}")
            sites = frozenset(f"site-{number}" for number in range(SITES))
            unlimited = settings.model_copy(update={"rate_points_per_minute": 0})
            async with _keep_policies(owner), serve_api(unlimited, ORGANIZATION) as client:
                key = settings.secret_key
                columns = [
                    Column("organization only", _token(key, None), by_site=False),
                    Column("every site", _token(key, None), by_site=True),
                    Column(f"all {SITES} named", _token(key, sites), by_site=True),
                    Column("one site", _token(key, frozenset({"site-7"})), by_site=True),
                ]
                return await _compare(owner, client, columns, rounds, requests)
        finally:
            await owner.close()


def _token(secret_key: str, sites: frozenset[str] | None) -> str:
    return access_token(secret_key, organization=ORGANIZATION, sites=sites)


async def _spread_over_sites(owner: asyncpg.Connection) -> int:
    """Give each recording of the organization a site; events follow by a trigger. Kept for the next run."""
    numbered = "SELECT id, row_number() OVER (ORDER BY id) AS number FROM video WHERE organization = $1"
    moved = await owner.execute(
        f"UPDATE video SET site = 'site-' || numbered.number % {SITES} FROM ({numbered}) AS numbered"  # noqa: S608
        " WHERE video.id = numbered.id AND video.site IS NULL",
        ORGANIZATION,
        timeout=3600,
    )
    if moved != "UPDATE 0":
        for table in ("video", "event"):
            await owner.execute(f"VACUUM ANALYZE {table}", timeout=3600)
    count: int = await owner.fetchval("SELECT count(*) FROM video WHERE organization = $1", ORGANIZATION)
    return count


@asynccontextmanager
async def _keep_policies(owner: asyncpg.Connection) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await _set_policies(owner, by_site=True)


async def _set_policies(owner: asyncpg.Connection, *, by_site: bool) -> None:
    """The policies of video and event as migration 0027 makes them, or as they were before."""
    for table in ("video", "event"):
        visible = f"{_MIGRATION.ORGANIZATION} AND ({_MIGRATION.VISIBLE[table]})"
        await owner.execute(
            f"ALTER POLICY organization ON {table} USING ({visible if by_site else _MIGRATION.ORGANIZATION})"
        )


async def _compare(
    owner: asyncpg.Connection, client: KeepAliveClient, columns: Sequence[Column], rounds: int, requests: int
) -> bool:
    operations = await _build_operations(client)
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        # Forth and back, so that no column profits from its place.
        ordered = columns if number % 2 else list(reversed(columns))
        for name, body in operations.items():
            for column in ordered:
                await _set_policies(owner, by_site=column.by_site)
                # A connection of its own: the server closes those that wait for their turn.
                caller = await client.open_as(column.token)
                times = await _measure(owner, caller, body, requests)
                caller.close()
                if number:  # The first round warms up.
                    column.times.setdefault(name, []).append(times)
    print(f"{'':4}" + "".join(f"{column.title:>28}" for column in columns))
    worst = 0.0
    for name in operations:
        first = columns[0].times[name]
        cells = []
        for column in columns:
            ratio = statistics.median(mine / base for mine, base in zip(column.times[name], first, strict=True))
            cells.append(f"{statistics.median(column.times[name]) * 1000:>15.2f} ms   x {ratio:>5.3f}")
            if column is columns[1]:
                worst = max(worst, ratio)
        print(f"{name:4}" + "".join(f"{cell:>28}" for cell in cells))
    print(f"worst ratio of a caller of every site: {worst:.3f} (at most {MAX_RATIO})")
    return worst <= MAX_RATIO


async def _build_operations(client: KeepAliveClient) -> Mapping[str, bytes]:
    video = (await client.fetch_data("{ videos(first: 1) { edges { node { id } } } }"))["videos"]["edges"][0]["node"]
    hour: dict[str, Any] = {"from": START.isoformat(), "to": (START + timedelta(hours=1)).isoformat()}
    operations = {"Q1": (Q1, {}), "Q2": (Q2, {}), "Q3": (Q3, {"id": video["id"]}), "Q4": (Q4, hour)}
    return {
        name: json.dumps({"query": query, "variables": variables}).encode()
        for name, (query, variables) in operations.items()
    }


async def _measure(owner: asyncpg.Connection, client: KeepAliveClient, body: bytes, requests: int) -> float:
    """CPU seconds of an answer: of this process, and of the database's. The first plan anew and are not counted."""
    for _ in range(5):
        await client.send(body)
    backends = await owner.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    began = time.process_time() + _read_cpu_seconds(backends)
    for _ in range(requests):
        await client.send(body)
    return (time.process_time() + _read_cpu_seconds(backends) - began) / requests


def _read_cpu_seconds(backends: Sequence[asyncpg.Record]) -> float:
    return sum(int(Path(f"/proc/{row['pid']}/schedstat").read_text().split()[0]) for row in backends) / 1e9


if __name__ == "__main__":
    sys.exit(main())
