"""`python -m bench.plans`: answers generated queries by compiled plans and by the ordinary executor, and compares.

It starts an embedded stack, or uses the one in --state, and prints each difference. Exit code 1 if there is one. The
operations are the same for the same seed and number of operations a batch.
"""

import argparse
import asyncio
import sys
import time
from functools import partial
from pathlib import Path
from uuid import uuid4

import config
from app import build_guard_settings, build_limits
from bench.harness.database import open_target
from bench.plans.comparison import Comparison
from bench.plans.generated import QueryGenerator
from bench.plans.world import fill
from datasources.bootstrap import open_datasources
from models.access.principal import Principal
from models.enums import Language, Role
from resolvers.core.context import Context
from schema.build import create_schema

_BATCH = 500
_REPORT_SECONDS = 60.0


async def run(settings: config.Settings, number: int, seed: int) -> int:
    organization, comparison = f"plans-{uuid4().hex[:8]}", Comparison()
    schema, limits = create_schema(build_guard_settings(settings, None)), build_limits(settings)
    async with open_datasources(settings) as data:
        ids = await fill(data.postgres, organization)
        everywhere = Principal("kim", organization, frozenset({Role.ADMIN}))
        at_site = Principal("lee", organization, frozenset({Role.VIEWER}), sites=frozenset({"seoul"}))
        callers = [(everywhere, Language.EN), (everywhere, Language.KO), (at_site, Language.EN)]
        began = reported = time.monotonic()
        for start in range(0, number, _BATCH):
            generator = QueryGenerator(schema._schema, ids, (), seed + start)
            for place in range(min(_BATCH, number - start)):
                principal, language = callers[place % len(callers)]
                context = partial(Context, principal, language, "a-request", data, limits)
                await comparison.compare(schema, generator.make(), context)
            if time.monotonic() - reported > _REPORT_SECONDS:
                reported = time.monotonic()
                print(f"{start + _BATCH} after {reported - began:.0f} s: {comparison.format_line()}", flush=True)
            if len(comparison.differences) > 20:
                break
    limits.close()
    print(f"{number} operations, seed {seed}, {time.monotonic() - began:.0f} s: {comparison.format_line()}")
    for told in (*comparison.differences[:20], *comparison.needless[:10]):
        print(f"! {told}")
    return 1 if comparison.differences or comparison.needless else 0


async def _main(chosen: argparse.Namespace) -> int:
    async with open_target(chosen.state) as settings:
        # Rates would refuse most of them.
        return await run(settings.model_copy(update={"rate_points_per_minute": 0}), chosen.operations, chosen.seed)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.plans", description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000, help="number of operations (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other operations")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    return asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
