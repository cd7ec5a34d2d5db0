"""An inbox with objects, and a queue of notifications beside the queue of the workers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aioboto3
import pytest
import pytest_asyncio

import worker
from config import Settings
from datasources.bootstrap import open_datasources
from devstack.stack.sqs import make_queue
from domain.jobs.slot_pool import SlotPool
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.footage.stored_objects import ObjectHead
from models.job_kinds import SlotGroup, kinds_in
from models.jobs import Job
from tests.worker.conftest import WorkerHarness

# For what hangs; nothing is analyzed here.
PATIENCE = 90
NAME = "20261129T120000Z"


@pytest.fixture
def settings(settings: Settings, principal: Principal, _aws: tuple[Any, Any]) -> Settings:
    """The inbox is the test's organization's. Nothing is summarized: these tests end at the analysis."""
    _, sqs = _aws
    name = settings.aws_sqs_queue_url.rpartition("/")[2]
    changed = {
        "aws_ingest_queue_url": make_queue(sqs, f"{name}-inbox"),
        "aws_ingest_organization": principal.organization,
        "summarize_after_analysis": False,
        "job_longest_pause_seconds": 2.0,
    }
    return settings.model_copy(update=changed)


@dataclass
class InboxHarness(WorkerHarness):
    """Does what a recorder and S3 do."""

    @asynccontextmanager
    async def run_importer(self, folder: Path, **changed: Any) -> AsyncIterator[asyncio.Event]:
        """A worker that imports, and leaves everything else in the table."""

        def build_slots(settings: Settings) -> list[SlotPool]:
            return [SlotPool(kinds_in(SlotGroup.IMPORTS), settings.worker_import_slots, 2)]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "build_slot_pools", build_slots)
            async with self.run_worker(folder, **changed) as stopping:
                yield stopping

    async def deliver_again_after(self, seconds: int) -> None:
        """How long a message stays hidden that an importer received, and did not delete because it was stopped."""
        settings = self.settings
        async with aioboto3.Session().client(
            "sqs", endpoint_url=settings.aws_endpoint_url_sqs, region_name=settings.aws_sqs_region
        ) as sqs:
            await sqs.set_queue_attributes(
                QueueUrl=settings.aws_ingest_queue_url, Attributes={"VisibilityTimeout": str(seconds)}
            )

    async def put(self, key: str, content: bytes) -> ObjectHead:
        await self.data.objects.put("storage", key, content, "binary/octet-stream")
        head = await self.data.objects.head("storage", key)
        assert head is not None
        return head

    def notification(self, key: str, etag: str, size: int = 1, **changed: Any) -> str:
        bucket = self.settings.aws_storage_bucket_name
        record = {
            "eventSource": "aws:s3",
            "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": bucket}, "object": {"key": key, "eTag": etag, "size": size}},
        }
        return json.dumps({"Records": [{**record, **changed}]})

    async def send(self, *bodies: str, queue: str | None = None) -> None:
        settings = self.settings
        async with aioboto3.Session().client(
            "sqs", endpoint_url=settings.aws_endpoint_url_sqs, region_name=settings.aws_sqs_region
        ) as sqs:
            for body in bodies:
                await sqs.send_message(QueueUrl=queue or settings.aws_ingest_queue_url, MessageBody=body)

    async def drop(self, key: str, content: bytes, *, times: int = 1) -> ObjectHead:
        """Put an object and tell of it, as often as said."""
        head = await self.put(key, content)
        await self.send(*[self.notification(key, head.etag, len(content))] * times)
        return head

    async def imports(self) -> list[Job]:
        """The jobs of all objects, in their order."""
        rows = await self.rows("SELECT id FROM job WHERE kind = 'IMPORT' ORDER BY created_at, id")
        jobs = [await self.data.jobs.get(self.principal, row.id) for row in rows]
        return [job for job in jobs if job is not None]

    async def wait_for_imports(self, count: int = 1) -> list[Job]:
        """The jobs, once as many as that have ended, for well or ill."""
        async with asyncio.timeout(PATIENCE):
            while True:
                jobs = await self.imports()
                if sum(job.status in (JobStatus.DONE, JobStatus.FAILED) for job in jobs) >= count:
                    return jobs
                await asyncio.sleep(0.05)

    async def wait_for_status(self, status: JobStatus, error_code: str) -> list[Job]:
        async with asyncio.timeout(PATIENCE):
            while True:
                jobs = [job for job in await self.imports() if job.status is status and job.error_code == error_code]
                if jobs:
                    return jobs
                await asyncio.sleep(0.05)

    async def videos(self) -> list[Any]:
        return await self.rows("SELECT * FROM video ORDER BY created_at, id")

    async def analyses(self, video: UUID) -> int:
        [row] = await self.rows(
            "SELECT count(*) AS n FROM job WHERE kind = :kind AND video_id = :id", kind=JobKind.ANALYZE, id=video
        )
        return int(row.n)

    async def dead_letters(self, *, of_workers: bool = False) -> list[tuple[str, str | None]]:
        """Body and reason of each message in the dead letters of the inbox, which stay there."""
        queue = self.data.queue if of_workers else self.data.inbox_queue
        messages = await queue.dead_letters.receive()
        await queue.dead_letters.release(messages)
        return [(message.body, message.reason) for message in messages]

    async def wait_for_dead_letters(self, count: int, *, of_workers: bool = False) -> list[tuple[str, str | None]]:
        async with asyncio.timeout(PATIENCE):
            while True:
                if len(letters := await self.dead_letters(of_workers=of_workers)) >= count:
                    return letters
                await asyncio.sleep(0.05)


@pytest_asyncio.fixture(loop_scope="session")
async def harness(settings: Settings, principal: Principal) -> AsyncIterator[InboxHarness]:
    async with open_datasources(settings) as data:
        yield InboxHarness(settings, data, principal)
