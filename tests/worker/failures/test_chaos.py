"""Workers are killed, messages come twice, the queue goes away and the database restarts: every job is done once."""

import asyncio
import json
import os
import random
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from devstack.stack.aws import create_client
from devstack.stack.stack import Options, Stack
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import Unavailable
from models.jobs import Job, NewJob, WakeUp
from tests.support.rows import add_video
from tests.vision.media_files import steady_times, write_video
from tests.worker.forge import ForkedProcess, ForkServer, run_fork_server

pytestmark = pytest.mark.slow
SUMMARIES, QUESTIONS, ANALYSES = 98, 98, 4
# Only so many lean on models; the others are told from the rows alone, which costs little.
SEEN, REAL = 5, 3
ARRIVING_SECONDS = 20
WORKERS, KILLS = 3, 25
PATIENCE = 420
WHO = Principal.worker("chaos")
SURROUNDINGS = {
    "JOB_LEASE_SECONDS": "2",
    # A worker that is killed has tried; it is not the job's fault.
    "JOB_ATTEMPTS": "20",
    "JOB_LONGEST_PAUSE_SECONDS": "3",
    "SUMMARIZE_AFTER_ANALYSIS": "false",
    "NO_PROXY": "*",
}


class Gate:
    """The way to the queue, which can be shut: connections that stand are cut, and new ones refused."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._passing):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            self._passing |= {writer, back}
            try:
                await asyncio.gather(_copy(reader, back), _copy(there, writer))
            finally:
                self._passing -= {writer, back}
                for end in (back, writer):
                    end.transport.abort()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(1 << 16):
        target.write(data)
        await target.drain()
    target.close()


@asynccontextmanager
async def own_stack() -> AsyncIterator[Stack]:
    """A stack that nobody else leans on."""
    with tempfile.TemporaryDirectory(prefix="watchgraph-chaos-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - at once
        async with Stack(Path(folder), Options(durable=False)) as stack:
            yield stack


WORK = text("""
WITH v AS (
  INSERT INTO video
    (organization, name, original_filename, content_type, size_bytes, object_key, status, duration_seconds)
  SELECT 'chaos', 'Entrance', 'e.mp4', 'video/mp4', 1, 'none', 'READY', 60 FROM generate_series(1, :summaries)
  RETURNING id
), e AS (
  INSERT INTO event
    (organization, video_id, type, start_seconds, end_seconds, frame_number, track_id, description, confidence, source)
  SELECT 'chaos', v.id, 'WALKING', n, n + 1, n * 25, 'P1', 'A person walks through the middle.', 0.8, 'test/1'
  FROM (SELECT id FROM v LIMIT :seen) AS v, generate_series(1, 3) AS n
), s AS (
  INSERT INTO prompt_session (organization, user_id, video_id, number, title)
  SELECT 'chaos', 'tester', id, 1, 'Who?' FROM v LIMIT :questions RETURNING id
), h AS (
  INSERT INTO prompt_history (organization, session_id, sequence_number, prompt, language)
  SELECT 'chaos', id, 1, CASE WHEN row_number() OVER () <= :real THEN 'Who walked?' ELSE '?!' END, 'EN' FROM s
  RETURNING id
)
SELECT id, 'SUMMARIZE' AS kind FROM v UNION ALL SELECT id, 'PROMPT' FROM h
""")


async def all_work(data: Datasources, footage: bytes) -> list[NewJob]:
    """Two hundred pieces of work, each about something of its own."""
    new: list[NewJob] = []
    async with data.postgres.transaction(WHO) as connection:
        counts = {"summaries": SUMMARIES, "questions": QUESTIONS, "seen": SEEN, "real": REAL}
        for row in await connection.execute(WORK, counts):
            if row.kind == "PROMPT":
                new.append(NewJob(JobKind.PROMPT, "prompt/1", history_id=row.id))
            else:
                new.append(NewJob(JobKind.SUMMARIZE, "summary/1", video_id=row.id))
    for _ in range(ANALYSES):
        video = await add_video(data.postgres, WHO, size_bytes=len(footage))
        key = f"{WHO.organization}/{video}/original.mp4"
        await data.videos.update(WHO, video, object_key=key)
        await data.objects.put("storage", key, footage, "video/mp4")
        new.append(NewJob(JobKind.ANALYZE, "vision/1", video_id=video))
    random.shuffle(new)
    return new


async def arrive(data: Datasources, new: Sequence[NewJob]) -> None:
    """Queue the work bit by bit, as an API does, which has to bear the same; every fifth message is sent twice."""
    sending = asyncio.create_task(data.outbox.run(every_seconds=0.5))
    for number, one in enumerate(new):
        job = await enqueue(data, one)
        data.outbox.nudge()
        if number % 5 == 0:
            with suppress(Unavailable):
                await data.queue.send([WakeUp(job.id, job.organization)])
        await asyncio.sleep(ARRIVING_SECONDS / len(new))
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def enqueue(data: Datasources, new: NewJob) -> Job:
    while True:
        try:
            async with data.postgres.transaction(WHO) as connection:
                return await data.jobs.enqueue(connection, WHO, new)
        except Unavailable:
            await asyncio.sleep(0.2)


async def havoc(
    forge: ForkServer, environment: dict[str, str], workers: list[ForkedProcess], over: asyncio.Event
) -> int:
    """Kill one worker a second and start another, until it is over or there was enough of it; how many were killed."""
    killed = 0
    while killed < KILLS and not over.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await over.wait()
        working = [one for one in workers if one.has_logged("The worker has started")]
        if not working or over.is_set():
            continue
        victim = random.choice(working)
        # Nobody but this test ends a worker: neither the database nor the queue being away does.
        assert not victim.gone, victim.log.read_text()
        victim.send(signal.SIGKILL)
        await victim.wait_until_gone()
        killed += 1
        workers[workers.index(victim)] = await forge.start("worker", environment)
    return killed


async def interrupt_services(gate: Gate, stack: Stack) -> None:
    """The queue is not there for ten seconds; in the midst of them the database restarts."""
    await asyncio.sleep(2)
    await gate.shut()
    await asyncio.sleep(4)
    assert stack.postgres is not None
    await stack.postgres.stop()
    await stack.postgres.start()
    await asyncio.sleep(6)
    await gate.open()


async def fetch_rows(stack: Stack, statement: str) -> list[Any]:
    """What the owner of the tables sees; the database may be away for a while."""
    while True:
        try:
            connection = await asyncpg.connect(stack.owner_environment["DATABASE_OWNER_URL"], timeout=10)
            try:
                await connection.execute(
                    "SELECT set_config('watchgraph.organization', 'chaos', false),"
                    " set_config('watchgraph.sites', 'all', false)"
                )
                return list(await connection.fetch(statement))
            finally:
                await connection.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError):
            await asyncio.sleep(0.2)


async def wait_until_all_ended(stack: Stack, over: asyncio.Event) -> None:
    ended = "SELECT 1 FROM job WHERE status NOT IN ('QUEUED', 'RUNNING')"
    try:
        async with asyncio.timeout(PATIENCE):
            while len(await fetch_rows(stack, ended)) < SUMMARIES + QUESTIONS + ANALYSES:  # noqa: ASYNC110
                await asyncio.sleep(0.3)
    finally:
        over.set()


async def test_two_hundred_jobs_are_done_once_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    footage = write_video(tmp_path / "v.mp4", steady_times(2, 10)).read_bytes()
    async with own_stack() as stack, run_fork_server(tmp_path) as forge:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, stack.environment[name])
        values: dict[str, Any] = {
            name.lower(): value for name, value in stack.environment.items() if name.lower() in Settings.model_fields
        }
        gate = Gate(stack.ports["sqs"])
        await gate.open()
        through = {"AWS_ENDPOINT_URL_SQS": f"http://127.0.0.1:{gate.port}"}
        environment = {"PATH": "/usr/bin:/bin", **stack.environment, **SURROUNDINGS, **through}
        over = asyncio.Event()
        async with open_datasources(
            Settings(**{**values, "aws_endpoint_url_sqs": through["AWS_ENDPOINT_URL_SQS"]})
        ) as data:
            new = await all_work(data, footage)
            assert len(new) == SUMMARIES + QUESTIONS + ANALYSES == 200
            workers = [await forge.start("worker", environment) for _ in range(WORKERS)]
            async with asyncio.TaskGroup() as group:
                group.create_task(wait_until_all_ended(stack, over))
                group.create_task(arrive(data, new))
                group.create_task(interrupt_services(gate, stack))
                killing = group.create_task(havoc(forge, environment, workers, over))
        assert killing.result() >= 1
        for one in workers:
            one.send(signal.SIGTERM)
            await one.wait_until_gone()
        await gate.shut()

        found = await fetch_rows(stack, "SELECT kind, status, attempt, error_code FROM job")
        assert Counter((row["kind"], row["status"]) for row in found) == {
            ("SUMMARIZE", "DONE"): SUMMARIES,
            ("PROMPT", "DONE"): QUESTIONS,
            ("ANALYZE", "DONE"): ANALYSES,
        }
        await assert_each_effect_is_there_once(stack)


async def assert_each_effect_is_there_once(stack: Stack) -> None:
    answers = await fetch_rows(stack, "SELECT status, response FROM prompt_history")
    assert {row["status"] for row in answers} <= {"COMPLETED", "NOT_FOUND"}
    assert all(row["response"] for row in answers)
    summaries = await fetch_rows(stack, "SELECT summary FROM video WHERE summary_status = 'COMPLETED'")
    assert len(summaries) == SEEN
    assert all(json.loads(row["summary"])["headline"] for row in summaries)
    assert len(await fetch_rows(stack, "SELECT 1 FROM video WHERE summary_status = 'EMPTY'")) == SUMMARIES - SEEN
    told = await fetch_rows(
        stack,
        "SELECT count(*) AS steps, max(sequence) AS last, count(*) FILTER (WHERE terminal) AS ends, "
        "bool_or(terminal AND sequence = newest) AS at_the_end FROM (SELECT *, max(sequence) OVER "
        "(PARTITION BY kind, subject_id) AS newest FROM progress) AS p GROUP BY kind, subject_id",
    )
    assert len(told) == SUMMARIES + QUESTIONS + ANALYSES
    # Numbered without a gap, and ended once, by the last step.
    assert {(row["steps"] - row["last"], row["ends"], row["at_the_end"]) for row in told} == {(0, 1, True)}
    analyzed = await fetch_rows(
        stack,
        "SELECT unnest(ARRAY[thumbnail_key, storyboard ->> 'key']) AS key FROM video "
        "WHERE status = 'READY' AND thumbnail_key IS NOT NULL",
    )
    keys = {"s3_access_key": stack.environment["AWS_ACCESS_KEY_ID"]}
    keys["s3_secret_key"] = stack.environment["AWS_SECRET_ACCESS_KEY"]
    s3 = create_client("s3", stack.environment["AWS_ENDPOINT_URL_S3"], keys)
    try:
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=stack.environment["AWS_THUMBNAILS_BUCKET_NAME"])
        pictures = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    finally:
        s3.close()
    assert sorted(pictures) == sorted(row["key"] for row in analyzed)
    # Of each a thumbnail and a storyboard.
    assert len(pictures) == 2 * ANALYSES
