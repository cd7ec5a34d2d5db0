"""Fills a database with random footage: `python -m bench.seed --videos 2000 --events-per-video 500`.

The same plan makes the same rows, with the same ids. They belong to the organizations seed-1, seed-2, …; other rows
stay as they are. Without --state, DATABASE_OWNER_URL (environment or .env) names the database; without that, it is the
embedded stack in .watchgraph-bench.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import config
from bench.harness.database import open_target
from bench.seed.copying import AlreadySeeded, delete_rows, write_rows
from bench.seed.plan import SeedPlan
from devstack.problem import StackProblem


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.seed", description=__doc__)
    default_plan = SeedPlan()
    for name, type_, description in (
        ("videos", _parse_count, "number of videos, an hour each"),
        ("events-per-video", _parse_count, "events in each video"),
        (
            "organizations",
            _parse_count,
            "number of organizations; the first has half of the videos, the next a quarter, …",
        ),
        ("cameras", _parse_count, "cameras of each organization"),
        ("embeddings", _parse_share, "share of events with a vector: yes, no or 0 to 1"),
        ("seed", int, "another seed makes other rows"),
    ):
        default = getattr(default_plan, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=type_, default=default, help=f"{description} (default: {default})")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    parser.add_argument("--replace", action="store_true", help="first delete the rows of earlier runs")
    chosen = vars(parser.parse_args())
    state, replace = chosen.pop("state"), chosen.pop("replace")
    try:
        asyncio.run(_seed(SeedPlan(**chosen), state, replace=replace))
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1
    except AlreadySeeded as error:
        print(f"There are videos of {error} already. Say --replace to delete all of seed-… first.", file=sys.stderr)
        return 1
    return 0


async def _seed(plan: SeedPlan, state: Path | None, *, replace: bool) -> None:
    async with open_target(state) as settings:
        dsn = settings.database_owner_url
        place = urlsplit(dsn)
        print(f"Into {place.path[1:]} at {place.hostname}:{place.port or 5432}")
        if replace:
            print(f"{await delete_rows(dsn):,} videos deleted")
        began, total = time.perf_counter(), plan.videos * plan.events_per_video

        def report(events: int) -> None:
            seconds = time.perf_counter() - began
            line = f"{events:>11,} of {total:,} events  {events / total:4.0%}  {events / seconds:8,.0f} a second"
            print(line, end="\r" if sys.stdout.isatty() else "\n", flush=True)

        await write_rows(dsn, plan, report)
        print(f"\n{plan.videos:,} videos and {total:,} events in {time.perf_counter() - began:.1f} s")


def _parse_count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _parse_share(text: str) -> float:
    share = {"yes": 1.0, "no": 0.0}.get(text) if text in ("yes", "no") else float(text)
    if share is None or not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("yes, no, or a number from 0 to 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
