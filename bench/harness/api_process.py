"""Runs the API as a separate process, so that its memory and CPU time can be measured."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import config
from devstack.processes.http_probe import answers_ok

# All clients of a bench have the same address.
_SINGLE_ADDRESS_SETTINGS = {"CONNECTIONS_PER_ADDRESS": "4000"}
_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class ApiProcess:
    """A process that serves on this port of loopback."""

    process: asyncio.subprocess.Process
    port: int

    def read_memory_kilobytes(self) -> int:
        """Its resident memory."""
        completed = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True, text=True
        )
        return int(completed.stdout)


@asynccontextmanager
async def start_api_process(settings: config.Settings) -> AsyncIterator[ApiProcess]:
    """Run `python -m app` with these settings; yields when it answers."""
    port = find_free_port()
    values = settings.model_dump(exclude_none=True)
    variables = {name.upper(): str(value) for name, value in values.items() if isinstance(value, str | int | float)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        env={
            **os.environ,
            **variables,
            **_SINGLE_ADDRESS_SETTINGS,
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
        },
        cwd=_REPOSITORY,
    )
    try:
        while not await answers_ok(port, "/api/health/"):
            if process.returncode is not None:
                raise SystemExit(f"the API ended with exit code {process.returncode}")
            await asyncio.sleep(0.1)
        yield ApiProcess(process, port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def find_free_port() -> int:
    """A port of loopback that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
