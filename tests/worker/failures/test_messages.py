"""Whatever lies in the queue, the worker goes on with the next message."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import aioboto3
import pytest

from models.access.principal import Principal
from models.enums import JobStatus
from tests.worker.conftest import PATIENCE, WorkerHarness

pytestmark = pytest.mark.slow


async def send(worker_harness: WorkerHarness, *bodies: str) -> None:
    endpoint, region = worker_harness.settings.aws_endpoint_url_sqs, worker_harness.settings.aws_sqs_region
    async with aioboto3.Session().client("sqs", endpoint_url=endpoint, region_name=region) as sqs:
        for body in bodies:
            await sqs.send_message(QueueUrl=worker_harness.settings.aws_sqs_queue_url, MessageBody=body)


def message(**changed: Any) -> str:
    return json.dumps({"version": 1, "job": str(uuid4()), "organization": "somebody", **changed})


async def wait_until_all_read(worker_harness: WorkerHarness) -> None:
    """Until no message waits, and none was taken that may come again. A job that the worker found in its table may be
    done long before."""
    endpoint, region = worker_harness.settings.aws_endpoint_url_sqs, worker_harness.settings.aws_sqs_region
    async with (
        asyncio.timeout(PATIENCE),
        aioboto3.Session().client("sqs", endpoint_url=endpoint, region_name=region) as sqs,
    ):
        while True:
            found = await sqs.get_queue_attributes(
                QueueUrl=worker_harness.settings.aws_sqs_queue_url,
                AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            )
            if set(found["Attributes"].values()) == {"0"}:
                return
            await asyncio.sleep(0.05)


async def test_messages_that_are_none_of_ours_are_logged_and_thrown_away(
    worker_harness: WorkerHarness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await send(
        worker_harness,
        "not JSON",
        "[" * 3000,
        "[1]",
        json.dumps({"Records": [{"eventName": "ObjectCreated:Put"}]}),
        message(version=0),
        message(version=99),
        message(job="../../etc/passwd"),
        message(job=7),
        message(organization=None),
        message(organization="a\u0000b"),
        message(organization="\ud800"),
        message(padding="x" * 10_000),
        message(),
    )
    async with worker_harness.run_worker(tmp_path):
        video = await worker_harness.upload(b"no video")
        assert (await worker_harness.wait_for_end(video))[-1].status == "FAILED"
        await wait_until_all_read(worker_harness)
    assert await worker_harness.data.queue.receive(10, 1) == []
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for reason in ("not JSON", "no version", "another version", "job is missing", "organization is missing", "4096"):
        assert reason in logged


async def test_a_message_that_names_another_organization_runs_nothing(
    worker_harness: WorkerHarness, tmp_path: Path
) -> None:
    video = await worker_harness.upload(b"no video", send=False)
    job = await worker_harness.job(video)
    stranger = Principal.worker("another-organization")
    # Held, so that only the message could start it.
    await worker_harness.rows("UPDATE job SET run_after = now() + interval '1 hour' RETURNING id")
    await send(worker_harness, message(job=str(job.id), organization=stranger.organization))
    async with worker_harness.run_worker(tmp_path):
        other = await worker_harness.upload(b"no video")
        await worker_harness.wait_for_end(other)
        await wait_until_all_read(worker_harness)
    assert (await worker_harness.job(video)).status is JobStatus.QUEUED
    assert (await worker_harness.job(video)).attempt == 0
