"""What an expiry of very many videos costs everybody else: `python -m bench.keeping.expiry`.

It fills an organization with videos whose time is over, each with events and vectors, lets them expire by the worker's
schedule, and meanwhile reads lists of another organization, as before. Objects are not deleted: the figure is the
database's. Printed: reads' p95 before and meanwhile, the longest slice, which is how long locks were held, and how fast
it went. Exit code 1 if the p95 is more than 1.5 times as long, or a slice took longer than a second.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import asyncpg

import config
from bench.harness.database import open_target
from datasources.postgres.core.engine import Postgres
from datasources.postgres.keeping.expiry import ExpiredVideo, Expiry, ExpiryRules
from datasources.postgres.keeping.receipts import ObjectReceipts
from datasources.postgres.keeping.rules import RetentionRules
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.video_deletion import Removals
from datasources.postgres.tables.videos import Videos
from devstack.problem import StackProblem
from domain.keeping.retention import RetentionSchedule
from models.access.principal import Principal
from models.enums import VideoOrder
from models.footage.stored_objects import Bucket, DeletedObjects
from models.paging import PageWindow

EXPIRING, READING = "bench-expiring", "bench-reading"
MAX_RATIO, MAX_SLICE_SECONDS = 1.5, 1.0
_COLUMNS = ("name", "created_at", "status", "tier", "expires_at")
_FILL = """
WITH made AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status, expires_at,
    expiry_warned_at)
  SELECT $1, 'video ' || number, 'v.mp4', 'video/mp4', 1000, $1 || '/' || number, 'READY',
    CASE WHEN $4 THEN now() - interval '2 hours' END, CASE WHEN $4 THEN now() - interval '9 days' END
  FROM generate_series(1, $2::integer) AS number RETURNING id
), happened AS (
  INSERT INTO event (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence,
    source)
  SELECT $1, id, 'WALKING', number, number + 1, number, 'A person walks.', 0.9, 'bench' FROM made
  CROSS JOIN generate_series(1, $3::integer) AS number RETURNING id, video_id
)
INSERT INTO event_embedding (event_id, model_id, organization, video_id, embedding)
SELECT id, 'bench', $1, video_id, '[1,2,3,4]' FROM happened
"""
_CLEAR = ("DELETE FROM job WHERE organization = $1", "DELETE FROM video WHERE organization = $1")


class NoObjects:
    """An object store in which nothing is."""

    async def delete(self, bucket: Bucket, key: str, /) -> None:
        pass

    async def delete_all_versions(self, bucket: Bucket, key: str, /) -> None:
        pass

    async def delete_prefix(self, bucket: Bucket, prefix: str, only: Callable[[str], bool], /) -> int:
        return 0

    async def delete_folder(self, bucket: Bucket, prefix: str, only: Callable[[str], bool], /) -> DeletedObjects:
        return DeletedObjects()

    async def abort_multiparts(self, bucket: str, prefix: str, only: Callable[[str], bool], /) -> int:
        return 0


class NoReceipts(ObjectReceipts):
    async def note_objects(self, principal: Principal, counted: Sequence[tuple[UUID, Mapping[str, int]]]) -> None:
        """There are no objects to note."""


@dataclass(slots=True)
class TimedExpiry:
    """Measures each slice: its transaction, and so its locks, last as long."""

    expiry: Expiry
    slices: list[float] = field(default_factory=list)

    async def expire(self, principal: Principal, at_most: int, /) -> list[ExpiredVideo] | None:
        began = time.perf_counter()
        try:
            return await self.expiry.expire(principal, at_most)
        finally:
            self.slices.append(time.perf_counter() - began)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.keeping.expiry", description=__doc__)
    parser.add_argument("--videos", type=int, default=100_000, help="videos that expire (default: 100,000)")
    parser.add_argument("--events", type=int, default=5, help="events of each (default: 5)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long reads are measured before (default: 10)")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    chosen = parser.parse_args()
    try:
        return 0 if asyncio.run(_bench(chosen.state, chosen.videos, chosen.events, chosen.seconds)) else 1
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1


async def _bench(state: Path | None, videos: int, events: int, seconds: float) -> bool:
    async with open_target(state) as settings:
        owner = await asyncpg.connect(settings.database_owner_url)
        postgres = await Postgres.connect(settings.sqlalchemy_url)
        try:
            await _clear(owner)
            await owner.execute(_FILL, READING, 5000, events, False, timeout=3600)
            for start in range(0, videos, 10_000):
                await owner.execute(_FILL, EXPIRING, min(10_000, videos - start), events, True, timeout=3600)
            await owner.execute("VACUUM ANALYZE video, event, event_embedding", timeout=3600)
            return await _measure(postgres, videos, seconds)
        finally:
            await _clear(owner)
            await postgres.close()
            await owner.close()


async def _clear(owner: asyncpg.Connection) -> None:
    for organization in (EXPIRING, READING):
        for statement in _CLEAR:
            await owner.execute(statement, organization, timeout=3600)


async def _measure(postgres: Postgres, videos: int, seconds: float) -> bool:
    audit = Audit(postgres)
    timed = TimedExpiry(Expiry(postgres, Removals(postgres), audit, ExpiryRules(3, 0, 3600, 900)))
    schedule = RetentionSchedule(
        RetentionRules(postgres, audit), timed, NoObjects(), NoReceipts(postgres, audit), 30, 3
    )
    before = await _read_until(postgres, asyncio.create_task(asyncio.sleep(seconds)))
    began = time.perf_counter()
    meanwhile = await _read_until(postgres, asyncio.create_task(schedule.expire(Principal.worker(EXPIRING), videos)))
    took = time.perf_counter() - began
    former, now = (statistics.quantiles(times, n=20)[-1] for times in (before, meanwhile))
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    print(f"{videos:,} videos in {took:.0f} s ({videos / took:.0f} a second), {len(timed.slices)} slices")
    print(f"longest slice {max(timed.slices):.2f} s (at most {MAX_SLICE_SECONDS:.0f} s wanted)")
    print(f"p95 of reads {former * 1000:.1f} ms before, {now * 1000:.1f} ms meanwhile: {now / former:.2f} times")
    return now / former <= MAX_RATIO and max(timed.slices) <= MAX_SLICE_SECONDS


async def _read_until(postgres: Postgres, done: "asyncio.Task[object]") -> list[float]:
    """Seconds of each read, at 50 a second, until the task is done."""
    videos, reader = Videos(postgres), Principal.worker(READING)
    times: list[float] = []
    while not done.done() or len(times) < 20:
        began = time.perf_counter()
        await videos.list_page(reader, None, VideoOrder.NEWEST_FIRST, PageWindow(50), _COLUMNS)
        times.append(time.perf_counter() - began)
        await asyncio.sleep(0.02)
    await done
    return times


if __name__ == "__main__":
    sys.exit(main())
