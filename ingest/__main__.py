"""`python -m ingest watch FOLDER --pattern PATTERN --url URL`: see docs/ingest.md."""

import argparse
import asyncio
import fcntl
import hashlib
import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp

from ingest.agent import Agent, AgentStatus
from ingest.api import IngestApi
from ingest.bandwidth import Bandwidth, BandwidthError, BandwidthRule, parse_rule
from ingest.disk import DiskCap
from ingest.journal import Journal, JournalInUse
from ingest.pattern import FilePattern, PatternError
from ingest.scan import FolderScanner
from ingest.status import serve_status
from ingest.transfer import Transfer

_log = logging.getLogger(__name__)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([kMGT]?)")
_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


class UsageError(Exception):
    """A start that cannot be. The message says what to change."""


def main() -> None:
    arguments = _parse(sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        arguments.folder = arguments.folder.resolve()
        if not arguments.folder.is_dir():
            raise UsageError(f"{arguments.folder} is no folder.")
        asyncio.run(watch(arguments))
    except (UsageError, PatternError, JournalInUse) as error:
        sys.exit(f"ingest: {error}")


async def watch(arguments: argparse.Namespace) -> None:
    folder: Path = arguments.folder
    zone = ZoneInfo(arguments.timezone)
    pattern = FilePattern(arguments.pattern, camera=arguments.camera, zone=zone)
    journal_path: Path = arguments.journal or _default_journal(folder)
    journal_path.parent.mkdir(parents=True, exist_ok=True)
    stopping = asyncio.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_, stopping.set)
    async with AsyncExitStack() as stack:
        stack.enter_context(_lock_folder(folder))
        journal = Journal(journal_path)
        stack.callback(journal.close)
        if arguments.retry_refused:
            journal.retry_refused()
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=True))
        status, bandwidth = AgentStatus(), Bandwidth(arguments.limit, zone)

        def count_bytes(size: int) -> None:
            status.sent_bytes += size

        api = IngestApi(session, arguments.url, partial(_read_token, arguments.token_file))
        transfer = Transfer(folder, api, journal, session, bandwidth, arguments.timezone, arguments.parts, count_bytes)
        cap = None
        if arguments.max_disk is not None:
            cap = DiskCap(folder, journal, arguments.max_disk, arguments.when_full == "drop")
        scanner = FolderScanner(folder, pattern, arguments.settle)
        agent = Agent(journal, scanner, transfer, status=status, disk_cap=cap, scan_seconds=arguments.scan_every)
        if arguments.status_port is not None:
            port = await stack.enter_async_context(serve_status(status, journal, bandwidth, arguments.status_port))
            _log.info("Status on http://127.0.0.1:%d/", port)
        _log.info("Watching %s for %s", folder, arguments.pattern)
        await agent.run(stopping)


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


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    command = parser.add_subparsers(dest="command", required=True).add_parser(
        "watch", help="send recordings that appear in a folder"
    )
    add = command.add_argument
    add("folder", type=Path)
    add("--pattern", required=True, help="such as '{camera}/{start:%%Y-%%m-%%dT%%H-%%M-%%S}.mp4'")
    add("--url", required=True, help="the GraphQL endpoint, such as https://watchgraph.example.com/graphql")
    add("--timezone", type=_zone, default="UTC", help="IANA time zone of the cameras (default: UTC)")
    add("--camera", help="name of the camera, where the pattern has none")
    add("--token-file", type=Path, help="a file with the access token; else WATCHGRAPH_TOKEN")
    add("--settle", type=float, default=10.0, help="seconds without a change until a file is whole (default: 10)")
    add("--scan-every", type=float, default=5.0, help="seconds between two looks at the folder (default: 5)")
    add("--limit", type=_rule, action="append", default=[], help="bytes a second: 500k, or 22:00-06:00=8M; repeatable")
    add("--max-disk", type=_size, help="what the recordings may take, such as 500G; sent ones go first")
    add("--when-full", choices=("keep", "drop"), default="keep", help="what becomes of unsent ones (default: keep)")
    add("--parts", type=int, default=2, choices=range(1, 9), metavar="1-8", help="parts sent at once (default: 2)")
    add("--journal", type=Path, help="where the agent keeps what it did (default: below ~/.local/state)")
    add("--status-port", type=int, help="serve status and metrics on 127.0.0.1 at this port")
    add("--retry-refused", action="store_true", help="give recordings that were refused another chance")
    return parser.parse_args(words)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise argparse.ArgumentTypeError(f"{text!r} is no IANA time zone, such as Asia/Seoul") from None
    return text


def _rule(text: str) -> BandwidthRule:
    try:
        return parse_rule(text)
    except BandwidthError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _size(text: str) -> int:
    found = _SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, such as 500G")
    return int(float(found[1]) * _UNITS[found[2]])


if __name__ == "__main__":
    main()
