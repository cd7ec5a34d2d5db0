"""The ways in: what each needs before the agent runs."""

import argparse
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import aiohttp

from ingest.agent_status import AgentStatus
from ingest.api import IngestApi
from ingest.journal import Journal
from ingest.pattern import FilePattern
from ingest.spool import SPOOL_PATTERN


class UsageError(Exception):
    """A start that cannot be. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Services:
    """What a source may use."""

    folder: Path
    journal: Journal
    status: AgentStatus
    api: IngestApi


Source: TypeAlias = Callable[[], Awaitable[None]]
OpenSource: TypeAlias = Callable[[Services], AbstractAsyncContextManager[Source]]


@dataclass(frozen=True, slots=True)
class Way:
    """How recordings come into the folder. open_source: what brings them, beside the agent; None: others do."""

    folder: Path
    pattern: FilePattern
    settle_seconds: float
    keeps_sent: bool
    open_source: OpenSource | None


def prepare_way(arguments: argparse.Namespace) -> Way:
    """Raises UsageError and PatternError."""
    return {"watch": _prepare_watch, "rtsp": _prepare_rtsp, "frigate": _prepare_frigate}[arguments.way](arguments)


def _prepare_watch(arguments: argparse.Namespace) -> Way:
    folder = arguments.folder.resolve()
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.")
    pattern = FilePattern(arguments.pattern, camera=arguments.camera, zone=ZoneInfo(arguments.timezone))
    return Way(folder, pattern, arguments.settle, keeps_sent=True, open_source=None)


def _prepare_rtsp(arguments: argparse.Namespace) -> Way:
    # Only those who record need FFmpeg in memory.
    from ingest.rtsp.address import AddressError, parse_cameras
    from ingest.rtsp.camera import RecordingTerms
    from ingest.rtsp.source import RtspSource

    try:
        cameras = parse_cameras([text for text in arguments.cameras if text.strip() and not text.startswith("#")])
    except AddressError as error:
        raise UsageError(str(error)) from None
    terms = RecordingTerms(arguments.minutes * 60, arguments.stall, arguments.sound)

    @asynccontextmanager
    async def open_source(services: Services) -> AsyncIterator[Source]:
        yield RtspSource(cameras, services.folder, terms, services.status).run

    return _prepare_spool(arguments, open_source)


def _prepare_frigate(arguments: argparse.Namespace) -> Way:
    # Only those who measure footage need FFmpeg in memory.
    from ingest.frigate.client import FrigateAccess, FrigateClient
    from ingest.frigate.source import FrigateSource, FrigateTerms

    secrets = (os.environ.get(name, "") for name in ("FRIGATE_PASSWORD", "FRIGATE_TOKEN"))
    access = FrigateAccess(arguments.frigate, arguments.user, *secrets)
    if access.place is None:
        raise UsageError("Frigate's address is no URL such as https://frigate.local:8971.")
    if arguments.user and not access.password:
        raise UsageError("--user needs the password in FRIGATE_PASSWORD.")
    terms = FrigateTerms(
        arguments.cameras or (), arguments.footage == "reviews", arguments.minutes * 60, arguments.since * 3600
    )

    @asynccontextmanager
    async def open_source(services: Services) -> AsyncIterator[Source]:
        # Frigate's cookie is for Frigate alone, and comes from an address without a name too.
        connector = aiohttp.TCPConnector(ssl=not arguments.insecure)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar, trust_env=True) as session:
            client = FrigateClient(session, access)
            source = FrigateSource(client, services.api, services.journal, services.folder, terms, services.status)
            yield partial(source.run, arguments.poll_every)

    return _prepare_spool(arguments, open_source)


def _prepare_spool(arguments: argparse.Namespace, open_source: OpenSource) -> Way:
    folder: Path = arguments.spool.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}.") from None
    pattern = FilePattern(SPOOL_PATTERN, camera=None, zone=ZoneInfo("UTC"))
    return Way(folder, pattern, 0.0, arguments.keep_sent, open_source)
