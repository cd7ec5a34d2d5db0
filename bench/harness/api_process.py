"""An API process of a bench's own, alone in its memory and its CPU time."""

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

# A bench's clients share one address.
_SINGLE_ADDRESS_SETTINGS = {"CONNECTIONS_PER_ADDRESS": "4000"}
_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class ApiProcess:
    """A process that serves on this port of loopback."""

    process: asyncio.subprocess.Process
    port: int

    def read_memory_kilobytes(self) -> int:
        """Its resident memory."""
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True, text=True
        )
        return int(told.stdout)


@asynccontextmanager
async def start_api_process(settings: config.Settings) -> AsyncIterator[ApiProcess]:
    """`python -m app` under these settings, once it answers."""
    port = find_free_port()
    values = settings.model_dump(exclude_none=True)
    told = {name.upper(): str(value) for name, value in values.items() if isinstance(value, str | int | float)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        env={
            **os.environ,
            **told,
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
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
