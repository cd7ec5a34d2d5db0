"""`python -m ingest watch|rtsp|frigate …`: see `--help` and docs/ingest.md."""

import argparse
import asyncio
import fcntl
import hashlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp

from ingest.agent import Agent
from ingest.agent_status import AgentStatus
from ingest.api import IngestApi
from ingest.bandwidth import Bandwidth
from ingest.command import parse
from ingest.description import UploadDescription
from ingest.disk import DiskCap
from ingest.journal import Journal, JournalInUse
from ingest.pattern import PatternError
from ingest.scan import FolderScanner
from ingest.status import serve_status
from ingest.transfer import Transfer
from ingest.ways import Services, UsageError, Way, prepare_way

_log = logging.getLogger(__name__)


def main() -> None:
    arguments = parse(sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        asyncio.run(run(arguments, prepare_way(arguments)))
    except (UsageError, PatternError, JournalInUse) as error:
        sys.exit(f"ingest: {error}")


async def run(arguments: argparse.Namespace, way: Way) -> None:
    """Until SIGINT or SIGTERM."""
    journal_path: Path = arguments.journal or _default_journal(way.folder)
    journal_path.parent.mkdir(parents=True, exist_ok=True)
    stopping = asyncio.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_, stopping.set)
    async with AsyncExitStack() as stack:
        stack.enter_context(_lock_folder(way.folder))
        journal = Journal(journal_path)
        stack.callback(journal.close)
        if arguments.retry_refused:
            journal.retry_refused()
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=True))
        status, bandwidth = AgentStatus(), Bandwidth(arguments.limit, ZoneInfo(arguments.timezone))

        def count_bytes(size: int) -> None:
            status.sent_bytes += size

        api = IngestApi(session, arguments.url, partial(_read_token, arguments.token_file))
        description = UploadDescription(arguments.timezone, dict(arguments.camera_id))
        transfer = Transfer(way.folder, api, journal, session, bandwidth, description, arguments.parts, count_bytes)
        cap = DiskCap(way.folder, journal, arguments.max_disk, arguments.when_full == "drop", way.keeps_sent)
        scanner = FolderScanner(way.folder, way.pattern, way.settle_seconds)
        agent = Agent(journal, scanner, transfer, status=status, disk_cap=cap, scan_seconds=arguments.scan_every)
        if arguments.status_port is not None:
            port = await stack.enter_async_context(serve_status(status, journal, bandwidth, arguments.status_port))
            _log.info("Status on http://127.0.0.1:%d/", port)
        _log.info("Watching %s for %s", way.folder, way.pattern.text)
        source = None
        if way.open_source is not None:
            source = await stack.enter_async_context(way.open_source(Services(way.folder, journal, status, api)))
        await agent.run(stopping, source)


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    """One agent a folder: two would send everything twice. The lock ends with the process, however it ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"Another agent watches {folder}.") from None
        yield
    finally:
        os.close(descriptor)


def _read_token(file: Path | None) -> str:
    """Read anew for each request, so that a new token needs no restart."""
    if file is None:
        return os.environ.get("WATCHGRAPH_TOKEN", "")
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _default_journal(folder: Path) -> Path:
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    return state / "watchgraph" / f"ingest-{digest}.sqlite"


if __name__ == "__main__":
    main()
