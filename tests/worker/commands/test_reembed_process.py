"""`python -m worker reembed` as it is run: killed, run again, stopped by a signal, and refused."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import worker
from datasources.postgres.tables.events import Events
from domain.embeddings.backfill import BATCH_SIZE
from models.asking.vectors import EmbeddingSpace
from tests.support.rows import add_video, event_row
from tests.worker.commands.test_reembed import fetch_embedded
from tests.worker.conftest import PATIENCE, WorkerHarness
from tests.worker.holding import hold_model_calls

pytestmark = pytest.mark.slow
COUNT = 3 * BATCH_SIZE + 16
# The embedded model makes several lengths: another length is another set of vectors.
SHORT = {"AWS_BEDROCK_EMBEDDING_DIMENSIONS": "512"}


async def start(worker_harness: WorkerHarness, *arguments: str, **changed: str) -> asyncio.subprocess.Process:
    with worker_harness.environment(**changed) as environment:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "worker", "reembed", *arguments,
            env=environment, cwd=Path(worker.__file__).parent, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip


async def finish(process: asyncio.subprocess.Process) -> tuple[int | None, list[str]]:
    """The exit code, and the lines that were told."""
    async with asyncio.timeout(PATIENCE):
        out, problems = await process.communicate()
    assert "Traceback" not in problems.decode(), problems.decode()
    return process.returncode, out.decode().splitlines()


@pytest.fixture
async def events(worker_harness: WorkerHarness) -> list[Any]:
    video = await add_video(worker_harness.data.postgres, worker_harness.principal)
    rows = [event_row(float(number), description=f"Person {number} walks.") for number in range(COUNT)]
    return await Events(worker_harness.data.postgres).store(worker_harness.principal, video, rows)


async def wait_until_some_embedded(
    process: asyncio.subprocess.Process, worker_harness: WorkerHarness, space: EmbeddingSpace
) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await fetch_embedded(worker_harness.data.postgres, worker_harness.principal, space):
            if process.returncode is not None:
                raise AssertionError(await finish(process))
            await asyncio.sleep(0.01)


async def test_what_was_killed_or_stopped_goes_on_where_it_was(
    worker_harness: WorkerHarness, events: list[Any]
) -> None:
    space = EmbeddingSpace(worker_harness.settings.aws_bedrock_embedding_model_id, 512)
    models, name = worker_harness.settings.aws_endpoint_url_bedrock_runtime, quote(space.model_id, safe="")
    assert models is not None
    # It is killed while it waits for vectors of its second batch.
    async with hold_model_calls(models, name, most=BATCH_SIZE) as door:
        killed = await start(worker_harness, **SHORT, AWS_ENDPOINT_URL_BEDROCK_RUNTIME=door.address)
        await wait_until_some_embedded(killed, worker_harness, space)
        async with asyncio.timeout(PATIENCE):
            await door.reached.wait()
        killed.kill()
        assert (await finish(killed))[0] == -signal.SIGKILL
    left = len(await fetch_embedded(worker_harness.data.postgres, worker_harness.principal, space))
    assert 0 < left < COUNT

    # It is told to stop while it waits for the first ones, and ends with their batch.
    async with hold_model_calls(models, name, most=0) as door:
        stopped = await start(worker_harness, **SHORT, AWS_ENDPOINT_URL_BEDROCK_RUNTIME=door.address)
        assert stopped.stdout is not None
        first = (await stopped.stdout.readline()).decode()
        assert first == f"Embedding by {space}: {left:,} of {COUNT:,} events have a vector.\n"
        async with asyncio.timeout(PATIENCE):
            await door.reached.wait()
        stopped.send_signal(signal.SIGTERM)
        door.released.set()
        code, lines = await finish(stopped)
    assert code == 0
    assert lines[-1].startswith("Stopped: ")
    assert lines[-1].endswith(f"of {COUNT:,} events have a vector of {space}. To go on: python -m worker reembed")

    code, lines = await finish(await start(worker_harness, **SHORT))
    assert code == 0
    assert lines[-1] == f"Done: {COUNT:,} of {COUNT:,} events have a vector of {space}."
    assert await fetch_embedded(worker_harness.data.postgres, worker_harness.principal, space) == set(events)


@pytest.mark.usefixtures("events")
async def test_a_model_that_refuses_the_length_ends_it_with_one_line_that_says_how_to_go_on(
    worker_harness: WorkerHarness,
) -> None:
    # The embedded model makes no shorter vectors than 512.
    code, lines = await finish(await start(worker_harness, AWS_BEDROCK_EMBEDDING_DIMENSIONS="256"))
    assert code == 1
    assert lines[-1].endswith("What was embedded stays. To go on: python -m worker reembed")
