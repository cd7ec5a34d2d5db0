"""Provides the server for a bench: a running one on this machine, or the product on an embedded stack."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from devstack.stack.product import run_product
from devstack.stack.stack import Options, Stack
from devstack.token import access_token

ORGANIZATION = "bench"


@dataclass(frozen=True, slots=True)
class BenchServer:
    """address: without a slash at the end. The other fields are set only for a server that the bench started.

    secret_key: makes tokens for any user. folder: has the programs' logs. pid: of the API. database_url, owner_url:
    with the application's login and the owner's.
    """

    address: str
    token: str
    secret_key: str = field(default="", repr=False)
    folder: Path | None = None
    pid: int | None = None
    database_url: str = field(default="", repr=False)
    owner_url: str = field(default="", repr=False)

    def read_memory_mib(self) -> float | None:
        """Resident memory of the API; None for a server that the bench did not start, or without /proc."""
        status = Path(f"/proc/{self.pid}/status")
        if self.pid is None or not status.exists():
            return None
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(kilobytes) / 1024

    def read_loop_ms(self) -> float | None:
        """CPU milliseconds that the API's event loop has used so far, while other requests wait. None as above."""
        schedule = Path(f"/proc/{self.pid}/schedstat")
        return None if self.pid is None or not schedule.exists() else int(schedule.read_text().split()[0]) / 1e6

    def list_unhandled(self) -> Iterator[str]:
        """Lines of the API's and the workers' logs that report an unexpected error, or that are not log records."""
        for file in [] if self.folder is None else sorted(self.folder.glob("*.log*")):
            if not file.name.startswith(("api.", "worker-")):
                continue
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                if line.strip() and not _is_expected(line):
                    yield f"{file.name}: {line}"


def _is_expected(line: str) -> bool:
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return isinstance(record, dict) and record.get("level") in ("DEBUG", "INFO", "WARNING")


@asynccontextmanager
async def start_server(url: str | None, token: str | None, *, workers: int = 0) -> AsyncIterator[BenchServer]:
    """The server at `url`, or a new one with this many workers. Exits with code 2 if `url` is not on this machine."""
    if url is not None:
        parts = urlsplit(url)
        if parts.hostname not in ("127.0.0.1", "::1", "localhost") or not token:
            print("Give a --url on this machine (loopback), and a --token that it takes.", file=sys.stderr)
            sys.exit(2)
        yield BenchServer(f"{parts.scheme}://{parts.netloc}", token)
        return
    with tempfile.TemporaryDirectory(prefix="watchgraph-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        # Under root, PostgreSQL runs as another user.
        await asyncio.to_thread(folder.chmod, 0o711)
        async with (
            Stack(folder / "state", Options(durable=False)) as stack,
            run_product(stack, stack.ports["api"], workers, lambda line: print(line, file=sys.stderr)) as address,
        ):
            registered = stack.state.read("processes.json") or {}
            key = stack.environment["SECRET_KEY"]
            token = access_token(key, organization=ORGANIZATION)
            urls = stack.environment["DATABASE_URL"], stack.owner_environment["DATABASE_OWNER_URL"]
            yield BenchServer(address, token, key, stack.state.logs, int(registered["api"][0]), *urls)
