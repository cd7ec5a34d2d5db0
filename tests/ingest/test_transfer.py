"""Sending over a line that is half-open: it stays, and takes and brings nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from ingest import transfer as transfer_module
from ingest.api import ApiUnreachable, IngestApi, Part, Upload
from ingest.bandwidth import Bandwidth
from ingest.description import UploadDescription
from ingest.journal import FileIdentity, Journal
from ingest.transfer import StoreUnavailable, Transfer

SIZE_BYTES = 32 << 20


class GivenUpload(IngestApi):
    """Answers requestUpload with an address, and nothing else."""

    async def request_upload(self, input_: Mapping[str, Any], size_bytes: int) -> Upload:
        return Upload("token", "video", Part(1, size_bytes, self._url, {}), None)


@pytest.fixture
async def dead_line() -> AsyncIterator[str]:
    """What it is sent fills the buffers, and then waits for ever."""
    writers = []

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in writers:
            writer.transport.abort()


async def test_an_api_that_says_nothing_any_more_is_unreachable(dead_line: str) -> None:
    async with aiohttp.ClientSession() as session:
        api = IngestApi(session, dead_line, lambda: "token", patience_seconds=0.2)
        with pytest.raises(ApiUnreachable, match="cannot be reached"):
            await asyncio.wait_for(api.confirm("upload", 1000), 30)


async def test_a_store_that_takes_nothing_any_more_is_left(
    tmp_path: Path, dead_line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_module, "_STALLED_SECONDS", 0.2)
    file = tmp_path / "gate.mp4"
    with file.open("wb") as written:
        written.truncate(SIZE_BYTES)
    journal = Journal(tmp_path / "journal.sqlite")
    journal.add([(file.name, "gate", datetime(2026, 1, 1, tzinfo=UTC), FileIdentity.from_stat(file.stat()))])
    sent: list[int] = []
    async with aiohttp.ClientSession() as session:
        transfer = Transfer(
            tmp_path,
            GivenUpload(session, dead_line, lambda: "token"),
            journal,
            session,
            Bandwidth((), ZoneInfo("UTC")),
            UploadDescription("UTC", {}),
            parallel_parts=1,
            on_bytes=sent.append,
        )
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            await asyncio.wait_for(transfer.send(journal.get(1)), 30)
    assert 0 < sum(sent) < SIZE_BYTES
    # The upload is known, so that the next attempt goes on with it.
    assert journal.get(1).upload_token == "token"
