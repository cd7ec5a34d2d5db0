"""An agent as a process of its own, which can be killed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.schema.uploads.sending import make_padded_video
from tests.support.serving import ApiTestClient

PATTERN = "{camera}/{start:%Y-%m-%dT%H-%M-%S}.mp4"
VIDEOS = "{ videos(first: 100) { edges { node { camera recordedAt timezone status sizeBytes checksumSha256 } } } }"
# A busy machine takes its time to start a process.
SENT_AFTER_SECONDS = 120


def write_recording(folder: Path, camera: str, start: str, size: int = 20_000) -> Path:
    """A video whose content depends on its camera and time."""
    file = folder / camera / f"{start}.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(make_padded_video(size, f"{camera} {start}".encode()))
    return file


async def list_videos(api: ApiTestClient) -> list[dict[str, Any]]:
    """Videos that were confirmed, by camera and time."""
    nodes = [edge["node"] for edge in (await api.data(VIDEOS))["videos"]["edges"]]
    return sorted(
        (node for node in nodes if node["status"] != "UPLOADING"), key=lambda node: (node["camera"], node["recordedAt"])
    )


@asynccontextmanager
async def run_agent(
    folder: Path, address: str, token: str | Path, *options: str, waits: bool = True
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m ingest watch`, as run_ingest runs it."""
    words = (str(folder), "--pattern", PATTERN, "--settle", "0.2", *options)
    async with run_ingest(folder, address, token, "watch", *words, waits=waits) as process:
        yield process


@asynccontextmanager
async def run_ingest(
    folder: Path,
    address: str,
    token: str | Path,
    way: str,
    *options: str,
    waits: bool = True,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m ingest WAY OPTIONS`, with its journal and log beside the folder; killed at the end.

    With waits, once it watches the folder.
    """
    environment = {"PATH": os.environ["PATH"], "NO_PROXY": "*", **(environment or {})}
    if isinstance(token, Path):
        options = (*options, "--token-file", str(token))
    else:
        environment["WATCHGRAPH_TOKEN"] = token
    with folder.with_suffix(".log").open("ab") as log:
        since = log.tell()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ingest", way, "--url", f"{address}/graphql", "--scan-every", "0.1"),
            *("--journal", str(folder.with_suffix(".sqlite")), *options),
            env=environment,
            stderr=log,
        )
    try:
        if waits:
            await wait_for_log(folder, "Watching", since)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def wait_for_videos(api: ApiTestClient, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(SENT_AFTER_SECONDS):
        while len(videos := await list_videos(api)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return videos


async def wait_for_log(folder: Path, text: str, since: int = 0) -> None:
    """Wait for a text in the log, after so many characters."""
    async with asyncio.timeout(SENT_AFTER_SECONDS):
        while text not in folder.with_suffix(".log").read_text()[since:]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
