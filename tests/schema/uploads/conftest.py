"""The datasources of the folder's API, for what no query shows; and the API as a process of its own, to be killed."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest_asyncio

import app
from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from domain.jobs.attempt import JobHandler
from domain.jobs.slot_pool import SlotPool
from domain.jobs.worker import Worker, WorkerOptions
from models.enums import JobKind
from tests.schema.uploads.sending import PATIENCE

Start = Callable[[], Awaitable[tuple[asyncio.subprocess.Process, str]]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def data(settings: Settings) -> AsyncIterator[Datasources]:
    async with open_datasources(settings) as datasources:
        yield datasources


@asynccontextmanager
async def run_worker(
    settings: Settings,
    handlers: Callable[[Datasources], Mapping[JobKind, JobHandler]],
    *sweeps: Callable[[Datasources], Any],
) -> AsyncIterator[None]:
    """A worker that does these kinds of jobs alone: it leaves the analyses of other tests be."""
    stopping = asyncio.Event()
    async with open_datasources(settings) as datasources:
        kinds = handlers(datasources)
        shift = Worker(
            datasources.jobs,
            datasources.queue,
            datasources.outbox,
            kinds,
            [SlotPool(list(kinds), 2, drain_seconds=5)],
            WorkerOptions(lease_seconds=30, max_attempts=3, sweeps=[sweep(datasources) for sweep in sweeps]),
        )
        running = asyncio.create_task(shift.run(stopping))
        try:
            yield
        finally:
            stopping.set()
            await running


@pytest_asyncio.fixture(loop_scope="session")
async def start_api(settings: Settings, tmp_path: Path) -> AsyncIterator[Start]:
    """`await start_api()`: an API process under the folder's settings, and its address."""
    started: list[asyncio.subprocess.Process] = []

    async def start() -> tuple[asyncio.subprocess.Process, str]:
        values = settings.model_dump(exclude_none=True) | {"port": 0}
        told = {name.upper(): str(value) for name, value in values.items() if isinstance(value, str | int | float)}
        keys = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PATH")}
        log = tmp_path / f"api-{len(started)}.log"
        with log.open("wb") as lines:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "app"),
                env={**keys, "NO_PROXY": "*", "AWS_EC2_METADATA_DISABLED": "true", **told},
                stderr=lines,
                cwd=Path(app.__file__).parent,
            )
        started.append(process)
        async with asyncio.timeout(PATIENCE):
            while (found := re.search(r"running on (http://[\d.:]+)", log.read_text())) is None:
                assert process.returncode is None, log.read_text()
                await asyncio.sleep(0.05)
        return process, found[1]

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.wait()
