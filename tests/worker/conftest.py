"""Footage to analyze, and everything that a worker needs around it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text

import worker
from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import JobKind, ProgressKind
from models.jobs import Job, NewJob, ProgressStep
from tests.conftest import Database
from tests.support.rows import add_video
from vision.version import ANALYSIS_PIPELINE

# For what hangs: a busy machine takes minutes for what an idle one does in seconds.
PATIENCE = 300


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Half as many frames are looked at, in half the time: the events of the crossing are the same."""
    return settings.model_copy(update={"analysis_fps": 2.5})


@pytest_asyncio.fixture(loop_scope="session")
async def postgres(database: Database) -> AsyncIterator[Postgres]:
    opened = await Postgres.connect(database.url)
    yield opened
    await opened.close()


@dataclass
class WorkerHarness:
    """Does what the API does around a worker, and reads what came of it."""

    settings: Settings
    data: Datasources
    principal: Principal

    async def upload(self, content: bytes, *, send: bool = True, **columns: Any) -> UUID:
        """A video whose file is in the bucket, and its ANALYZE job."""
        video = await add_video(self.data.postgres, self.principal, size_bytes=len(content), **columns)
        key = f"{self.principal.organization}/{video}/original.mp4"
        await self.data.videos.update(self.principal, video, object_key=key)
        await self.data.objects.put("storage", key, content, "video/mp4")
        await self.enqueue(NewJob(JobKind.ANALYZE, ANALYSIS_PIPELINE, video_id=video), send=send)
        return video

    async def enqueue(self, new: NewJob, *, send: bool = True) -> Job:
        async with self.data.postgres.transaction(self.principal) as connection:
            job = await self.data.jobs.enqueue(connection, self.principal, new)
        if send:
            await self.data.jobs.send_due(self.data.queue)
        return job

    async def wait_for_end(self, video: UUID, kind: ProgressKind = ProgressKind.ANALYSIS) -> list[ProgressStep]:
        """Every step of the run, once it is over."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self.data.listener.subscribe(self.principal, kind, video):
                pass
        return await self.data.progress.list_since(self.principal, kind, video, 0)

    async def wait_for_stage(self, video: UUID, stage: str) -> None:
        async with asyncio.timeout(PATIENCE):
            async for step in self.data.listener.subscribe(self.principal, ProgressKind.ANALYSIS, video, after=0):
                if step.stage == stage:
                    return

    async def video(self, video: UUID) -> Any:
        async with self.data.postgres.transaction(self.principal) as connection:
            return (await connection.execute(text("SELECT * FROM video WHERE id = :id"), {"id": video})).one()

    async def job(self, video: UUID, kind: JobKind = JobKind.ANALYZE) -> Job:
        [job] = await self.data.jobs.list_latest_by_video(self.principal, kind, [video])
        assert job is not None
        return job

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.data.postgres.transaction(self.principal) as connection:
            return list((await connection.execute(text(statement), values)).all())

    @asynccontextmanager
    async def run_worker(self, folder: Path, **changed: Any) -> AsyncIterator[asyncio.Event]:
        """A worker in this process, which stops at the end of the block or when the event is set."""
        stopping = asyncio.Event()
        settings = self.settings.model_copy(update=changed)
        async with open_datasources(settings) as data:
            running = asyncio.create_task(worker.build_worker(settings, data, folder).run(stopping))
            try:
                yield stopping
            finally:
                stopping.set()
                await running

    @contextmanager
    def environment(self, **changed: str) -> Iterator[dict[str, str]]:
        """What a worker process reads its settings from."""
        values = self.settings.model_dump(exclude_none=True)
        told = {name.upper(): str(value) for name, value in values.items() if isinstance(value, str | int | float)}
        keys = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PATH")}
        yield {**keys, "NO_PROXY": "*", "AWS_EC2_METADATA_DISABLED": "true", **told, **changed}

    async def start_process(self, log: Path, **changed: str) -> asyncio.subprocess.Process:
        """A worker as a process of its own, from the moment that it listens."""
        with self.environment(**changed) as environment, log.open("ab") as lines:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "worker", env=environment, stderr=lines, cwd=Path(worker.__file__).parent
            )
        async with asyncio.timeout(PATIENCE):
            while "The worker has started" not in (told := await asyncio.to_thread(log.read_text)):
                assert process.returncode is None, told
                await asyncio.sleep(0.05)
        return process


@pytest_asyncio.fixture(loop_scope="session")
async def worker_harness(settings: Settings, principal: Principal) -> AsyncIterator[WorkerHarness]:
    async with open_datasources(settings) as data:
        yield WorkerHarness(settings, data, principal)
