"""Killed services of the stack are restarted with their data."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio

from devstack.processes import orphans
from devstack.stack.aws import create_client
from devstack.stack.stack import Stack
from tests.devstack.conftest import make_state_folder

pytestmark = pytest.mark.slow
PATIENCE = 300
JOB = """
WITH v AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status)
  VALUES ('kept', 'Door', 'd.mp4', 'video/mp4', 1, 'none', 'QUEUED') RETURNING id
)
INSERT INTO job (organization, kind, video_id, pipeline_version, status, sent_at, lease_owner, lease_until)
SELECT 'kept', 'ANALYZE', id, 'test/1', $1, now(), $2, now() + interval '1 hour' FROM v RETURNING id
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack() -> AsyncIterator[Stack]:
    with make_state_folder() as folder:
        async with Stack(folder) as started, started.keep_running(said.append):
            yield started


said: list[str] = []


def pid_of(stack: Stack, name: str) -> int:
    """0 while there is none."""
    return int(json.loads((stack.state.folder / "processes.json").read_text()).get(name, [0])[0])


async def until(happens: Callable[[], Awaitable[Any]]) -> Any:
    """What `happens` answers once it answers anything; failures of a service that is away do not count."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, httpx.TransportError):
            if found := await happens():
                return found
        await asyncio.sleep(0.1)
    raise AssertionError(said)


async def ask(stack: Stack, statement: str, *values: Any) -> Any:
    async with stack.postgres.connect() as connection:
        return await connection.fetchval(statement, *values)


def keys(stack: Stack) -> dict[str, str]:
    return {
        "s3_access_key": stack.environment["AWS_ACCESS_KEY_ID"],
        "s3_secret_key": stack.environment["AWS_SECRET_ACCESS_KEY"],
    }


async def test_postgresql_comes_back_with_every_row_that_was_committed(stack: Stack) -> None:
    await ask(stack, "CREATE TABLE kept (number int)")
    await ask(stack, "INSERT INTO kept SELECT generate_series(1, 10000)")
    # A statement that goes on in its process after the server is gone.
    busy = await asyncpg.connect(stack.owner_environment["DATABASE_OWNER_URL"])
    number = await busy.fetchval("SELECT pg_backend_pid()")
    turning = asyncio.create_task(busy.execute("DO $$ BEGIN LOOP END LOOP; END $$"))
    await asyncio.sleep(0.2)
    killed = pid_of(stack, "postgres")
    os.kill(killed, signal.SIGKILL)
    assert await until(lambda: ask(stack, "SELECT count(*) FROM kept")) == 10000
    assert pid_of(stack, "postgres") != killed
    assert orphans.read_start_mark(number) is None
    await asyncio.gather(turning, return_exceptions=True)
    busy.terminate()
    await until(lambda: _said("PostgreSQL is running again."))


async def _said(words: str) -> bool:
    return words in said


async def test_s3_comes_back_with_every_object_that_was_taken(stack: Stack) -> None:
    bucket = stack.environment["AWS_STORAGE_BUCKET_NAME"]
    s3 = create_client("s3", stack.environment["AWS_ENDPOINT_URL_S3"], keys(stack))
    for number in range(20):
        s3.put_object(Bucket=bucket, Key=f"kept/{number}", Body=os.urandom(1000) + bytes([number]))
    os.kill(pid_of(stack, "s3"), signal.SIGKILL)

    async def all_there() -> bool:
        def look() -> bool:
            for number in range(20):
                body = s3.get_object(Bucket=bucket, Key=f"kept/{number}")["Body"].read()
                assert (len(body), body[-1]) == (1001, number)
            return True

        with suppress(s3.exceptions.ClientError, Exception):
            return await asyncio.to_thread(look)
        return False

    assert await until(all_there)
    s3.close()
    await until(lambda: _said("S3 (SeaweedFS) is running again."))


async def test_the_models_come_back(stack: Stack) -> None:
    address = stack.environment["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"]
    killed = pid_of(stack, "bedrock")
    os.kill(killed, signal.SIGKILL)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:

        async def healthy() -> bool:
            return pid_of(stack, "bedrock") not in (0, killed) and (await http.get(f"{address}/healthz")).is_success

        assert await until(healthy)


async def test_the_queue_comes_back_and_waiting_jobs_are_to_be_sent_again(stack: Stack) -> None:
    here = f"{socket.gethostname()}:{os.getpid()}:test#1"
    waiting = await ask(stack, JOB, "QUEUED", None)
    running = await ask(stack, JOB, "RUNNING", here)
    os.kill(pid_of(stack, "sqs"), signal.SIGKILL)

    async def unsent() -> bool:
        return await ask(stack, "SELECT sent_at IS NULL FROM job WHERE id = $1", waiting) is True

    assert await until(unsent)
    # A worker still has this one: its message is not needed as long as it lives.
    assert await ask(stack, "SELECT sent_at IS NOT NULL FROM job WHERE id = $1", running)
    sqs = create_client("sqs", stack.environment["AWS_ENDPOINT_URL_SQS"], keys(stack))
    sqs.send_message(QueueUrl=stack.environment["AWS_SQS_QUEUE_URL"], MessageBody="here")
    sqs.close()


async def test_leases_of_dead_processes_end_at_once_and_others_stay(stack: Stack) -> None:
    dead = await asyncio.create_subprocess_exec("/bin/true")
    await dead.wait()
    host = socket.gethostname()
    owners = {
        "dead": f"{host}:{dead.pid}:w#1",
        "alive": f"{host}:{os.getpid()}:w#1",
        "elsewhere": f"not-{host}:{dead.pid}:w#1",
        "stranger": "api:1234",
    }
    jobs: dict[str, UUID] = {name: await ask(stack, JOB, "RUNNING", owner) for name, owner in owners.items()}
    await stack.job_recovery.release_dead_leases()
    due = {
        name: await ask(stack, "SELECT lease_until < now() FROM job WHERE id = $1", id_) for name, id_ in jobs.items()
    }
    assert due == {"dead": True, "alive": False, "elsewhere": False, "stranger": False}


async def test_what_could_not_be_put_right_without_the_database_is_when_it_is_back(stack: Stack) -> None:
    waiting = await ask(stack, JOB, "QUEUED", None)
    os.kill(pid_of(stack, "postgres"), signal.SIGKILL)
    await stack.job_recovery.resend_messages()

    async def unsent() -> bool:
        return await ask(stack, "SELECT sent_at IS NULL FROM job WHERE id = $1", waiting) is True

    assert await until(unsent)


async def test_a_service_that_cannot_come_back_yet_is_tried_again(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    start = type(stack._services["sqs"]).start

    async def fail_once(self: Any) -> None:
        tried.append("sqs")
        if len(tried) == 1:
            raise OSError(28, "No space left on device")
        await start(self)

    monkeypatch.setattr(type(stack._services["sqs"]), "start", fail_once)
    said.clear()
    os.kill(pid_of(stack, "sqs"), signal.SIGKILL)
    await until(lambda: _said("SQS (moto) is running again."))
    assert any("No space left on device" in line for line in said)
