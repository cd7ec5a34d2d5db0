"""python -m bench.summaries: queues 500 summaries at once for two workers; measures the time, and whether one is lost.

It runs on its own embedded stack. With --kill, one worker is killed (SIGKILL) while both work; the other continues the
lost summary when its lease has expired.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.videos import Videos
from devstack.processes.environment import build_child_environment
from devstack.stack.stack import Options, Stack
from domain.summary.summarize import SUMMARY_PIPELINE
from models.access.principal import Principal
from models.enums import JobKind, Role
from models.jobs import NewJob

_PRINCIPAL = Principal("bench", "bench", frozenset({Role.OPERATOR}))
_ROOT = Path(__file__).resolve().parent.parent
_WORKERS, _VISITORS = 2, 4
_TIMEOUT_SECONDS = 1200.0
_ENDED_STATUSES = ("COMPLETED", "EMPTY", "FAILED")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.summaries", description=__doc__)
    parser.add_argument("--summaries", type=int, default=500, help="how many (default: %(default)s)")
    parser.add_argument("--kill", action="store_true", help="kill one worker when a fifth is done")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watchgraph-bench-") as folder:
        # Under root, PostgreSQL runs as another user.
        Path(folder).chmod(0o755)
        sys.exit(asyncio.run(_run(Path(folder), chosen.summaries, kill=chosen.kill)))


async def _run(folder: Path, count: int, *, kill: bool) -> int:
    async with Stack(folder, Options(durable=False)) as stack:
        url = stack.environment["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://", 1)
        postgres = await Postgres.connect(url)
        try:
            for number in range(count):
                await _queue_summary(postgres, number)
            environment = {**build_child_environment(), **stack.environment}
            workers = [await _start_worker(environment, folder / f"worker-{number}.log") for number in range(_WORKERS)]
            try:
                return await _wait_for_summaries(postgres, count, workers, kill=kill)
            finally:
                for worker in workers:
                    if worker.returncode is None:
                        worker.terminate()
                await asyncio.gather(*(worker.wait() for worker in workers))
        finally:
            await postgres.close()


async def _queue_summary(postgres: Postgres, number: int) -> None:
    """Store a video with some visits, and queue its summary."""
    async with postgres.transaction(_PRINCIPAL) as connection:
        video = await Videos(postgres).insert(
            connection, _PRINCIPAL, name=f"Aisle {number}", original_filename="a.mp4", content_type="video/mp4",
            size_bytes=1, object_key=f"bench/{number}", status="READY", duration_seconds=120.0,
        )  # fmt: skip
        rows = [
            {
                "type": kind, "start_seconds": at, "end_seconds": at + 2.0, "frame_number": round(25 * at),
                "location": "LEFT", "track_id": f"P{visitor + 1}", "description": "A person is seen.",
                "confidence": 0.9, "source": "bench/1",
            }
            for visitor in range(_VISITORS)
            for kind, at in (("PERSON_ENTER", 20.0 * visitor), ("STANDING", 20.0 * visitor + 3),
                             ("PERSON_EXIT", 20.0 * visitor + 15))
        ]  # fmt: skip
        await Events(postgres).store_in(connection, _PRINCIPAL, video, rows)
        new = NewJob(JobKind.SUMMARIZE, SUMMARY_PIPELINE, video_id=video, payload={"kind": "EVENTS", "language": "EN"})
        await Jobs(postgres).enqueue(connection, _PRINCIPAL, new)


async def _start_worker(environment: dict[str, str], log: Path) -> Process:
    with log.open("wb") as lines:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "worker", cwd=_ROOT, env=environment, stdout=lines, stderr=lines
        )


async def _wait_for_summaries(postgres: Postgres, count: int, workers: list[Process], *, kill: bool) -> int:
    began = time.perf_counter()
    while True:
        statuses = await _count_statuses(postgres)
        ended = sum(statuses[status] for status in _ENDED_STATUSES)
        if kill and ended >= count // 5 and workers[0].returncode is None:
            workers[0].kill()
            await workers[0].wait()
            print(f"one worker was killed when {ended} were done")
        seconds = time.perf_counter() - began
        if ended == count or seconds > _TIMEOUT_SECONDS:
            break
        await asyncio.sleep(0.5)
    complete = await _count_complete(postgres)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    print(f"{count} summaries on {_WORKERS} workers: {seconds:.0f} s, {dict(statuses)}")
    print(f"with a paragraph for each of {_VISITORS} visitors: {complete}; lost: {count - complete}")
    return 0 if complete == count else 1


async def _count_statuses(postgres: Postgres) -> Counter[str]:
    async with postgres.transaction(_PRINCIPAL) as connection:
        rows = await connection.execute(text("SELECT summary_status, count(*) FROM video GROUP BY 1"))
        return Counter({str(status): int(number) for status, number in rows})


async def _count_complete(postgres: Postgres) -> int:
    """How many completed summaries have a paragraph for every visitor."""
    query = text(
        "SELECT count(*) FROM video WHERE summary_status = 'COMPLETED' "
        "AND jsonb_array_length(summary->'visitors') = :visitors AND summary_draft IS NULL"
    )
    async with postgres.transaction(_PRINCIPAL) as connection:
        return int((await connection.execute(query, {"visitors": _VISITORS})).scalar_one())


if __name__ == "__main__":
    main()
